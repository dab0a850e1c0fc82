/// A string of a JSON text: the bytes between its quotes, escapes and all; or a text to be written.
///
/// Nothing is decoded before somebody asks. The bytes stay where they are until the isolate ends.
public struct JSONString {
    /// As between the quotes: known to be well-formed.
    package let raw: Bytes
    package let hasEscapes: Bool

    init(raw: Bytes, hasEscapes: Bool) {
        self.raw = raw
        self.hasEscapes = hasEscapes
    }

    /// A text to be written.
    @_disfavoredOverload
    public init(_ text: String) {
        self.init(escaping: Bytes(copying: text))
    }

    public init(_ text: StaticString) {
        self.init(escaping: Bytes(text))
    }

    init(escaping text: Bytes) {
        guard JSONEscape.isNeeded(in: text) else {
            self.init(raw: text, hasEscapes: false)
            return
        }
        var escaped: [UInt8] = []
        JSONEscape.append(text, to: &escaped)
        self.init(raw: Bytes(copying: escaped), hasEscapes: true)
    }

    /// The string of a node.
    init(_ tape: JSONTape, _ node: JSONTape.Node) {
        self.init(raw: tape.text.slice(Int(node.start) + 1, Int(node.end) - 1), hasEscapes: node.hasEscapes)
    }

    /// The decoded text's UTF-8; the bytes themselves where nothing is escaped. Throws `invalidText` for half of a
    /// surrogate pair, which no Unicode text can hold.
    @export(interface)
    public func bytes() throws(JSONError) -> Bytes {
        guard hasEscapes else { return raw }
        return Bytes(copying: try decoded())
    }

    /// In memory of its own, which a host gets back: what natively comes from the arena stays for ever.
    @inline(__always)
    private func decoded() throws(JSONError) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        let text = JSONText(raw)
        var position = 0
        while position < raw.count {
            let byte = text.byte(at: position)
            guard byte == UInt8(ascii: "\\") else {
                decoded.append(byte)
                position += 1
                continue
            }
            let kind = text.byte(at: position + 1)
            if kind != UInt8(ascii: "u") {
                decoded.append(JSONString.control(kind))
                position += 2
                continue
            }
            let (scalar, length) = try JSONString.scalar(text, at: position)
            decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            position += length
        }
        return decoded
    }

    /// The decoded text.
    public func text() throws(JSONError) -> String {
        #if arch(wasm32)
            try bytes().text
        #else
            String(decoding: try utf8(), as: UTF8.self)
        #endif
    }

    #if !arch(wasm32)
        /// The decoded text's UTF-8 as a copy, for a host: nothing is taken from the arena.
        package func utf8() throws(JSONError) -> [UInt8] {
            try hasEscapes ? decoded() : [UInt8](raw)
        }
    #endif

    /// Whether the decoded text is this literal.
    @export(interface)
    public static func == (one: JSONString, other: StaticString) -> Bool {
        guard one.hasEscapes else { return one.raw == other }
        guard let decoded = try? one.bytes() else { return false }
        return decoded == other
    }

    /// Lets a key be matched in a `switch`.
    public static func ~= (pattern: StaticString, value: JSONString) -> Bool {
        value == pattern
    }

    /// The byte that a backslash and this letter stand for.
    private static func control(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The scalar of `\uXXXX`, or of two that are a surrogate pair, and the length of what was read.
    private static func scalar(_ text: JSONText, at position: Int) throws(JSONError) -> (Unicode.Scalar, Int) {
        let unit = codeUnit(text, at: position + 2)
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        guard unit < 0xDC00, text.byte(at: position + 6) == UInt8(ascii: "\\"),
            text.byte(at: position + 7) == UInt8(ascii: "u")
        else { throw .invalidText(at: position) }
        let low = codeUnit(text, at: position + 8)
        guard 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw .invalidText(at: position) }
        return (scalar, 12)
    }

    private static func codeUnit(_ text: JSONText, at position: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in position..<position + 4 { value = value << 4 | (JSONText.digit(text.byte(at: index)) ?? 0) }
        return value
    }
}
