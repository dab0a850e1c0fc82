/// Which wasmtime the process has loaded. Its C interface has no function that says so; what it writes into compiled
/// modules, and asks of them when it loads them, does.
package enum LibraryVersion {
    /// "50" for 50.0.1; nil where the library writes its modules in another form.
    ///
    /// - Throws: where it cannot even compile an empty module.
    package static func loaded() throws(WasmError) -> String? {
        var settings = EngineSettings()
        settings.allocation = .onDemand
        let empty: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
        return text(in: try Module(compiling: empty, engine: Engine(settings)).serialised())
    }

    /// The first section of the ELF file follows its head: the kind of version, its length, its text.
    static func text(in artifact: [UInt8]) -> String? {
        let start = 64
        guard artifact.count > start + 2, artifact[start] == 0 else { return nil }
        let length = Int(artifact[start + 1])
        let end = start + 2 + length
        guard length > 0, length < 32, end <= artifact.count else { return nil }
        let text = artifact[start + 2..<end]
        guard text.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: ".") })
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
