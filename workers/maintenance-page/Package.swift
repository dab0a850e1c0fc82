// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "maintenance-page",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(
            name: "maintenance-page", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/maintenance-page
        .testTarget(
            name: "maintenance-pageTests",
            dependencies: ["maintenance-page", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
