/// What a base64 text has at its end (RFC 4648 section 3.2).
public enum Base64Padding: Sendable {
    /// `=` up to a multiple of four characters.
    case required
    /// None.
    case none
    /// Read with or without; written without.
    case optional
}

extension Bytes {
    /// These bytes as base64 (RFC 4648 section 4).
    public func base64(padding: Base64Padding = .required) -> Bytes {
        base64(UInt8(ascii: "+"), UInt8(ascii: "/"), padding)
    }

    /// These bytes as base64url (RFC 4648 section 5): what JWTs, cookies and URLs use.
    public func base64URL(padding: Base64Padding = .none) -> Bytes {
        base64(UInt8(ascii: "-"), UInt8(ascii: "_"), padding)
    }

    /// The bytes that `text` spells in base64.
    ///
    /// Strict: nil for spaces, line ends, padding other than asked for, characters of base64url, and bits left over
    /// that are not 0 (RFC 4648 section 3.5), so that no two texts mean the same bytes.
    public init?(base64 text: Bytes, padding: Base64Padding = .required) {
        self.init(base64: text, UInt8(ascii: "+"), UInt8(ascii: "/"), padding)
    }

    /// The bytes that `text` spells in base64url; as strict as `init(base64:)`.
    public init?(base64URL text: Bytes, padding: Base64Padding = .none) {
        self.init(base64: text, UInt8(ascii: "-"), UInt8(ascii: "_"), padding)
    }

    public init?(base64 text: String, padding: Base64Padding = .required) {
        self.init(base64: Bytes(copying: text), padding: padding)
    }

    public init?(base64URL text: String, padding: Base64Padding = .none) {
        self.init(base64URL: Bytes(copying: text), padding: padding)
    }

    /// `last` and `veryLast` stand for 62 and 63.
    @inline(never)
    private func base64(_ last: UInt8, _ veryLast: UInt8, _ padding: Base64Padding) -> Bytes {
        var text = BytesBuilder(capacity: (count / 3 + 1) * 4)
        var position = 0
        while position < count {
            let rest = count - position
            let one = UInt32(self[position]) << 16
            let two = rest > 1 ? UInt32(self[position + 1]) << 8 : 0
            let group = one | two | (rest > 2 ? UInt32(self[position + 2]) : 0)
            // One byte takes two characters, two take three.
            for index in 0..<Swift.min(rest + 1, 4) {
                let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * index)) & 63
                text.append(base64Character(value, last, veryLast))
            }
            position += 3
        }
        if padding == .required {
            while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        }
        return text.finish()
    }

    @inline(never)
    private init?(base64 padded: Bytes, _ last: UInt8, _ veryLast: UInt8, _ padding: Base64Padding) {
        var text = padded
        var pads = 0
        while pads < 2, text.last == UInt8(ascii: "=") {
            text = text.slice(0..<text.count - 1)
            pads += 1
        }
        // Three characters over: two bytes, one pad. One over: never.
        let over = text.count % 4
        guard over != 1, pads == 0 || pads + over == 4, pads == 0 || padding != .none,
            padding != .required || padded.count % 4 == 0
        else { return nil }
        var bytes = BytesBuilder(capacity: text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        for index in 0..<text.count {
            guard let value = base64Value(text[index], last, veryLast) else { return nil }
            group = group << 6 | UInt32(value)
            if index % 4 == 3 {
                bytes.append(UInt8(truncatingIfNeeded: group >> 16))
                bytes.append(UInt8(truncatingIfNeeded: group >> 8))
                bytes.append(UInt8(truncatingIfNeeded: group))
            }
        }
        if over == 2 {
            guard group & 15 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 4))
        } else if over == 3 {
            guard group & 3 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 10))
            bytes.append(UInt8(truncatingIfNeeded: group >> 2))
        }
        self = bytes.finish()
    }
}

extension Array<UInt8> {
    /// These bytes as base64 (RFC 4648 section 4).
    public func base64() -> String { Bytes(copying: self).base64().text }

    /// These bytes as base64url without padding (RFC 4648 section 5).
    public func base64URL() -> String { Bytes(copying: self).base64URL().text }

    /// The bytes that `text` spells in base64: see `Bytes.init(base64:padding:)`.
    public init?(base64 text: String, padding: Base64Padding = .required) {
        guard let bytes = Bytes(base64: text, padding: padding) else { return nil }
        self.init(bytes)
    }

    /// The bytes that `text` spells in base64url.
    public init?(base64URL text: String, padding: Base64Padding = .none) {
        guard let bytes = Bytes(base64URL: text, padding: padding) else { return nil }
        self.init(bytes)
    }
}

@inline(__always)
private func base64Character(_ value: UInt8, _ last: UInt8, _ veryLast: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") &+ value
    case 26..<52: UInt8(ascii: "a") &- 26 &+ value
    case 52..<62: UInt8(ascii: "0") &- 52 &+ value
    case 62: last
    default: veryLast
    }
}

@inline(__always)
private func base64Value(_ character: UInt8, _ last: UInt8, _ veryLast: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- UInt8(ascii: "a") &+ 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- UInt8(ascii: "0") &+ 52
    case last: 62
    case veryLast: 63
    default: nil
    }
}
