// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "bff",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "bff", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/bff
        .testTarget(
            name: "bffTests", dependencies: ["bff", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
