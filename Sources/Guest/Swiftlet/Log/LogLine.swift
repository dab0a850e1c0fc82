/// A log line that is being put together: a message, then `name=value` for each field.
///
/// In memory that is given back: what runs long may log often.
struct LogLine {
    private var line: [UInt8] = []
    private var dropped = 0

    private static let valueBytesMax = 1 << 10
    private static let nameBytesMax = 64
    private static let lineBytesMax = 8 << 10
    /// Room for ` dropped=` and a number.
    private static let droppedBytes = 32

    init(_ message: StaticString) {
        line.append(contentsOf: Bytes(message).first(LogLine.lineBytesMax / 2))
    }

    mutating func append(_ name: Bytes, _ value: LogValue) {
        let start = line.count
        if !line.isEmpty { line.append(UInt8(ascii: " ")) }
        append(name: name)
        line.append(UInt8(ascii: "="))
        switch value.kind {
        case .text(let text): text.withBytes { bytes in append(value: bytes) }
        case .bytes(let bytes): append(value: bytes)
        case .integer(let number): append(decimal: number)
        }
        guard line.count > LogLine.lineBytesMax - LogLine.droppedBytes else { return }
        line.removeSubrange(start...)
        dropped += 1
    }

    consuming func finish() -> [UInt8] {
        if dropped > 0 {
            line.append(contentsOf: Bytes(" dropped="))
            append(decimal: Int64(dropped))
        }
        return line
    }

    private mutating func append(name: Bytes) {
        if name.isEmpty { line.append(UInt8(ascii: "_")) }
        for byte in name.first(LogLine.nameBytesMax) {
            line.append(byte.isNameCharacter ? byte : UInt8(ascii: "_"))
        }
    }

    private mutating func append(decimal number: Int64) {
        if number < 0 { line.append(UInt8(ascii: "-")) }
        var power: UInt64 = 1
        while number.magnitude / power > 9 { power *= 10 }
        while power > 0 {
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number.magnitude / power % 10))
            power /= 10
        }
    }

    private mutating func append(value: Bytes) {
        if !value.isEmpty, value.count <= LogLine.valueBytesMax, value.allSatisfy({ $0.isPlain }) {
            line.append(contentsOf: value)
            return
        }
        line.append(UInt8(ascii: "\""))
        var position = 0
        while position < value.count {
            let length = value.scalarLength(at: position)
            if position + max(length, 1) > LogLine.valueBytesMax { break }
            append(scalar: value, at: position, length)
            position += max(length, 1)
        }
        if position < value.count { line.append(contentsOf: Bytes("…")) }
        line.append(UInt8(ascii: "\""))
    }

    /// One character in quotes; `length` 0: a byte that belongs to none.
    private mutating func append(scalar value: Bytes, at position: Int, _ length: Int) {
        let byte = value[position]
        switch (length, byte) {
        case (0, _): line.append(contentsOf: Bytes("\u{fffd}"))
        case (1, UInt8(ascii: "\"")), (1, UInt8(ascii: "\\")):
            line.append(UInt8(ascii: "\\"))
            line.append(byte)
        case (1, 0x0a): line.append(contentsOf: Bytes("\\n"))
        case (1, 0x0d): line.append(contentsOf: Bytes("\\r"))
        case (1, 0x09): line.append(contentsOf: Bytes("\\t"))
        case (1, ..<0x20), (1, 0x7f): append(escape: UInt16(byte))
        // The control characters U+0080 to U+009F, which some terminals obey.
        case (2, 0xc2) where value[position + 1] < 0xa0: append(escape: UInt16(value[position + 1]))
        // U+2028 and U+2029, which some readers take for the end of a line.
        case (3, 0xe2) where value[position + 1] == 0x80 && value[position + 2] & 0xfe == 0xa8:
            append(escape: 0x2000 | UInt16(value[position + 2] & 0x3f))
        default: line.append(contentsOf: value.slice(position..<position + length))
        }
    }

    /// As JSON does: a backslash, `u` and four digits.
    private mutating func append(escape unit: UInt16) {
        line.append(contentsOf: Bytes("\\u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
            line.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
    }
}

extension UInt8 {
    /// Of a name of a field.
    fileprivate var isNameCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Of a value that needs no quotes.
    fileprivate var isPlain: Bool {
        0x21...0x7e ~= self && self != UInt8(ascii: "\"") && self != UInt8(ascii: "=") && self != UInt8(ascii: "\\")
    }
}

extension Bytes {
    fileprivate func first(_ most: Int) -> Bytes {
        slice(0..<Swift.min(count, most))
    }

    /// Bytes of the character at `position`; 0 where there is none in UTF-8 (RFC 3629 section 4).
    fileprivate func scalarLength(at position: Int) -> Int {
        let (length, second) = Bytes.expected(after: self[position])
        guard length > 1 else { return length }
        guard position + length <= count, second.contains(self[position + 1]) else { return 0 }
        for index in position + 2..<position + length where self[index] & 0xc0 != 0x80 { return 0 }
        return length
    }

    /// How long a character is that begins with this byte, and what its second byte may be.
    private static func expected(after first: UInt8) -> (length: Int, second: ClosedRange<UInt8>) {
        switch first {
        case ..<0x80: (1, 0...0)
        case 0xc2...0xdf: (2, 0x80...0xbf)
        case 0xe0: (3, 0xa0...0xbf)
        case 0xed: (3, 0x80...0x9f)
        case 0xe1...0xef: (3, 0x80...0xbf)
        case 0xf0: (4, 0x90...0xbf)
        case 0xf1...0xf3: (4, 0x80...0xbf)
        case 0xf4: (4, 0x80...0x8f)
        default: (0, 0...0)
        }
    }
}
