// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "stream-transform",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(
            name: "stream-transform", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/stream-transform
        .testTarget(
            name: "stream-transformTests",
            dependencies: ["stream-transform", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
