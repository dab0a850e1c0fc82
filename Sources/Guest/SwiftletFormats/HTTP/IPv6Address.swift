/// The eight pieces of an IPv6 address, as a URL's host reads and writes them (WHATWG URL, section 3.5).
struct IPv6Address {
    /// The first four pieces of 16 bits, and the last four.
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// Reads `text`, which has no brackets; nil where it is no address.
    init?(_ text: Bytes) {
        var position = 0
        var piece = 0
        var compressed: Int?
        if text.first == UInt8(ascii: ":") {
            guard text.count >= 2, text[1] == UInt8(ascii: ":") else { return nil }
            position = 2
            compressed = 0
        }
        while position < text.count {
            guard piece < 8 else { return nil }
            if text[position] == UInt8(ascii: ":") {
                // The second of two colons.
                guard compressed == nil else { return nil }
                compressed = piece
                position += 1
                continue
            }
            let start = position
            var value: UInt64 = 0
            while position < text.count, position - start < 4, let digit = text[position].hexadecimalValue {
                value = value << 4 | UInt64(digit)
                position += 1
            }
            if position < text.count, text[position] == UInt8(ascii: ".") {
                guard piece <= 6, let address = IPv6Address.dotted(text.slice(start..<text.count)) else { return nil }
                self[piece] = address >> 16
                self[piece + 1] = address & 0xffff
                piece += 2
                position = text.count
                break
            }
            guard position > start else { return nil }
            self[piece] = value
            piece += 1
            if position < text.count {
                // A colon must follow, and something after it.
                guard text[position] == UInt8(ascii: ":"), position + 1 < text.count else { return nil }
                position += 1
            }
        }
        guard let compressed else {
            guard piece == 8 else { return nil }
            return
        }
        // What came after the gap belongs at the end.
        guard piece < 8 else { return nil }
        var target = 7
        while piece > compressed {
            piece -= 1
            self[target] = self[piece]
            self[piece] = 0
            target -= 1
        }
    }

    /// In brackets; the longest run of zeros, if it is one of two or more, as `::`.
    var bytes: Bytes {
        let gap = longestZeros
        var text = BytesBuilder(capacity: 41)
        text.append(UInt8(ascii: "["))
        var index = 0
        while index < 8 {
            if index == gap.lowerBound, gap.count > 1 {
                text.append(index == 0 ? "::" : ":")
                index = gap.upperBound
                continue
            }
            text.append(piece: self[index])
            if index < 7 { text.append(UInt8(ascii: ":")) }
            index += 1
        }
        text.append(UInt8(ascii: "]"))
        return text.finish()
    }

    private var longestZeros: Range<Int> {
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, self[end] == 0 { end += 1 }
            if end - start > longest.count { longest = start..<end }
            start = end + 1
        }
        return longest
    }

    /// Four decimal numbers below 256, without zeros before them.
    private static func dotted(_ text: Bytes) -> UInt64? {
        var address: UInt64 = 0
        var start = 0
        for part in 0..<4 {
            let end = part < 3 ? text.position(of: UInt8(ascii: "."), from: start) : text.count
            guard part == 3 || end < text.count else { return nil }
            let digits = text.slice(start..<end)
            guard digits.count <= 3, let number = digits.saturatedNumber, number <= 255,
                digits.count == 1 || digits[0] != UInt8(ascii: "0")
            else { return nil }
            address = address << 8 | UInt64(number)
            start = end + 1
        }
        return address
    }

    /// A piece, 0 to 7.
    private subscript(index: Int) -> UInt64 {
        get { (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3)) & 0xffff }
        set {
            let shift = UInt64(48 - 16 * (index & 3))
            if index < 4 {
                high = high & ~(0xffff << shift) | newValue << shift
            } else {
                low = low & ~(0xffff << shift) | newValue << shift
            }
        }
    }
}

extension BytesBuilder {
    /// In hexadecimal, without zeros before it.
    fileprivate mutating func append(piece: UInt64) {
        var shift: UInt64 = 12
        while shift > 0, piece >> shift == 0 { shift -= 4 }
        while true {
            let digit = UInt8(truncatingIfNeeded: piece >> shift) & 15
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            if shift == 0 { return }
            shift -= 4
        }
    }
}
