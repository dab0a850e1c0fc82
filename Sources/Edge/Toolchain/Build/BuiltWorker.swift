internal import Wasm

/// A worker's module as a build left it.
package struct BuiltWorker: Sendable {
    /// The path of what is deployed: no DWARF, with the names of functions.
    package var module: String
    /// The path of the same module as it was linked, with DWARF; nil: there is none.
    package var debug: String?
    package var moduleBytes: Int
    /// Where the time went, in order; empty when nothing had to be built.
    package var phases: [(name: String, duration: Duration)]

    package init(module: String, debug: String?, moduleBytes: Int, phases: [(name: String, duration: Duration)] = []) {
        self.module = module
        self.debug = debug
        self.moduleBytes = moduleBytes
        self.phases = phases
    }
}

extension BuiltWorker {
    /// Copies the module and what belongs to it elsewhere; what is there already is left alone.
    package func copy(to path: String) throws(ToolchainError) {
        if path.hasSuffix("/") || FileStatus(path)?.isDirectory == true {
            throw ToolchainError(.usage, "--output \(path) is a directory: name the file, such as \(path)/worker.wasm")
        }
        // The module last: where it is, all of it is.
        if let debug { try Self.copy(debug, path + ".debug") }
        try Self.copy(module, path)
    }

    private static func copy(_ from: String, _ to: String) throws(ToolchainError) {
        guard let bytes = WholeFile.read(from) else { throw ToolchainError(.system, "\(from) cannot be read") }
        if WholeFile.read(to) != bytes { try WholeFile.write(bytes, to) }
    }

    /// What the parts of the module weigh in the file, in bytes.
    package struct Weights: Sendable {
        package var total: Int
        package var code: Int
        package var data: Int
        package var names: Int
        /// The largest first.
        package var functions: [(name: String, bytes: Int)]
    }

    package func weights() throws(ToolchainError) -> Weights {
        guard let bytes = WholeFile.read(module), let layout = try? ModuleLayout(bytes) else {
            throw ToolchainError(.system, "\(module) cannot be read")
        }
        let weights = layout.weights
        return Weights(
            total: bytes.count, code: weights.code, data: weights.data, names: weights.names,
            functions: layout.functionWeights())
    }

    package func debugBytes() throws(ToolchainError) -> Int {
        guard let debug, let status = FileStatus(debug) else {
            throw ToolchainError(.system, "\(module).debug cannot be read")
        }
        return status.bytes
    }
}
