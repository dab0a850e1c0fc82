import Swiftlet

/// Reads a JSON text value by value, in the order in which they come (RFC 8259), and makes no tree of them.
///
/// Strict: what the grammar does not allow is an error, also in values that are skipped. Values are handed out as they
/// stand in the text, strings with their quotes and escapes.
struct JSONScanner {
    /// Arrays and objects within each other, in a value that is skipped.
    private static let depthMax = 64

    private let text: Bytes
    private var position = 0
    /// An array or object was entered, and nothing of it was read yet.
    private var entered = false

    init(_ text: Bytes) {
        self.text = text
    }

    /// Steps into an object.
    mutating func enterObject() throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        entered = true
    }

    /// The next key of the object that was entered, without its quotes; nil at the object's end.
    mutating func key() throws(JSONError) -> Bytes? {
        guard try next(closing: UInt8(ascii: "}")) else { return nil }
        try skipSpace()
        let start = position
        try skipString()
        let key = text.slice(start + 1..<position - 1)
        try expect(UInt8(ascii: ":"))
        return key
    }

    /// Steps into an array.
    mutating func enterArray() throws(JSONError) {
        try expect(UInt8(ascii: "["))
        entered = true
    }

    /// Whether the array that was entered has another element, which is then the next value.
    mutating func element() throws(JSONError) -> Bool {
        try next(closing: UInt8(ascii: "]"))
    }

    /// The next value, whatever it is.
    @discardableResult
    mutating func value() throws(JSONError) -> Bytes {
        try skipSpace()
        let start = position
        try skipValue(depth: 0)
        return text.slice(start..<position)
    }

    /// Nothing but space follows.
    mutating func end() throws(JSONError) {
        while position < text.count, isSpace(text[position]) { position += 1 }
        guard position == text.count else { throw .unexpected(at: position) }
    }

    private mutating func next(closing end: UInt8) throws(JSONError) -> Bool {
        let first = entered
        entered = false
        try skipSpace()
        if text[position] == end {
            position += 1
            return false
        }
        if !first { try expect(UInt8(ascii: ",")) }
        return true
    }

    private mutating func skipValue(depth: Int) throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            guard depth < Self.depthMax else { throw .tooDeep(at: position) }
            try enterObject()
            while try key() != nil {
                try skipSpace()
                try skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            guard depth < Self.depthMax else { throw .tooDeep(at: position) }
            try enterArray()
            while try element() {
                try skipSpace()
                try skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    /// RFC 8259 section 7.
    private mutating func skipString() throws(JSONError) {
        try expect(UInt8(ascii: "\""))
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                position += 1
                try skipEscape()
            } else {
                guard byte >= 0x20 else { throw .unexpected(at: position) }
                position += 1
            }
        }
        throw .ended
    }

    private mutating func skipEscape() throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard isHexadecimal(try peek()) else { throw .unexpected(at: position) }
                position += 1
            }
        default:
            throw .unexpected(at: position)
        }
    }

    /// RFC 8259 section 6.
    private mutating func skipNumber() throws(JSONError) {
        if try peek() == UInt8(ascii: "-") { position += 1 }
        if try peek() == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
        if skip(UInt8(ascii: ".")) { try skipDigits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONError) {
        guard isDigit(try peek()) else { throw .unexpected(at: position) }
        while position < text.count, isDigit(text[position]) { position += 1 }
    }

    private mutating func skipWord(_ word: StaticString) throws(JSONError) {
        for byte in Bytes(word) {
            guard try peek() == byte else { throw .unexpected(at: position) }
            position += 1
        }
    }

    /// To the next byte that is no space: there is one.
    private mutating func skipSpace() throws(JSONError) {
        while isSpace(try peek()) { position += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        try skipSpace()
        guard text[position] == byte else { throw .unexpected(at: position) }
        position += 1
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < text.count else { throw .ended }
        return text[position]
    }
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return isDigit(byte) || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "f")
}
