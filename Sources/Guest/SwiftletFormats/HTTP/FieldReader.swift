/// Reads the value of a field from left to right, by the grammar that most fields share (RFC 9110 section 5.6).
///
/// What does not fit the grammar is skipped up to the next comma: one bad element does not spoil the others.
package struct FieldReader {
    private let bytes: Bytes
    package private(set) var position = 0

    package init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    /// The byte here; nil at the end.
    package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Whether an element of a list ends here.
    package var isAtElementEnd: Bool { next == nil || next == UInt8(ascii: ",") }

    /// The bytes from `start` to here.
    package func text(from start: Int) -> Bytes { bytes.slice(start..<position) }

    package mutating func skipBlanks() {
        while let byte = next, byte.isBlank { position += 1 }
    }

    /// Moves behind `byte` if it is here.
    package mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Moves to the next element of a comma-separated list, past empty ones; false where there is none.
    @inline(never)
    package mutating func nextElement() -> Bool {
        while let byte = next, byte.isBlank || byte == UInt8(ascii: ",") { position += 1 }
        return next != nil
    }

    /// Moves to the comma that ends this element. One within quotes does not.
    @inline(never)
    package mutating func skipElement() {
        while !isAtElementEnd {
            if next == UInt8(ascii: "\"") { _ = quotedString() } else { position += 1 }
        }
    }

    /// The token here (section 5.6.2); nil where there is none.
    @inline(never)
    package mutating func token() -> Bytes? {
        let start = position
        while let byte = next, ASCIISet.token.contains(byte) { position += 1 }
        return position > start ? text(from: start) : nil
    }

    /// The token here, or tokens with slashes between them: a media range, language range or coding.
    @inline(never)
    package mutating func range() -> Bytes? {
        let start = position
        while let byte = next, byte == UInt8(ascii: "/") || ASCIISet.token.contains(byte) { position += 1 }
        return position > start ? text(from: start) : nil
    }

    /// The text of the quoted string here, without quotes and backslashes (section 5.6.4); nil where there is none.
    /// One that nobody closes ends with the field, and is none.
    @inline(never)
    package mutating func quotedString() -> Bytes? {
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var escapes = false
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                let quoted = text(from: start)
                position += 1
                return escapes ? quoted.withoutBackslashes : quoted
            }
            if byte == UInt8(ascii: "\\") {
                escapes = true
                position += 1
                if next == nil { return nil }
            }
            position += 1
        }
        return nil
    }

    /// A parameter's value: a token or a quoted string.
    package mutating func parameterValue() -> Bytes? {
        next == UInt8(ascii: "\"") ? quotedString() : token()
    }

    /// The next `; name=value` (section 5.6.6) of this element; nil after the last, and where it fits no parameter.
    @inline(never)
    package mutating func parameter() -> (name: Bytes, value: Bytes)? {
        while true {
            skipBlanks()
            let start = position
            guard skip(UInt8(ascii: ";")) else { return nil }
            skipBlanks()
            // Nothing between two semicolons is allowed.
            guard let name = token() else { continue }
            guard skip(UInt8(ascii: "=")), let value = parameterValue() else {
                // Not at the element's end, so that it does not look complete.
                position = start
                return nil
            }
            return (name, value)
        }
    }
}

extension Bytes {
    fileprivate var withoutBackslashes: Bytes {
        var plain = BytesBuilder(capacity: count)
        var position = 0
        while position < count {
            if self[position] == UInt8(ascii: "\\"), position + 1 < count { position += 1 }
            plain.append(self[position])
            position += 1
        }
        return plain.finish()
    }
}
