// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "zoo",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../../Sources/Guest")],
    targets: [
        .executableTarget(name: "zoo", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")])
    ]
)
