/// The field lines of one head: a table of fixed size, filled anew by every parse.
///
/// Belongs to the head that holds it; lives as long as a connection does, so that parsing allocates nothing.
@safe struct FieldTable: ~Copyable {
    let capacity: Int
    let fields: UnsafeMutablePointer<HeadField>
    /// Kept here, since every look at a lazily made constant costs a call.
    let names = FieldNameTable.shared
    var count = 0
    /// A bit for every `FieldName` that occurs.
    var seen: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe fields = .allocate(capacity: max(capacity, 1))
    }

    deinit { unsafe fields.deallocate() }

    subscript(index: Int) -> HeadField {
        precondition(index >= 0 && index < count, "no such field")
        return unsafe fields[index]
    }

    /// The first field of that name. `other` finds the first unknown name.
    func first(_ name: FieldName) -> HeadField? {
        guard seen & (1 << UInt64(name.rawValue)) != 0 else { return nil }
        for index in 0..<count where unsafe fields[index].name == name { return unsafe fields[index] }
        return nil
    }
}
