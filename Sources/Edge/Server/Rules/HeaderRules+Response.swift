package import HTTP

/// Rules over the field lines of a response, which the host has written itself: each is `name: value` and a line end.
extension HeaderRules {
    /// Writes the lines with the changes.
    package func rewrite(_ lines: UnsafeRawBufferPointer, _ values: borrowing RuleValues, into out: inout ByteBuffer) {
        var count = 0
        for index in 0..<lines.count where unsafe lines[index] == UInt8(ascii: "\n") { count += 1 }
        unsafe withUnsafeTemporaryAllocation(of: RuleField.self, capacity: max(1, count)) { fields in
            var position = 0
            for index in 0..<count {
                let (field, end) = unsafe Self.field(lines, at: position)
                unsafe fields.initializeElement(at: index, to: field)
                if unsafe !removes(field.name) {
                    unsafe out.append(UnsafeRawBufferPointer(rebasing: lines[position..<end]))
                }
                position = end
            }
            unsafe withNewFields(of: UnsafeBufferPointer(rebasing: fields[..<count]), values) { new in
                for index in 0..<new.count { unsafe out.appendField(new[index].name, new[index].value) }
            }
        }
    }

    /// The field whose line begins there, and where the next one does.
    private static func field(_ lines: UnsafeRawBufferPointer, at start: Int) -> (field: RuleField, end: Int) {
        var end = start
        while unsafe end < lines.count && lines[end] != UInt8(ascii: "\n") { end += 1 }
        var colon = start
        while unsafe colon < end && lines[colon] != UInt8(ascii: ":") { colon += 1 }
        var (first, last) = (min(colon + 1, end), end)
        while first < last, unsafe isBlank(lines[first]) { first += 1 }
        while first < last, unsafe isBlank(lines[last - 1]) { last -= 1 }
        let name = unsafe UnsafeRawBufferPointer(rebasing: lines[start..<colon])
        let value = unsafe UnsafeRawBufferPointer(rebasing: lines[first..<last])
        return unsafe (RuleField(name: name, value: value), min(end + 1, lines.count))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
