internal import HTTP
internal import Isolate
internal import Origin

extension GuestEdits {
    /// The edits as the writer of heads takes them, for the time of one call.
    func withHeadEdits(_ body: (HeadEdits) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: HeadEdit.self, capacity: Swift.max(count, 1)) { table in
            for index in 0..<count {
                let edit = self[index]
                let operation: HeadEdit.Operation =
                    switch edit.operation {
                    case .set: .set
                    case .append: .append
                    case .remove: .remove
                    }
                unsafe table.initializeElement(
                    at: index,
                    to: HeadEdit(
                        operation: operation, name: edit.name, value: edit.value, field: FieldName.of(edit.name)))
            }
            unsafe body(HeadEdits(rebasing: table[..<count]))
        }
    }
}
