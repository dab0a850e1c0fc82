internal import CWasmtime

/// What went wrong in the engine or with a module, as opposed to a `Trap`, which is what a guest did while it ran.
package struct WasmError: Error, CustomStringConvertible {
    /// The step that failed: "compile", "instantiate", "snapshot" and so on.
    package var operation: StaticString
    package var message: String

    package init(_ operation: StaticString, _ message: String) {
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}

/// Turns an error pointer of the library into a Swift error and frees it: no error pointer goes further than this.
func check(_ error: OpaquePointer?, during operation: StaticString) throws(WasmError) {
    guard let error = unsafe error else { return }
    throw unsafe WasmError(operation, oneLine(takeMessage(ofError: error)))
}

/// The text of an error, which is freed.
func takeMessage(ofError error: OpaquePointer) -> String {
    var text = unsafe wasm_byte_vec_t()
    unsafe wasmtime_error_message(error, &text)
    unsafe wasmtime_error_delete(error)
    return unsafe takeText(text)
}

/// The library tells what failed and, below "Caused by:", why, on lines of their own: a line of a log is one.
private func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: { $0.isNewline || $0 == "\0" }).map { line in
        line.drop { $0 == " " || $0 == "\t" }
    }
    return lines.filter { !$0.isEmpty && $0 != "Caused by:" }.joined(separator: ": ")
}

/// Copies text from the library's heap, which is freed.
func takeText(_ text: wasm_byte_vec_t) -> String {
    var text = unsafe text
    let copy = unsafe String(decoding: UnsafeRawBufferPointer(start: text.data, count: text.size), as: UTF8.self)
    unsafe wasm_byte_vec_delete(&text)
    return copy
}
