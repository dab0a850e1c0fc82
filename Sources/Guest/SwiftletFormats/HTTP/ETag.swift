/// An entity tag: the name of one state of a resource (RFC 9110 section 8.8.3).
public struct ETag: Equatable {
    /// Two states with the same weak tag mean the same, but need not be the same bytes.
    public let isWeak: Bool
    /// What is between the quotes.
    public let tag: Bytes

    /// nil where `tag` has a character that no tag may have: control characters, spaces, double quotes.
    public init?(_ tag: String, isWeak: Bool = false) {
        self.init(tag: Bytes(copying: tag), isWeak: isWeak)
    }

    /// Reads what ETag says: `"x"` or `W/"x"`; nil for anything else.
    @export(interface)
    public init?(field: Bytes) {
        var reader = FieldReader(field)
        guard let tag = reader.entityTag(), reader.next == nil else { return nil }
        self = tag
    }

    /// A weak tag made from the bytes of a body, by a hash of 64 bits that is quick and not cryptographic.
    @export(interface)
    public init(hashing body: Bytes) {
        var text = BytesBuilder(capacity: 16)
        let hash = body.quickHash
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 8
            text.append(hexadecimal: UInt8(truncatingIfNeeded: hash >> shift))
        }
        tag = text.finish()
        isWeak = true
    }

    fileprivate init?(tag: Bytes, isWeak: Bool) {
        for byte in tag where byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == 0x7f { return nil }
        self.tag = tag
        self.isWeak = isWeak
    }

    /// Both are strong, and the same (section 8.8.3.2).
    public func matchesStrongly(_ other: ETag) -> Bool { !isWeak && !other.isWeak && tag == other.tag }

    /// The same, weak or not.
    public func matchesWeakly(_ other: ETag) -> Bool { tag == other.tag }

    /// As ETag says it.
    @export(interface)
    public var bytes: Bytes {
        var text = BytesBuilder(capacity: tag.count + 4)
        if isWeak { text.append("W/") }
        text.append(UInt8(ascii: "\""))
        text.append(tag)
        text.append(UInt8(ascii: "\""))
        return text.finish()
    }

    public var text: String { bytes.text }
}

extension FieldReader {
    /// The entity tag here; nil where there is none.
    package mutating func entityTag() -> ETag? {
        var isWeak = false
        if skip(UInt8(ascii: "W")) {
            guard skip(UInt8(ascii: "/")) else { return nil }
            isWeak = true
        }
        // No quoted string: a backslash is itself.
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while let byte = next, byte != UInt8(ascii: "\"") { _ = skip(byte) }
        let tag = text(from: start)
        guard skip(UInt8(ascii: "\"")) else { return nil }
        return ETag(tag: tag, isWeak: isWeak)
    }
}

extension Bytes {
    /// Eight bytes at a time, each mixed in by a multiplication and a shift.
    fileprivate var quickHash: UInt64 {
        var hash = UInt64(count) &* 0x9e37_79b9_7f4a_7c15
        var position = 0
        while position < count {
            var word: UInt64 = 0
            if position + 8 <= count {
                unsafe word = UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self)
            } else {
                for index in position..<count { word = word << 8 | UInt64(self[index]) }
            }
            hash = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            position += 8
        }
        hash = (hash ^ hash >> 29) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 32
    }
}
