// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "redirects",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "redirects", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")]),
        // Runs natively: swift test --package-path workers/redirects
        .testTarget(
            name: "redirectsTests",
            dependencies: ["redirects", .product(name: "SwiftletTesting", package: "swiftlet-sdk")]),
    ]
)
