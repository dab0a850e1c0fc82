// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "hello",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "hello", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/hello
        .testTarget(
            name: "helloTests", dependencies: ["hello", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
