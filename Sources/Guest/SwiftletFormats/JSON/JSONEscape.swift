/// Text as it stands between the quotes of a JSON string: RFC 8259 section 7.
enum JSONEscape {
    static func isNeeded(in text: Bytes) -> Bool {
        for index in 0..<text.count where isSpecial(text[index]) { return true }
        return false
    }

    /// Appends `text`; the bytes between those to be escaped go as one.
    @export(interface)
    static func append(_ text: Bytes, to out: inout [UInt8]) {
        var start = 0
        for index in 0..<text.count where isSpecial(text[index]) {
            out.append(contentsOf: text.slice(start..<index))
            start = index + 1
            escape(text[index], to: &out)
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
