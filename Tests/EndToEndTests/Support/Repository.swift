import Foundation

/// Where things are in this repository.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The binary under test: `make test` builds it first and names it.
    static var binary: String {
        ProcessInfo.processInfo.environment["SWIFTLET_BINARY"]
            ?? root.appending(path: ".build/release/swiftlet").path(percentEncoded: false)
    }

    /// A worker's module, built by `make build`, or by `make test` for those in Tests/Fixtures.
    static func module(_ name: String) -> String {
        root.appending(path: ".build/workers/\(name).wasm").path(percentEncoded: false)
    }

    /// Compiled modules are kept from test to test: most tests are not about compiling.
    static var moduleCache: String {
        root.appending(path: ".build/test-module-cache").path(percentEncoded: false)
    }
}
