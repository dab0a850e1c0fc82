/// Reads the host of a URL: the host parser of the WHATWG URL standard (section 3.5), without IDNA.
enum URLHost {
    /// The host in its normal form.
    static func parse(_ text: Bytes) throws(URLError) -> Bytes {
        guard let first = text.first else { throw .host }
        if first == UInt8(ascii: "[") {
            guard text.last == UInt8(ascii: "]"), text.count > 2,
                let address = IPv6Address(text.slice(1..<text.count - 1))
            else { throw .host }
            return address.bytes
        }
        let domain = text.percentDecoded()
        for byte in domain {
            guard byte < 0x80 else { throw .internationalHost }
            guard !ASCIISet.forbiddenInDomain.contains(byte) else { throw .host }
        }
        guard !domain.isEmpty else { throw .host }
        let lower = domain.lowercasedASCII
        guard lower.endsInNumber else { return lower }
        guard let address = ipv4(lower) else { throw .host }
        return address
    }

    /// The IPv4 address that `text` means, with four numbers; nil where it means none. "IPv4 parser".
    private static func ipv4(_ text: Bytes) -> Bytes? {
        // A dot at the end is allowed.
        let text = text.last == UInt8(ascii: ".") ? text.slice(0..<text.count - 1) : text
        var address: UInt64 = 0
        var parts = 0
        var start = 0
        while start <= text.count {
            let end = text.position(of: UInt8(ascii: "."), from: start)
            guard parts < 4, let number = text.slice(start..<end).ipv4Number else { return nil }
            parts += 1
            if end < text.count {
                guard number <= 255 else { return nil }
                address = address << 8 | number
            } else {
                // The last number fills all bytes that are left.
                let bits = UInt64(8 * (5 - parts))
                guard number < 1 << bits else { return nil }
                address = address << bits | number
            }
            start = end + 1
        }
        var written = BytesBuilder(capacity: 15)
        for shift in [24, 16, 8, 0] as [UInt64] {
            written.append(decimal: Int64(address >> shift & 255))
            if shift > 0 { written.append(UInt8(ascii: ".")) }
        }
        return written.finish()
    }
}

extension Bytes {
    /// Whether the last label, one dot at the end aside, is a number: then it is an IPv4 address or none at all. "Ends
    /// in a number checker".
    fileprivate var endsInNumber: Bool {
        var end = count
        if self[end - 1] == UInt8(ascii: ".") { end -= 1 }
        var start = end
        while start > 0, self[start - 1] != UInt8(ascii: ".") { start -= 1 }
        let label = slice(start..<end)
        guard !label.isEmpty else { return false }
        return label.allSatisfy { byte in byte.isDigit } || label.ipv4Number != nil
    }

    /// A decimal, octal (`0…`) or hexadecimal (`0x…`) number; at most 2^40, which is too much anywhere. "IPv4
    /// number parser".
    fileprivate var ipv4Number: UInt64? {
        guard !isEmpty else { return nil }
        var digits = self
        var radix: UInt64 = 10
        if count >= 2, self[0] == UInt8(ascii: "0") {
            let isHexadecimal = self[1].lowercased == UInt8(ascii: "x")
            radix = isHexadecimal ? 16 : 8
            digits = slice((isHexadecimal ? 2 : 1)..<count)
        }
        var number: UInt64 = 0
        for byte in digits {
            guard let digit = byte.hexadecimalValue, UInt64(digit) < radix else { return nil }
            number = Swift.min(number * radix + UInt64(digit), 1 << 40)
        }
        return number
    }
}
