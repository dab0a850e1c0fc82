/// Reads distinguished encoding (X.690): the few types that a public key is made of.
///
/// Strict: a length or number written longer than it has to be is none. Valid as long as the bytes that it reads.
@safe struct DERReader {
    enum Tag: UInt8 {
        case integer = 0x02
        case bitString = 0x03
        case null = 0x05
        case objectIdentifier = 0x06
        case sequence = 0x30
    }

    private let bytes: UnsafeRawBufferPointer
    private let count: Int
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
        count = bytes.count
    }

    var isAtEnd: Bool { position == count }

    /// The contents of the next value, if it has this tag and is all there.
    mutating func read(_ tag: Tag) -> UnsafeRawBufferPointer? {
        guard let first = byte(), first == tag.rawValue, let length = readLength(), length <= count - position
        else { return nil }
        defer { position += length }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
    }

    /// A whole number above zero, most significant byte first, without leading zeros.
    mutating func readNatural() -> UnsafeRawBufferPointer? {
        guard let contents = unsafe read(.integer), let first = unsafe contents.first, first < 0x80 else { return nil }
        guard first == 0 else { return unsafe contents }
        // The zero keeps the next bit from being a sign; alone, or before a small byte, it has no business there.
        guard contents.count > 1, unsafe contents[1] >= 0x80 else { return nil }
        return unsafe UnsafeRawBufferPointer(rebasing: contents.dropFirst())
    }

    /// A bit string of whole bytes.
    mutating func readBytes() -> UnsafeRawBufferPointer? {
        guard let contents = unsafe read(.bitString), unsafe contents.first == 0 else { return nil }
        return unsafe UnsafeRawBufferPointer(rebasing: contents.dropFirst())
    }

    private mutating func byte() -> UInt8? {
        guard position < count else { return nil }
        defer { position += 1 }
        return unsafe bytes[position]
    }

    /// Up to 65,535: no key is longer.
    private mutating func readLength() -> Int? {
        guard let first = byte() else { return nil }
        switch first {
        case 0..<0x80:
            return Int(first)
        case 0x81:
            guard let length = byte(), length >= 0x80 else { return nil }
            return Int(length)
        case 0x82:
            guard let high = byte(), let low = byte(), high > 0 else { return nil }
            return Int(high) << 8 | Int(low)
        default:
            return nil
        }
    }
}
