extension Bytes {
    /// These bytes in lower-case hexadecimal digits, two for each.
    @export(interface)
    public func hex() -> Bytes {
        var text = BytesBuilder(capacity: count * 2)
        for byte in self { text.append(hexadecimal: byte) }
        return text.finish()
    }

    /// The bytes that `text` spells in hexadecimal digits of either case; nil where it is anything else.
    @export(interface)
    public init?(hex text: Bytes) {
        guard text.count % 2 == 0 else { return nil }
        var bytes = BytesBuilder(capacity: text.count / 2)
        var position = 0
        while position < text.count {
            guard let high = text[position].hexadecimalValue, let low = text[position + 1].hexadecimalValue else {
                return nil
            }
            bytes.append(high << 4 | low)
            position += 2
        }
        self = bytes.finish()
    }

    public init?(hex text: String) {
        self.init(hex: Bytes(copying: text))
    }
}

extension Array<UInt8> {
    /// These bytes in lower-case hexadecimal digits, two for each.
    public func hex() -> String {
        Bytes(copying: self).hex().text
    }

    /// The bytes that `text` spells in hexadecimal digits of either case; nil where it is anything else.
    public init?(hex text: String) {
        guard let bytes = Bytes(hex: text) else { return nil }
        self.init(bytes)
    }
}

extension BytesBuilder {
    package mutating func append(hexadecimal byte: UInt8) {
        append(lowerHexadecimal(byte >> 4))
        append(lowerHexadecimal(byte & 15))
    }
}

/// The digit of a value below 16.
private func lowerHexadecimal(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
