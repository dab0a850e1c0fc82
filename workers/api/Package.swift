// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "api",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(
            name: "api",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet-sdk"),
                // @JSONCodable
                .product(name: "SwiftletMacros", package: "swiftlet-sdk"),
            ]),
        // Runs natively: swift test --package-path workers/api
        .testTarget(
            name: "apiTests", dependencies: ["api", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
