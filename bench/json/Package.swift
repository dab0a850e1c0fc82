// swift-tools-version: 6.3
import PackageDescription

// The worker of ../json_in_isolate.py.
let package = Package(
    name: "json",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(
            name: "json",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet-sdk"),
                .product(name: "SwiftletMacros", package: "swiftlet-sdk"),
            ])
    ]
)
