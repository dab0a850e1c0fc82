// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "sins",
    dependencies: [.package(name: "swiftlet-sdk", path: "../../../Sources/Guest")],
    targets: [
        .executableTarget(name: "sins", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")])
    ]
)
