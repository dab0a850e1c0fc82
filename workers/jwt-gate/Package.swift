// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "jwt-gate",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "jwt-gate", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/jwt-gate
        .testTarget(
            name: "jwt-gateTests",
            dependencies: ["jwt-gate", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
