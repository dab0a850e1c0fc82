/// Which bytes are written as `%XX`: the percent-encode sets of the WHATWG URL standard, section 1.3.
///
/// Bytes from 0x80 on are in all of them.
public struct PercentEncodeSet: Sendable {
    private let ascii: ASCIISet

    package init(low: UInt64, high: UInt64) {
        ascii = ASCIISet(low: low, high: high)
    }

    @inline(__always)
    package func contains(_ byte: UInt8) -> Bool {
        byte >= 0x80 || ascii.contains(byte)
    }

    /// A part of a path that is one segment whatever it contains: `/`, `\` and `%` are encoded too. No encoding
    /// keeps `.` and `..` from being read as directories.
    public static var pathSegment: PercentEncodeSet { .init(low: 0xd000_802d_ffff_ffff, high: 0xa800_0001_5000_0000) }
    /// A whole path; `%` and `/` stay what they are.
    public static var path: PercentEncodeSet { .init(low: 0xd000_000d_ffff_ffff, high: 0xa800_0001_4000_0000) }
    /// A whole query of an http URL; `%`, `&` and `=` stay what they are.
    public static var query: PercentEncodeSet { .init(low: 0x5000_008d_ffff_ffff, high: 0x8000_0000_0000_0000) }
    public static var fragment: PercentEncodeSet { .init(low: 0x5000_0005_ffff_ffff, high: 0x8000_0001_0000_0000) }
    /// Any value, anywhere in a URL: what `encodeURIComponent` of JavaScript does.
    public static var component: PercentEncodeSet { .init(low: 0xfc00_987d_ffff_ffff, high: 0xb800_0001_7800_0001) }
    /// A name or value of a form or query item. There a space is written `+` instead: see `QueryItems`.
    public static var form: PercentEncodeSet { .init(low: 0xfc00_9bff_ffff_ffff, high: 0xf800_0001_7800_0001) }
}

extension Bytes {
    /// These bytes with those of `set` written as `%XX`; themselves where there are none.
    @export(interface)
    public func percentEncoded(_ set: PercentEncodeSet) -> Bytes {
        guard contains(where: { byte in set.contains(byte) }) else { return self }
        var encoded = BytesBuilder(capacity: count + count / 2)
        encoded.append(self, percentEncoding: set)
        return encoded.finish()
    }

    /// These bytes with each `%XX` read; a `%` before anything but two hexadecimal digits stays (WHATWG URL, section
    /// 1.3). Themselves where there is no `%`.
    public func percentDecoded() -> Bytes {
        guard position(of: UInt8(ascii: "%")) < count else { return self }
        return decoded(plusIsSpace: false)
    }

    /// As `percentDecoded()`, and `+` is a space: a name or value of a form or query item.
    package func formDecoded() -> Bytes {
        guard contains(where: { byte in byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") }) else { return self }
        return decoded(plusIsSpace: true)
    }

    @inline(never)
    private func decoded(plusIsSpace: Bool) -> Bytes {
        var decoded = BytesBuilder(capacity: count)
        var position = 0
        while position < count {
            decoded.append(escapedByte(at: &position, plusIsSpace: plusIsSpace))
        }
        return decoded.finish()
    }

    /// The byte that is written at `position`, which moves behind it.
    @inline(never)
    package func escapedByte(at position: inout Int, plusIsSpace: Bool) -> UInt8 {
        let byte = self[position]
        if byte == UInt8(ascii: "%"), position + 2 < count, let high = self[position + 1].hexadecimalValue,
            let low = self[position + 2].hexadecimalValue
        {
            position += 3
            return high << 4 | low
        }
        position += 1
        return plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte
    }
}

extension String {
    /// This text with the bytes of its UTF-8 that are in `set` written as `%XX`.
    public func percentEncoded(_ set: PercentEncodeSet) -> String {
        Bytes(copying: self).percentEncoded(set).text
    }

    /// This text with each `%XX` read; what is then no UTF-8 becomes U+FFFD.
    public func percentDecoded() -> String {
        Bytes(copying: self).percentDecoded().text
    }
}

extension BytesBuilder {
    @inline(never)
    package mutating func append(_ bytes: Bytes, percentEncoding set: PercentEncodeSet, plusForSpace: Bool = false) {
        for byte in bytes {
            if plusForSpace, byte == UInt8(ascii: " ") {
                append(UInt8(ascii: "+"))
            } else if set.contains(byte) {
                append(percentEscape: byte)
            } else {
                append(byte)
            }
        }
    }

    @inline(never)
    package mutating func append(percentEscape byte: UInt8) {
        append(UInt8(ascii: "%"))
        append(upperHexadecimal(byte >> 4))
        append(upperHexadecimal(byte & 15))
    }
}

/// The digit of a value below 16.
private func upperHexadecimal(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
}
