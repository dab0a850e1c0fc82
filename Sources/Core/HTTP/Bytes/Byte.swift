internal import CByteScan

/// The bytes that have a name in the grammar of HTTP.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20

    /// OWS and BWS are made of these two (RFC 9110 section 5.6.3).
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }

    /// ASCII letters in lower case, every other byte as it is.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    /// Whether `length` bytes from `first` on spell `text` in any case of theirs.
    ///
    /// - Parameters:
    ///   - first: bytes of a head that has passed the scan: no control bytes but HTAB.
    ///   - text: letters in lower case, digits, `-`, `/` and `:`. Setting bit 5 turns capitals into these, and nothing
    ///     else that is no control byte.
    @inline(__always)
    static func equal(_ first: UnsafePointer<UInt8>, length: Int, _ text: StaticString) -> Bool {
        guard length == text.utf8CodeUnitCount else { return false }
        let expected = unsafe text.utf8Start
        var index = 0
        while index &+ 8 <= length {
            let word = unsafe byte_scan_load8(first + index) | 0x2020_2020_2020_2020
            guard unsafe word == byte_scan_load8(expected + index) else { return false }
            index &+= 8
        }
        while index < length {
            guard unsafe first[index] | 0x20 == expected[index] else { return false }
            index &+= 1
        }
        return true
    }
}
