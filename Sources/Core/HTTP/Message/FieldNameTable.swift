internal import CByteScan

/// Finds the well-known name that some bytes spell: one multiplication, one probe, one comparison.
///
/// A perfect hash over at most 24 bytes taken as three overlapping words in lower case. Process lifetime, immutable.
@safe struct FieldNameTable: @unchecked Sendable {
    /// Built on first use. Its memory is never freed and never written again: hence the `Sendable` above.
    static let shared = FieldNameTable()

    private static let slotsLog2: UInt64 = 8
    static let lengthMax = 24

    private struct Slot {
        var key = Key()
        var length: UInt32 = 0
        var name = FieldName.other
    }

    /// A name's bytes: `head` and `tail` overlap below 16 bytes; `middle` is 0 up to 16.
    private struct Key: Equatable {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var middle: UInt64 = 0

        var mixed: UInt64 { head ^ (tail << 13 | tail >> 51) }
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let multiplier: UInt64

    private init() {
        let count = 1 << Int(Self.slotsLog2)
        unsafe slots = .allocate(capacity: count)
        var candidate: UInt64 = 0x9E37_79B9_7F4A_7C15
        // The first of a fixed sequence under which no two names share a slot: the same in every process.
        while unsafe !Self.fill(slots, count: count, multiplier: candidate) {
            candidate = candidate &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        }
        multiplier = candidate | 1
    }

    private static func fill(_ slots: UnsafeMutablePointer<Slot>, count: Int, multiplier: UInt64) -> Bool {
        unsafe slots.initialize(repeating: Slot(), count: count)
        for name in FieldName.allCases where name != .other {
            let spelling = name.spelling
            let key = unsafe key(spelling.utf8Start, length: spelling.utf8CodeUnitCount)
            let index = index(of: key, multiplier: multiplier | 1)
            guard unsafe slots[index].length == 0 else { return false }
            unsafe slots[index] = Slot(key: key, length: UInt32(spelling.utf8CodeUnitCount), name: name)
        }
        return true
    }

    /// `first` points at `length` tchar bytes: the folding below is exact for those alone.
    @inline(__always)
    func find(_ first: UnsafePointer<UInt8>, length: Int) -> FieldName {
        guard length &- 2 <= Self.lengthMax &- 2, length >= 2 else { return .other }
        let key = unsafe Self.key(first, length: length)
        let slot = unsafe slots + Self.index(of: key, multiplier: multiplier)
        guard unsafe slot.pointee.key == key, unsafe slot.pointee.length == UInt32(truncatingIfNeeded: length) else {
            return .other
        }
        return unsafe slot.pointee.name
    }

    @inline(__always)
    private static func index(of key: Key, multiplier: UInt64) -> Int {
        Int(truncatingIfNeeded: (key.mixed &* multiplier) >> (64 &- slotsLog2))
    }

    /// Setting bit 5 turns letters into lower case and leaves `-` and digits as they are. No other tchar becomes one of
    /// these: those below 0x40 have the bit already, `^`, `_` and `` ` `` become 0x7E, 0x7F and 0x60.
    @inline(__always)
    private static func key(_ first: UnsafePointer<UInt8>, length: Int) -> Key {
        let fold: UInt64 = 0x2020_2020_2020_2020
        if length >= 8 {
            let head = unsafe byte_scan_load8(first) | fold
            let tail = unsafe byte_scan_load8(first + (length &- 8)) | fold
            guard length > 16 else { return Key(head: head, tail: tail) }
            return unsafe Key(head: head, tail: tail, middle: byte_scan_load8(first + 8) | fold)
        }
        if length >= 4 {
            let head = unsafe UInt64(byte_scan_load4(first))
            let tail = unsafe UInt64(byte_scan_load4(first + (length &- 4)))
            return Key(head: head | fold, tail: tail | fold)
        }
        let ends = unsafe UInt64(first[0]) | UInt64(first[length &- 1]) << 8
        return unsafe Key(head: ends | fold, tail: UInt64(first[1]) | fold)
    }
}
