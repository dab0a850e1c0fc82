internal import Glibc
package import HTTP

/// One change of a head, its bytes borrowed from whoever asked for it (a guest's memory, a rule in the config).
@safe package struct HeadEdit {
    package enum Operation {
        /// Replaces every field of that name by one.
        case set
        case append
        /// Removes every field of that name; a name ending in `*` removes all that begin so.
        case remove
    }

    package var operation: Operation
    package var name: UnsafeRawBufferPointer
    package var value: UnsafeRawBufferPointer
    /// Which well-known name `name` is.
    package var field: FieldName

    package init(
        operation: Operation, name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, field: FieldName
    ) {
        // RFC 9112 §3.2: a request with two Host fields is refused, so that no two servers choose differently.
        if case .host = field, case .append = operation { self.operation = .set } else { self.operation = operation }
        unsafe self.name = name
        unsafe self.value = value
        self.field = field
    }

    /// Framing and connection management are the host's: an edit of them would be a smuggling tool. So is what ends loops
    /// (RFC 8586 section 2: who is configured by a customer must not let him change CDN-Loop).
    var isAllowed: Bool {
        switch field {
        case .connection, .keepAlive, .proxyConnection, .te, .trailer, .transferEncoding, .upgrade, .contentLength,
            .cdnLoop:
            false
        default: true
        }
    }

    func removes(_ candidate: UnsafeRawBufferPointer) -> Bool {
        guard operation != .append, let name = unsafe name.baseAddress, let other = candidate.baseAddress else {
            return false
        }
        let length = unsafe self.name.count
        if operation == .remove, unsafe self.name.last == UInt8(ascii: "*") {
            return unsafe candidate.count >= length - 1 && strncasecmp(name, other, length - 1) == 0
        }
        return unsafe candidate.count == length && strncasecmp(name, other, length) == 0
    }
}

/// The changes of one head, in order; borrowed for one call.
package typealias HeadEdits = UnsafeBufferPointer<HeadEdit>

/// Copies heads with changes.
package enum HeadWriter {
    /// Copies the field lines for which `isKept` holds and that no edit removes, byte for byte, in runs: unchanged
    /// neighbours are one copy.
    @inline(__always)
    static func copyFields(
        _ fields: UnsafePointer<HeadField>, _ count: Int, _ head: UnsafeRawBufferPointer, _ edits: HeadEdits,
        into out: inout ByteBuffer, isKept: (HeadField) -> Bool
    ) {
        var runStart = -1
        for index in 0..<count {
            let field = unsafe fields[index]
            let start = Int(field.nameOffset)
            if isKept(field), unsafe !isRemoved(field, head, edits) {
                if runStart < 0 { runStart = start }
            } else if runStart >= 0 {
                unsafe out.append(UnsafeRawBufferPointer(rebasing: head[runStart..<start]))
                runStart = -1
            }
        }
        // Up to the empty line that ends the head.
        if runStart >= 0 { unsafe out.append(UnsafeRawBufferPointer(rebasing: head[runStart..<(head.count - 2)])) }
    }

    /// Appends what the edits set and append, each unless a later one takes it away again.
    package static func appendEdits(_ edits: HeadEdits, into out: inout ByteBuffer) {
        for index in edits.indices {
            let edit = unsafe edits[index]
            guard edit.operation != .remove, edit.isAllowed else { continue }
            let later = unsafe HeadEdits(rebasing: edits[(index + 1)...])
            if unsafe !isRemovedByAny(edit.name, later) { unsafe out.appendField(edit.name, edit.value) }
        }
    }

    /// Whether the edits decide about the field `name`: set it, append it or remove it, perhaps with others (`x-*`).
    package static func mentions(_ name: FieldName, _ edits: HeadEdits) -> Bool {
        let spelling = name.spelling
        let bytes = unsafe UnsafeRawBufferPointer(start: spelling.utf8Start, count: spelling.utf8CodeUnitCount)
        for index in edits.indices where unsafe edits[index].field == name || edits[index].removes(bytes) {
            return true
        }
        return false
    }

    /// Whether `appendEdits` writes a field `name`.
    package static func writes(_ name: FieldName, _ edits: HeadEdits) -> Bool {
        for index in edits.indices {
            let edit = unsafe edits[index]
            guard edit.field == name, edit.operation != .remove, edit.isAllowed else { continue }
            if unsafe !isRemovedByAny(edit.name, HeadEdits(rebasing: edits[(index + 1)...])) { return true }
        }
        return false
    }

    @inline(__always)
    private static func isRemoved(_ field: HeadField, _ head: UnsafeRawBufferPointer, _ edits: HeadEdits) -> Bool {
        guard edits.count > 0 else { return false }
        return unsafe isRemovedByAny(field.nameBytes(in: head), edits)
    }

    private static func isRemovedByAny(_ name: UnsafeRawBufferPointer, _ edits: HeadEdits) -> Bool {
        for index in edits.indices where unsafe edits[index].isAllowed && edits[index].removes(name) { return true }
        return false
    }
}
