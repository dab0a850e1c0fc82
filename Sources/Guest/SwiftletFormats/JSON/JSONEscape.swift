/// Text as it stands between the quotes of a JSON string: RFC 8259 section 7.
enum JSONEscape {
    static func isNeeded(in text: Bytes) -> Bool {
        for index in 0..<text.count where isSpecial(text[index]) { return true }
        return false
    }

    /// Appends `text`; the bytes between those to be escaped go as one. What is no UTF-8 becomes U+FFFD.
    @export(interface)
    static func append(_ text: Bytes, to out: inout [UInt8]) {
        let scalars = JSONText(text)
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80, !isSpecial(byte) {
                index += 1
                continue
            }
            let end = byte < 0x80 ? -1 : scalars.scalarEnd(utf8From: index)
            if end > 0 {
                index = end
                continue
            }
            out.append(contentsOf: text.slice(start..<index))
            if byte < 0x80 {
                escape(byte, to: &out)
            } else {
                out.append(contentsOf: UTF8.encodedReplacementCharacter)
            }
            index += 1
            start = index
        }
        out.append(contentsOf: text.slice(start..<text.count))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: out.append(UInt8(ascii: "n"))
        case 0x0D: out.append(UInt8(ascii: "r"))
        case 0x09: out.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
        default:
            out.append(contentsOf: Bytes("u00"))
            for digit in [byte >> 4, byte & 15] {
                out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
