// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "hello",
    dependencies: [.package(path: "../../Sources/Guest")],
    targets: [
        .executableTarget(name: "hello", dependencies: [.product(name: "Swiftlet", package: "Guest")])
    ]
)
