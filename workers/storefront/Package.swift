// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "storefront",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "storefront", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/storefront
        .testTarget(
            name: "storefrontTests",
            dependencies: ["storefront", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
