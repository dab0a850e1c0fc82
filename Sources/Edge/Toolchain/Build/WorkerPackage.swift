/// A worker's SwiftPM package on disk. A value; any thread.
package struct WorkerPackage: Sendable {
    /// Absolute, without links.
    package let directory: String

    package init(_ directory: String) throws(ToolchainError) {
        guard let path = Directory.resolved(directory), FileStatus(path)?.isDirectory == true else {
            throw ToolchainError(
                .package, "\(directory): no such directory: name a worker's package (swiftlet new makes one)")
        }
        guard FileStatus(path + "/Package.swift")?.isFile == true else {
            throw ToolchainError(
                .package, "\(directory) has no Package.swift: name a worker's package (swiftlet new makes one)")
        }
        self.directory = path
    }

    /// Where SwiftPM keeps what it makes for WebAssembly, apart from native builds; our products too.
    var scratch: String { directory + "/.build/swiftlet" }
}

extension WorkerPackage {
    /// The module that the last build has left, whatever the sources are by now; nil: none.
    package var product: String? {
        let modules = Directory.entries(scratch).filter { $0.hasSuffix(".wasm") }
        return modules.count == 1 ? "\(scratch)/\(modules[0])" : nil
    }
}
