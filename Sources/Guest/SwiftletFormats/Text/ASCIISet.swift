/// A set of ASCII characters: a bit for each.
package struct ASCIISet: Sendable {
    /// Bit n: character n.
    package let low: UInt64
    /// Bit n: character 64 + n.
    package let high: UInt64

    /// Bytes from 0x80 on are in no set.
    @inline(__always)
    package func contains(_ byte: UInt8) -> Bool {
        (byte < 64 ? low >> UInt64(byte) : byte < 128 ? high >> UInt64(byte & 63) : 0) & 1 == 1
    }

    /// What a token consists of (RFC 9110 section 5.6.2).
    package static var token: ASCIISet { ASCIISet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe) }
    /// What must not occur in a domain (WHATWG URL, "forbidden domain code point").
    package static var forbiddenInDomain: ASCIISet { ASCIISet(low: 0xd400_8029_ffff_ffff, high: 0x9000_0000_7800_0001) }
}

extension UInt8 {
    @inline(__always)
    package var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    /// This byte, an upper-case ASCII letter as its lower-case one.
    @inline(__always)
    package var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit; nil for any other byte.
    package var hexadecimalValue: UInt8? {
        if isDigit { return self &- UInt8(ascii: "0") }
        let letter = (self | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}

extension Bytes {
    /// These bytes, upper-case ASCII letters as lower-case ones; themselves where there are none.
    @inline(never)
    package var lowercasedASCII: Bytes {
        guard contains(where: { byte in byte.lowercased != byte }) else { return self }
        var lower = BytesBuilder(capacity: count)
        for byte in self { lower.append(byte.lowercased) }
        return lower.finish()
    }

    /// Whether there is something here and all of it is a token (RFC 9110 section 5.6.2).
    package var isToken: Bool {
        count > 0 && allSatisfy { byte in ASCIISet.token.contains(byte) }
    }

    /// The position of the first `byte` at or after `start`; `count` where there is none.
    @inline(never)
    package func position(of byte: UInt8, from start: Int = 0) -> Int {
        var position = start
        while position < count, self[position] != byte { position += 1 }
        return position
    }

    /// Without the spaces and tabs at its ends.
    @inline(never)
    package var trimmed: Bytes {
        var first = 0
        var end = count
        while first < end, self[first].isBlank { first += 1 }
        while end > first, self[end - 1].isBlank { end -= 1 }
        return slice(first..<end)
    }

    /// A number in decimal digits and nothing else, at most `Int32.max` (more is that); nil for any other text.
    ///
    /// RFC 9111 section 1.2.2 sets that ceiling for seconds; it is also the greatest `Int` of an isolate.
    @inline(never)
    package var saturatedNumber: Int? {
        guard count > 0 else { return nil }
        var number: Int64 = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            number = Swift.min(number * 10 + Int64(byte &- UInt8(ascii: "0")), Int64(Int32.max))
        }
        return Int(number)
    }
}

extension UInt8 {
    /// A space or a tab.
    @inline(__always)
    package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
