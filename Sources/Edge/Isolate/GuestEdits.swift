internal import CWorkerABI
internal import HTTP
internal import Wasm

/// Changes of a head that a guest has declared, checked; to be made in order. Valid as long as its message.
@safe package struct GuestEdits: RandomAccessCollection {
    package enum Operation: UInt32, Sendable {
        /// Replaces every field of that name by one.
        case set = 1
        case append = 2
        /// Removes every field of that name; a name that ends in `*` stands for all that begin so.
        case remove = 3
    }

    /// One of them; `value` is empty for `.remove`.
    @safe package struct Edit {
        package let operation: Operation
        package let name: UnsafeRawBufferPointer
        package let value: UnsafeRawBufferPointer
    }

    private let table: UnsafeRawPointer
    private let memory: UnsafeRawPointer
    package let count: Int

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    init(table: UnsafeRawPointer, memory: UnsafeRawPointer, count: Int) {
        unsafe self.table = table
        unsafe self.memory = memory
        self.count = count
    }

    /// Checks the table at an address of the guest's, and all that it points at.
    init(
        at address: UInt32, count: UInt32, in memory: GuestMemory, _ limits: WorkerLimits
    ) throws(GuestMessage.Problem) {
        guard count <= limits.edits else { throw .tooLarge("\(count) edits; the limit is \(limits.edits)", nil) }
        guard let table = unsafe memory.bytes(at: address, count: count * UInt32(MemoryLayout<swiftlet_edit>.stride)),
            let start = table.baseAddress, let base = unsafe memory.bytes(at: 0, count: 0)?.baseAddress
        else { throw .outside("the table of edits") }
        unsafe self.init(table: start, memory: base, count: Int(count))
        var total = 0
        for index in 0..<self.count {
            total += try Self.check(raw(index), in: memory)
            guard total <= limits.headBytes else {
                let limit = Fault.Limit(key: "limits.response_head_bytes", value: limits.headBytes.inBytes)
                throw .tooLarge("edits of more than \(limits.headBytes) bytes", limit)
            }
        }
    }

    package subscript(index: Int) -> Edit {
        precondition(index >= 0 && index < count, "no such edit")
        let raw = raw(index)
        let operation = Operation(rawValue: raw.operation) ?? .remove
        return unsafe Edit(
            operation: operation, name: bytes(raw.name),
            value: bytes(operation == .remove ? swiftlet_bytes() : raw.value))
    }

    private func raw(_ index: Int) -> swiftlet_edit {
        unsafe table.loadUnaligned(fromByteOffset: index * MemoryLayout<swiftlet_edit>.stride, as: swiftlet_edit.self)
    }

    private func bytes(_ place: swiftlet_bytes) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: memory + Int(place.offset), count: Int(place.length))
    }

    /// The bytes of one edit, if all is well with it.
    private static func check(_ edit: swiftlet_edit, in memory: GuestMemory) throws(GuestMessage.Problem) -> Int {
        guard let operation = Operation(rawValue: edit.operation) else {
            throw .number("edit operation \(edit.operation)")
        }
        guard let name = unsafe memory.bytes(at: edit.name.offset, count: edit.name.length) else {
            throw .outside("a field name")
        }
        if operation == .remove {
            // What remains before the asterisk must be a name, or nothing.
            let isPrefix = unsafe name.last == UInt8(ascii: "*")
            let fixed = unsafe isPrefix ? UnsafeRawBufferPointer(rebasing: name.dropLast()) : name
            guard unsafe FieldSyntax.isName(fixed) else { throw .syntax("a field name to remove") }
            return name.count
        }
        guard let value = unsafe memory.bytes(at: edit.value.offset, count: edit.value.length) else {
            throw .outside("a field value")
        }
        guard unsafe FieldSyntax.isName(name) else { throw .syntax("a field name") }
        guard unsafe FieldSyntax.isValue(value) else { throw .syntax("the value of a field") }
        return name.count + value.count
    }
}
