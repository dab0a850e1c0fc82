// swift-tools-version: 6.3
import PackageDescription

// The bad neighbour of ../neighbour.py.
let package = Package(
    name: "noisy",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "noisy", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")])
    ]
)
