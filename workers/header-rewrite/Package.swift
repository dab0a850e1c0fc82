// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "header-rewrite",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "header-rewrite", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/header-rewrite
        .testTarget(
            name: "header-rewriteTests",
            dependencies: ["header-rewrite", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
