import Foundation
import Testing
import Wasm

/// A module that never comes to answer a request: why it is refused. The rows of docs/containment.md.
struct ZooModule: Sendable, CustomTestStringConvertible {
    /// Where the file comes from.
    enum Source: Sendable {
        case text(String)
        case bytes(@Sendable () throws -> [UInt8])
        /// Of that many bytes, without content.
        case empty(Int)
    }

    var name: String
    var deed: String
    var source: Source
    /// Keys of the worker's `limits`.
    var limits = ""
    /// What the line says.
    var says: String
    /// Of the field `cause`, where it ran.
    var cause: String?
    var limit: ZooSin.Limit?

    var testDescription: String { name }

    /// The smallest worker, in the text format, with something to be said for each part.
    static func worker(
        imports: String = "", memory: String = "(memory (export \"memory\") 3)", version: String = "i32.const 2",
        initialise: String = "", area: String = "i32.const 65536", more: String = ""
    ) -> String {
        """
        (module \(imports) \(memory) \(more)
          (func (export "swiftlet_abi_version") (result i32) \(version))
          (func (export "swiftlet_init") \(initialise))
          (func (export "swiftlet_request_area") (param i32) (result i32) \(area))
          (func (export "swiftlet_fetch") (result i32) i32.const 1024))
        """
    }

    /// Its file, in a folder.
    func write(in folder: TemporaryFolder) throws -> String {
        switch source {
        case .text(let text): return try folder.write("bad.wasm", Module.bytes(fromText: text))
        case .bytes(let make): return try folder.write("bad.wasm", make())
        case .empty(let count):
            let file = try folder.write("bad.wasm", [])
            let handle = try FileHandle(forWritingTo: URL(filePath: file))
            try handle.truncate(atOffset: UInt64(count))
            try handle.close()
            return file
        }
    }

    static let all = files + exports + proposals + sizes + initialisations
}
