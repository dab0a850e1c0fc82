// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "sins",
    dependencies: [.package(path: "../../../Sources/Guest")],
    targets: [
        .executableTarget(name: "sins", dependencies: [.product(name: "Swiftlet", package: "Guest")])
    ]
)
