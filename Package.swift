// swift-tools-version: 6.3
import CompilerPluginSupport
import PackageDescription

// Layers, bottom up: C -> Core -> Edge -> CLI, and Guest beside them.
// A target imports only from folders to its left. Core targets never import each other.

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Off in release: run-time exclusivity checks are 16 % of the instructions of a proxied request (callgrind). Debug
    // builds, and so the unit tests, keep them.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// Where `make setup` unpacks the wasmtime library; the host finds it beside itself or here.
let wasmtime = Context.packageDirectory + "/.deps/wasmtime"

/// A system C library: module map and shim only, found through pkg-config.
func c(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A Swift target: its folder says its layer, `uses` says everything it may import.
func swift(_ layer: String, _ name: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, path: "Sources/\(layer)/\(name)", swiftSettings: strict)
}

func tests(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + uses, swiftSettings: strict)
}

let package = Package(
    name: "swiftlet",
    products: [.executable(name: "swiftlet", targets: ["CLI"])],
    dependencies: [
        // Commands, options and --help of the `swiftlet` binary.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Reads swiftlet.toml.
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        // The host's and the workers' log lines.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // The types that worker authors already know: HTTPFields, HTTPResponse.Status, ...
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        // Latencies of `swiftlet bench`: percentiles over six orders of magnitude, to three digits.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        c("CUV", pkgConfig: "libuv", apt: "libuv1-dev"),
        c("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        // Which system calls the process may make once it serves.
        c("CSeccomp", pkgConfig: "libseccomp", apt: "libseccomp-dev"),
        .target(name: "CLinux", path: "Sources/C/CLinux"),
        .target(name: "CByteScan", path: "Sources/C/CByteScan"),
        .target(
            name: "CWasmtime", path: "Sources/C/CWasmtime",
            linkerSettings: [
                .linkedLibrary("wasmtime"),
                .unsafeFlags([
                    "-L\(wasmtime)", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN",
                    "-Xlinker", "-rpath", "-Xlinker", wasmtime,
                ]),
            ]),

        .target(name: "CWorkerABI", path: "Sources/Guest/CWorkerABI"),
        swift("Guest", "SwiftletFormats", uses: ["CWorkerABI"]),
        swift(
            "Guest", "Swiftlet",
            uses: ["CWorkerABI", "SwiftletFormats", .product(name: "HTTPTypes", package: "swift-http-types")]),
        swift(
            "Guest", "SwiftletTesting",
            uses: ["Swiftlet", "CWorkerABI", .product(name: "HTTPTypes", package: "swift-http-types")]),

        .macro(name: "SwiftletMacroPlugin", path: "Sources/Guest/SwiftletMacroPlugin", swiftSettings: strict),
        swift("Guest", "SwiftletMacros", uses: ["Swiftlet", "SwiftletMacroPlugin"]),

        swift("Core", "Crypto", uses: ["COpenSSL"]),
        swift("Core", "Hardening", uses: ["CLinux", "CSeccomp"]),
        swift("Core", "HTTP", uses: ["CByteScan"]),
        swift("Core", "Loop", uses: ["CUV"]),
        swift("Core", "TLS", uses: ["COpenSSL"]),
        swift("Core", "Wasm", uses: ["COpenSSL", "CWasmtime"]),

        swift("Edge", "Isolate", uses: ["Crypto", "HTTP", "Wasm", "CWorkerABI"]),
        swift("Edge", "Origin", uses: ["HTTP", "Loop", "TLS"]),
        // One request through a worker without a network, with doubles for origins.
        swift("Edge", "Rehearsal", uses: ["HTTP", "Isolate", "Origin"]),
        swift("Edge", "Toolchain", uses: ["Wasm"]),
        swift("Edge", "Bench", uses: ["SwiftletFormats"]),
        swift("Edge", "Deploy", uses: ["Crypto", "SwiftletFormats"]),
        // The admin API: knows of HTTP and of values, nothing of how the host does what it is asked.
        swift("Edge", "Admin", uses: ["Crypto", "HTTP", "Loop", "TLS", "SwiftletFormats"]),
        swift(
            "Edge", "Load",
            uses: ["Bench", "HTTP", "Loop", "TLS", .product(name: "Histogram", package: "hdrhistogram-swift")]),
        swift(
            "Edge", "Server",
            uses: [
                "Admin", "Crypto", "Deploy", "Hardening", "HTTP", "Loop", "TLS", "Wasm", "Isolate", "Origin",
                "Rehearsal", "Toolchain",
                .product(name: "TOMLKit", package: "TOMLKit"), .product(name: "Logging", package: "swift-log"),
            ]),

        .executableTarget(
            name: "CLI",
            dependencies: [
                "Server", "Admin", "Deploy", "Toolchain", "Isolate", "Origin", "Rehearsal", "Bench", "Load",
                "Hardening", "HTTP", "Wasm", "Loop", "TLS",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/CLI", swiftSettings: strict),
        .executableTarget(
            name: "microbench", dependencies: ["HTTP", "Wasm", "Isolate", "Loop", "TLS", "Origin", "Server"],
            path: "bench/micro", swiftSettings: strict),
        .executableTarget(
            name: "redeployer", dependencies: ["Server", "Loop"], path: "bench/redeployer", swiftSettings: strict),

        tests("Crypto", uses: ["COpenSSL"]),
        tests("Hardening", uses: ["CSeccomp"]),
        tests("HTTP"),
        tests("Loop"),
        tests("TLS", uses: ["COpenSSL"]),
        tests("Wasm"),
        tests("SwiftletFormats"),
        tests("Swiftlet", uses: ["SwiftletTesting", "CWorkerABI"]),
        tests("SwiftletMacros", uses: ["SwiftletMacroPlugin", "Swiftlet"]),
        tests("SwiftletTesting", uses: ["Swiftlet", "HTTP"]),
        tests("Isolate", uses: ["Crypto", "HTTP", "Wasm", "CWorkerABI"]),
        tests("Origin", uses: ["HTTP", "Loop", "TLS"]),
        tests("Rehearsal", uses: ["HTTP"]),
        tests(
            "Server",
            uses: [
                "Admin", "Deploy", "Hardening", "HTTP", "Loop", "TLS", "Wasm", "Isolate", "Origin", "Toolchain",
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests("Toolchain", uses: ["Wasm"]),
        tests("Admin", uses: ["Crypto", "HTTP", "Loop", "TLS", "SwiftletFormats"]),
        tests("Bench"),
        tests("Deploy", uses: ["Crypto", "SwiftletFormats"]),
        tests("Load", uses: ["Bench", "HTTP", "Loop", "TLS"]),
        // Its client side speaks to OpenSSL itself: the host's TLS target is what it tests. Of Wasm it uses the text format.
        .testTarget(name: "EndToEndTests", dependencies: ["COpenSSL", "Wasm"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
