// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ab-test",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "ab-test", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/ab-test
        .testTarget(
            name: "ab-testTests",
            dependencies: ["ab-test", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
