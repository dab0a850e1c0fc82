// swift-tools-version: 6.3
import PackageDescription

// Fuzzes the parsers of the SDK and of the host: see README.md. A package of its own, because it wants the sanitizers'
// runtime, and because its libraries are the repository's folders (links under Sources/) built with instrumentation.

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Where `make setup` unpacks the wasmtime library.
let wasmtime = Context.packageDirectory + "/../.deps/wasmtime"

/// Code under test.
let instrumentedC: [CSetting] = [.unsafeFlags(["-fsanitize=fuzzer-no-link,address", "-g"])]
let instrumented: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer,address", "-g"])]

func c(_ name: String, exclude: [String] = [], linkerSettings: [LinkerSetting] = []) -> Target {
    .target(
        name: name, path: "Sources/\(name)", exclude: exclude, cSettings: instrumentedC, linkerSettings: linkerSettings)
}

func swift(
    _ name: String, sources: [String]? = nil, exclude: [String] = [], uses: [Target.Dependency] = []
) -> Target {
    .target(
        name: name, dependencies: uses, path: "Sources/\(name)", exclude: exclude, sources: sources,
        swiftSettings: instrumented)
}

let package = Package(
    name: "swiftlet-fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // Its heap is replaced by that of CFuzz.
        c("CWorkerABI", exclude: ["guest_heap.c"]),
        swift("SwiftletFormats", uses: ["CWorkerABI"]),
        swift(
            "Swiftlet",
            uses: ["CWorkerABI", "SwiftletFormats", .product(name: "HTTPTypes", package: "swift-http-types")]),
        c("CByteScan"),
        swift("HTTP", uses: ["CByteScan"]),
        c(
            "CWasmtime",
            linkerSettings: [
                .linkedLibrary("wasmtime"),
                .unsafeFlags(["-L\(wasmtime)", "-Xlinker", "-rpath", "-Xlinker", wasmtime]),
            ]),
        swift("Wasm", uses: ["COpenSSL", "CWasmtime"]),
        .systemLibrary(name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "openssl"),
        swift("Crypto", uses: ["COpenSSL"]),
        .systemLibrary(name: "CUV", path: "Sources/CUV", pkgConfig: "libuv"),
        swift("Loop", uses: ["CUV"]),
        // Of the server, what reads its configuration, and of the isolates what stands in it.
        swift("Isolate", sources: ["SecretValue.swift"]),
        swift(
            "Server", sources: ["Config", "Routing/Route.swift", "Routing/RoutePattern+Parse.swift", "Rules"],
            exclude: ["Rules/HeaderRules+Request.swift"],
            uses: ["HTTP", "Loop", "Isolate", .product(name: "TOMLKit", package: "TOMLKit")]),

        .target(name: "CFuzz", cSettings: [.unsafeFlags(["-fsanitize=address", "-g"])]),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzz", "SwiftletFormats", "Swiftlet", "HTTP", "Wasm", "Crypto", "Server"],
            swiftSettings: strict + [.unsafeFlags(["-sanitize=address", "-g"])],
            // gold fails on the sanitizers' symbols.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
