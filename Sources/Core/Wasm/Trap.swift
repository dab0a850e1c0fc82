internal import CWasmtime

/// Why a guest was stopped, and where.
package struct Trap: Error {
    package enum Kind: Sendable {
        /// The stack of its calls is used up, or the one that it keeps in its memory.
        case stackOverflow, dataStackOverflow
        case memoryOutOfBounds, tableOutOfBounds, badIndirectCall
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
    /// Innermost first, at most `framesMax`.
    package var frames: [Frame]

    /// Frames that the library keeps: a recursion without end has thousands.
    package static let framesMax = 20

    init(kind: Kind, message: String, frames: [Frame]) {
        self.kind = kind
        self.message = message
        self.frames = frames
    }

    /// Reads and frees a `wasm_trap_t`.
    ///
    /// - Parameter codeStart: of the module that ran.
    init(taking trap: OpaquePointer, codeStart: Int) {
        defer { unsafe wasm_trap_delete(trap) }
        var code: UInt8 = 0
        var frames = unsafe wasm_frame_vec_t()
        unsafe wasm_trap_trace(trap, &frames)
        if unsafe wasmtime_trap_code(trap, &code) {
            let (kind, message) = Self.meaning(of: Int32(code))
            self = unsafe Trap(kind: kind, message: message, frames: takeFrames(frames, codeStart))
        } else {
            var text = unsafe wasm_byte_vec_t()
            unsafe wasm_trap_message(trap, &text)
            let message = unsafe Self.lastCause(in: takeText(text))
            self = unsafe Trap(kind: .host, message: message, frames: takeFrames(frames, codeStart))
        }
    }

    /// Reads and frees a `wasmtime_error_t` that a call came back with: a host function's refusal.
    init(takingError error: OpaquePointer, codeStart: Int) {
        var frames = unsafe wasm_frame_vec_t()
        unsafe wasmtime_error_wasm_trace(error, &frames)
        // The frames belong to the error: they first.
        let taken = unsafe takeFrames(frames, codeStart)
        self = unsafe Trap(kind: .host, message: Self.lastCause(in: takeMessage(ofError: error)), frames: taken)
    }

    /// What was taken for a bad access was a stack that ran off its end.
    mutating func becomeStackOverflow() {
        kind = .dataStackOverflow
        message = "the stack in its memory is used up: a recursion without end, or large values on the stack"
    }

    /// A function that the module's author knows nothing of has no name. Where there are more frames than the library
    /// keeps, the outermost of these is the worker's.
    mutating func dropOutermostUnnamed() {
        if let last = frames.last, last.name.hasPrefix(Frame.unnamedPrefix) { frames.removeLast() }
    }

    private static func meaning(of code: Int32) -> (Kind, String) {
        switch code {
        case WASMTIME_TRAP_STACK_OVERFLOW: (.stackOverflow, "recursion without end")
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

/// The functions of a backtrace, which is freed.
private func takeFrames(_ frames: wasm_frame_vec_t, _ codeStart: Int) -> [Frame] {
    var frames = unsafe frames
    defer { unsafe wasm_frame_vec_delete(&frames) }
    var taken: [Frame] = []
    for index in 0..<min(unsafe frames.size, Trap.framesMax) {
        guard let frame = unsafe frames.data[index] else { continue }
        // Where the library does not know it says the greatest number, which is -1 here.
        let offset = unsafe Int(wasm_frame_module_offset(frame))
        let address = offset < codeStart ? nil : UInt32(exactly: offset - codeStart)
        taken.append(Frame(unsafe takeName(of: frame), at: address ?? Frame.unknownAddress))
    }
    return taken
}

private func takeName(of frame: OpaquePointer) -> String {
    guard let name = unsafe wasmtime_frame_func_name(frame) else {
        return "\(Frame.unnamedPrefix)\(unsafe wasm_frame_func_index(frame))"
    }
    let count = unsafe min(name.pointee.size, MangledName.bytesMax + 1)
    let bytes = unsafe UnsafeRawBufferPointer(start: name.pointee.data, count: count)
    return unsafe readableName(String(decoding: bytes, as: UTF8.self))
}
