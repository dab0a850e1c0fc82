internal import CWasmtime

/// A compiled module.
///
/// Lifetime: deployment. Immutable, safe to share among threads. The corresponding C type is `wasmtime_module_t`.
@safe package final class Module: @unchecked Sendable {
    let pointer: OpaquePointer
    package let engine: Engine
    /// Where in the module's file the code section's content begins: what a backtrace's places are told from.
    let codeStart: Int

    /// Validates and compiles: some 100 milliseconds for 300 KB with the optimising compiler, on all cores.
    package init(compiling bytes: [UInt8], engine: Engine) throws(WasmError) {
        var module: OpaquePointer?
        let error = unsafe wasmtime_module_new(engine.pointer, bytes, bytes.count, &module)
        try unsafe check(error, during: "compile")
        guard let module = unsafe module else { throw WasmError("compile", "no module") }
        unsafe pointer = module
        self.engine = engine
        codeStart = ModuleLayout.codeSection(of: bytes)?.lowerBound ?? 0
    }

    /// Takes code that `serialised()` once wrote, in under a millisecond.
    ///
    /// The library trusts these bytes like its own code: only `ModuleCache`, which has checked where they come from,
    /// may call this.
    init(trusting artifact: UnsafeRawBufferPointer, codeStart: Int, engine: Engine) throws(WasmError) {
        var module: OpaquePointer?
        let error = unsafe wasmtime_module_deserialize(
            engine.pointer, artifact.bindMemory(to: UInt8.self).baseAddress, artifact.count, &module)
        try unsafe check(error, during: "load compiled module")
        guard let module = unsafe module else { throw WasmError("load compiled module", "no module") }
        unsafe pointer = module
        self.engine = engine
        self.codeStart = codeStart
    }

    deinit { unsafe wasmtime_module_delete(pointer) }

    /// The size of the compiled module.
    package var serialisedBytes: Int { get throws(WasmError) { try serialised().count } }

    func serialised() throws(WasmError) -> [UInt8] {
        var bytes = unsafe wasm_byte_vec_t()
        try unsafe check(wasmtime_module_serialize(pointer, &bytes), during: "serialise")
        defer { unsafe wasm_byte_vec_delete(&bytes) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
    }

    /// Translates WebAssembly's text format: what the tests' and the benchmark's small guests are written in.
    package static func bytes(fromText text: String) throws(WasmError) -> [UInt8] {
        var text = text
        var bytes = unsafe wasm_byte_vec_t()
        let error = text.withUTF8 { utf8 in
            unsafe utf8.withMemoryRebound(to: CChar.self) { characters in
                unsafe wasmtime_wat2wasm(characters.baseAddress, characters.count, &bytes)
            }
        }
        try unsafe check(error, during: "text format")
        defer { unsafe wasm_byte_vec_delete(&bytes) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
    }
}
