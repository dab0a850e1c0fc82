// swift-tools-version: 6.3
import CompilerPluginSupport
import PackageDescription

// The SDK as a package of its own: what a worker depends on. It needs swift-http-types and nothing of the host.
// The host's package compiles the same folders, for the tests and for the ABI header.

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "swiftlet-sdk",
    // For the tests of workers on a Mac: SwiftletTesting has a lock of the standard library. Linux takes no notice.
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Swiftlet", targets: ["Swiftlet"]),
        // @JSONCodable: apart, because the plugin behind it is one more program to build.
        .library(name: "SwiftletMacros", targets: ["SwiftletMacros"]),
        // For the tests of workers; built natively alone.
        .library(name: "SwiftletTesting", targets: ["SwiftletTesting"]),
    ],
    dependencies: [
        // The types that worker authors already know. Without its traits it needs no Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: [])
    ],
    targets: [
        .target(name: "CWorkerABI", path: "CWorkerABI"),
        // Beside HTTPTypes in a cold build, which is why it is apart.
        .target(
            name: "SwiftletFormats", dependencies: ["CWorkerABI"], path: "SwiftletFormats", swiftSettings: strict),
        .target(
            name: "Swiftlet",
            dependencies: [
                "CWorkerABI", "SwiftletFormats", .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Swiftlet", swiftSettings: strict),
        // Runs within the compiler, on the machine that builds.
        .macro(name: "SwiftletMacroPlugin", path: "SwiftletMacroPlugin", swiftSettings: strict),
        .target(
            name: "SwiftletMacros", dependencies: ["Swiftlet", "SwiftletMacroPlugin"], path: "SwiftletMacros",
            swiftSettings: strict),
        .target(
            name: "SwiftletTesting",
            dependencies: ["Swiftlet", "CWorkerABI", .product(name: "HTTPTypes", package: "swift-http-types")],
            path: "SwiftletTesting", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
