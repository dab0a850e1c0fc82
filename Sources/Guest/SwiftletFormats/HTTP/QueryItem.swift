/// One `name=value` of a query or form. A view of the bytes that it was read from.
public struct QueryItem {
    /// As it is written, encoded.
    let raw: Bytes
    /// Where `raw` has its first `=`; its end without one.
    private let nameEnd: Int

    init(_ raw: Bytes) {
        self.raw = raw
        nameEnd = raw.position(of: UInt8(ascii: "="))
    }

    /// Encodes `name` and `value` for a form.
    init(encoding name: Bytes, _ value: Bytes) {
        var text = BytesBuilder(capacity: name.count + value.count + 1)
        text.append(name, percentEncoding: .form, plusForSpace: true)
        nameEnd = text.count
        text.append(UInt8(ascii: "="))
        text.append(value, percentEncoding: .form, plusForSpace: true)
        raw = text.finish()
    }

    /// What is no UTF-8 becomes U+FFFD.
    public var name: String { nameBytes.text }
    /// What is no UTF-8 becomes U+FFFD. Empty without a `=`.
    public var value: String { valueBytes.text }

    public var nameBytes: Bytes { raw.slice(0..<nameEnd).formDecoded() }
    public var valueBytes: Bytes { raw.slice(Swift.min(nameEnd + 1, raw.count)..<raw.count).formDecoded() }

    /// Compares byte by byte as it decodes: nothing is allocated.
    package func isCalled(_ wanted: Bytes) -> Bool {
        // What is decoded is never longer, and never shorter than a third.
        guard wanted.count <= nameEnd, nameEnd <= wanted.count * 3 else { return false }
        let name = raw.slice(0..<nameEnd)
        var position = 0
        for byte in wanted {
            guard position < nameEnd, name.escapedByte(at: &position, plusIsSpace: true) == byte else { return false }
        }
        return position == nameEnd
    }

    /// Compares byte by byte as it decodes: a sort asks often, and what is allocated stays until the isolate ends.
    func isNamed(before other: QueryItem) -> Bool {
        let one = raw.slice(0..<nameEnd)
        let two = other.raw.slice(0..<other.nameEnd)
        var position = 0
        var otherPosition = 0
        while position < one.count, otherPosition < two.count {
            let byte = one.escapedByte(at: &position, plusIsSpace: true)
            let otherByte = two.escapedByte(at: &otherPosition, plusIsSpace: true)
            if byte != otherByte { return byte < otherByte }
        }
        return position == one.count && otherPosition < two.count
    }
}
