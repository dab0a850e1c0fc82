internal import HTTP
internal import Isolate
internal import Origin

/// Changes of a head, kept after the isolate that asked for them has ended. Part of an exchange; its memory is used again
/// and again.
struct EditStore: ~Copyable {
    private struct Entry {
        var operation: HeadEdit.Operation
        var field: FieldName
        var nameCount: Int
        var valueCount: Int
    }

    private var bytes = ByteBuffer()
    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func keep(_ edits: GuestEdits) {
        // By index: a collection's iterator allocates for each element that it reads across modules.
        for index in 0..<edits.count {
            let edit = edits[index]
            unsafe entries.append(
                Entry(
                    operation: HeadEdit.Operation(edit.operation), field: FieldName.of(edit.name),
                    nameCount: edit.name.count, valueCount: edit.value.count))
            unsafe bytes.append(edit.name)
            unsafe bytes.append(edit.value)
        }
    }

    /// Lends the edits as `HeadWriter` wants them.
    borrowing func withEdits(_ body: (HeadEdits) -> Void) {
        guard !entries.isEmpty, let base = unsafe bytes.readable.baseAddress else {
            return unsafe body(HeadEdits(start: nil, count: 0))
        }
        unsafe withUnsafeTemporaryAllocation(of: HeadEdit.self, capacity: entries.count) { table in
            var offset = 0
            for index in entries.indices {
                let entry = entries[index]
                let name = unsafe UnsafeRawBufferPointer(start: base + offset, count: entry.nameCount)
                offset += entry.nameCount
                let value = unsafe UnsafeRawBufferPointer(start: base + offset, count: entry.valueCount)
                offset += entry.valueCount
                unsafe table.initializeElement(
                    at: index,
                    to: HeadEdit(operation: entry.operation, name: name, value: value, field: entry.field))
            }
            unsafe body(HeadEdits(table))
        }
    }

    mutating func clear() {
        guard !entries.isEmpty else { return }
        entries.removeAll(keepingCapacity: true)
        bytes.clear()
    }
}

extension HeadEdit.Operation {
    init(_ operation: GuestEdits.Operation) {
        switch operation {
        case .set: self = .set
        case .append: self = .append
        case .remove: self = .remove
        }
    }
}

extension GuestEdits {
    private static let versionName: StaticString = "X-Worker-Version"

    /// The same, and behind them, so that neither client nor guest can say otherwise, which version asks. Empty: as
    /// without it.
    func withEdits(telling version: [UInt8], _ body: (HeadEdits) -> Void) {
        guard !version.isEmpty else { return unsafe withEdits(body) }
        unsafe withEdits { edits in
            unsafe version.withUnsafeBytes { value in
                unsafe withUnsafeTemporaryAllocation(of: HeadEdit.self, capacity: edits.count + 1) { table in
                    for index in edits.indices { unsafe table.initializeElement(at: index, to: edits[index]) }
                    let name = unsafe UnsafeRawBufferPointer(
                        start: Self.versionName.utf8Start, count: Self.versionName.utf8CodeUnitCount)
                    unsafe table.initializeElement(
                        at: edits.count,
                        to: HeadEdit(operation: .set, name: name, value: value, field: FieldName.of(name)))
                    unsafe body(HeadEdits(table))
                }
            }
        }
    }

    /// Lends the edits as `HeadWriter` wants them, their bytes still the guest's.
    func withEdits(_ body: (HeadEdits) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: HeadEdit.self, capacity: Swift.max(count, 1)) { table in
            for index in 0..<count {
                let edit = self[index]
                unsafe table.initializeElement(
                    at: index,
                    to: HeadEdit(
                        operation: HeadEdit.Operation(edit.operation), name: edit.name, value: edit.value,
                        field: FieldName.of(edit.name)))
            }
            unsafe body(HeadEdits(rebasing: table[..<count]))
        }
    }
}
