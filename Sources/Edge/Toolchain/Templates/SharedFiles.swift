/// The files that every template has.
enum SharedFiles {
    static func manifest(_ sdk: SDKReference) -> String {
        """
        // swift-tools-version: 6.3
        import PackageDescription

        let package = Package(
            name: "{{name}}",
            dependencies: [
                \(sdk.dependency)
            ],
            targets: [
                .executableTarget(
                    name: "{{name}}",
                    dependencies: [.product(name: "Swiftlet", package: "\(sdk.identity)")]),
                // Built natively and run without a host: swift test
                .testTarget(
                    name: "{{name}}Tests",
                    dependencies: ["{{name}}", .product(name: "SwiftletTesting", package: "\(sdk.identity)")]),
            ]
        )

        """
    }

    static func readme(summary: String, trying: String) -> String {
        """
        # {{name}}

        A worker for Swiftlet that \(summary).

        ```sh
        swiftlet dev        # serve it on http://127.0.0.1:8787; what you edit is live when you save it
        swift test          # its unit tests: natively, without a host
        swiftlet build      # the module to deploy: .build/swiftlet/{{name}}.wasm
        swiftlet bench      # what its requests cost, by bench.toml; the first time with --update
        ```

        While `swiftlet dev` runs:

        ```sh
        \(trying)
        ```

        | | |
        |---|---|
        | `Sources/{{name}}/{{type}}.swift` | the worker: `fetch` answers one request |
        | `Tests/{{name}}Tests` | its tests |
        | `bench.toml` | the requests whose cost is held to budgets |
        | `swiftlet.toml` | where it listens, what it may reach and use; `swiftlet serve` serves the same without watching |

        """
    }

    /// Where a template with a demo listens for its clients.
    static let edgeListener = """
        [[listeners]]
        name = "edge"
        address = "127.0.0.1:8787"
        cleartext = true                      # plain HTTP; without this line: TLS, with a self-signed certificate
        """

    /// Where the same process serves what the template's origin is.
    static let demoListener = """
        [[listeners]]
        name = "demo"
        address = "127.0.0.1:8788"
        cleartext = true
        """

    static let gitignore = """
        .build/

        """
}
