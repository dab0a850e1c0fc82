internal import CWasmtime

/// Why a guest was stopped, and where.
package struct Trap: Error {
    package enum Kind: Sendable {
        case stackOverflow, memoryOutOfBounds, tableOutOfBounds, badIndirectCall
        case integerOverflow, divisionByZero, badConversion
        /// The instruction that compilers put where code must never come: a failed check, `fatalError`.
        case unreachable
        /// The deadline of a synchronous call is over.
        case interrupted
        /// A host function refused.
        case host
        case other
    }

    package var kind: Kind
    /// One line, without the frames.
    package var message: String
    /// The guest's functions, innermost first, at most `framesMax`; Swift names are demangled.
    package var frames: [String]

    /// Frames that the library keeps: a recursion without end has thousands.
    package static let framesMax = 20

    init(kind: Kind, message: String, frames: [String]) {
        self.kind = kind
        self.message = message
        self.frames = frames
    }

    /// Reads and frees a `wasm_trap_t`.
    init(taking trap: OpaquePointer) {
        defer { unsafe wasm_trap_delete(trap) }
        var code: UInt8 = 0
        var frames = unsafe wasm_frame_vec_t()
        unsafe wasm_trap_trace(trap, &frames)
        if unsafe wasmtime_trap_code(trap, &code) {
            let (kind, message) = Self.meaning(of: Int32(code))
            self = unsafe Trap(kind: kind, message: message, frames: takeNames(of: frames))
        } else {
            var text = unsafe wasm_byte_vec_t()
            unsafe wasm_trap_message(trap, &text)
            let message = unsafe Self.lastCause(in: takeText(text))
            self = unsafe Trap(kind: .host, message: message, frames: takeNames(of: frames))
        }
    }

    /// Reads and frees a `wasmtime_error_t` that a call came back with: a host function's refusal.
    init(takingError error: OpaquePointer) {
        var frames = unsafe wasm_frame_vec_t()
        unsafe wasmtime_error_wasm_trace(error, &frames)
        // The frames belong to the error: names first.
        let names = unsafe takeNames(of: frames)
        self = unsafe Trap(kind: .host, message: Self.lastCause(in: takeMessage(ofError: error)), frames: names)
    }

    private static func meaning(of code: Int32) -> (Kind, String) {
        switch code {
        case WASMTIME_TRAP_STACK_OVERFLOW: (.stackOverflow, "stack overflow")
        case WASMTIME_TRAP_MEMORY_OUT_OF_BOUNDS: (.memoryOutOfBounds, "access outside of memory")
        case WASMTIME_TRAP_TABLE_OUT_OF_BOUNDS: (.tableOutOfBounds, "call through an entry outside of the table")
        case WASMTIME_TRAP_INDIRECT_CALL_TO_NULL: (.badIndirectCall, "call through an empty table entry")
        case WASMTIME_TRAP_BAD_SIGNATURE: (.badIndirectCall, "call through a pointer to another kind of function")
        case WASMTIME_TRAP_INTEGER_OVERFLOW: (.integerOverflow, "integer overflow")
        case WASMTIME_TRAP_INTEGER_DIVISION_BY_ZERO: (.divisionByZero, "division by zero")
        case WASMTIME_TRAP_BAD_CONVERSION_TO_INTEGER: (.badConversion, "number too large for an integer")
        case WASMTIME_TRAP_UNREACHABLE: (.unreachable, "a check failed (fatalError, overflow, nil, index)")
        case WASMTIME_TRAP_INTERRUPT: (.interrupted, "out of time")
        default: (.other, "trap \(code)")
        }
    }

    /// The library's text is "context … Caused by: 0: a 1: b"; what a host function said stands last.
    private static func lastCause(in text: String) -> String {
        var last = ""
        for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\0" }) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if !line.isEmpty { last = String(line) }
        }
        if let colon = last.firstIndex(of: ":"), last[..<colon].allSatisfy({ $0.isNumber }) {
            last = String(last[last.index(after: colon)...].drop { $0 == " " })
        }
        return last
    }
}

/// The functions' names of a backtrace, which is freed.
private func takeNames(of frames: wasm_frame_vec_t) -> [String] {
    var frames = unsafe frames
    defer { unsafe wasm_frame_vec_delete(&frames) }
    var names: [String] = []
    for index in 0..<min(unsafe frames.size, Trap.framesMax) {
        guard let frame = unsafe frames.data[index] else { continue }
        if let name = unsafe wasmtime_frame_func_name(frame) {
            let bytes = unsafe UnsafeRawBufferPointer(start: name.pointee.data, count: name.pointee.size)
            names.append(unsafe readableName(String(decoding: bytes, as: UTF8.self)))
        } else {
            names.append("function \(unsafe wasm_frame_func_index(frame))")
        }
    }
    return names
}
