/// A universally unique identifier (RFC 9562).
public struct UUID: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 36 characters as `text` writes them, letters in either case; nil for any other text.
    @export(interface)
    public init?(_ text: Bytes) {
        guard text.count == UUID.textLength else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<UUID.textLength {
            if UUID.isHyphen(at: index) {
                guard text[index] == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = text[index].hexadecimalValue else { return nil }
                // The middle hyphen is at 18: eight bytes are read by then.
                if index < 18 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
            }
        }
        self.init(high: high, low: low)
    }

    public init?(_ text: String) {
        self.init(Bytes(copying: text))
    }

    /// 4 for random ones, 7 for those that sort by time.
    public var version: Int { Int(high >> 12 & 15) }

    /// `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`.
    public var text: String { textBytes.text }

    /// `text` as bytes.
    @export(interface)
    public var textBytes: Bytes {
        var text = BytesBuilder(capacity: UUID.textLength)
        for index in 0..<16 {
            if UUID.isHyphen(at: text.count) { text.append(UInt8(ascii: "-")) }
            text.append(hexadecimal: byte(index))
        }
        return text.finish()
    }

    /// The 16 bytes.
    @export(interface)
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for index in 0..<16 { bytes.append(byte(index)) }
        return bytes
    }

    private static let textLength = 36

    private static func isHyphen(at position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    private func byte(_ index: Int) -> UInt8 {
        let half = index < 8 ? high : low
        return UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * (index & 7)))
    }
}

extension UUID: CustomStringConvertible, Comparable {
    public var description: String { text }

    public static func < (one: UUID, other: UUID) -> Bool {
        one.high != other.high ? one.high < other.high : one.low < other.low
    }
}
