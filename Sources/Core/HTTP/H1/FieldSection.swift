internal import CByteScan

/// Scans the field lines of a head (RFC 9112 section 5), up to and with the empty line that ends them.
///
/// Syntax only: what the fields mean is `ControlFields`' business.
enum FieldSection {
    /// Fills `table` with the lines from `start` on.
    ///
    /// - Returns: the first byte behind the empty line; nil if `end` comes first: the table then holds the whole lines.
    /// - Throws: 400 for a line that breaks the grammar, 431 for too many.
    @inline(__always)
    static func scan(
        _ base: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>,
        into table: inout FieldTable, countMax: Int
    ) throws(ProtocolError) -> UnsafePointer<UInt8>? {
        let fields = unsafe table.fields
        let names = table.names
        let capacity = min(countMax, table.capacity)
        var at = unsafe start
        var count = 0
        var seen: UInt64 = 0
        defer {
            table.count = count
            table.seen = seen
        }
        while true {
            let nameEnd = unsafe byte_scan_token(at, end)
            guard unsafe nameEnd < end else { return nil }
            guard unsafe nameEnd > at, unsafe nameEnd.pointee == UInt8(ascii: ":") else {
                guard unsafe at.pointee == Byte.carriageReturn else { throw unsafe badName(at, nameEnd) }
                guard unsafe at + 1 < end else { return nil }
                guard unsafe at[1] == Byte.lineFeed else { throw .badRequest("carriage return without line feed") }
                return unsafe at + 2
            }
            guard count < capacity else { throw ProtocolError(status: 431, reason: "too many header fields") }
            let nameLength = unsafe nameEnd - at
            guard nameLength <= FixedLimits.fieldNameBytesMax else {
                throw ProtocolError(status: 431, reason: "header field name too long")
            }

            var value = unsafe nameEnd + 1
            while unsafe value < end, unsafe Byte.isBlank(value.pointee) { unsafe value += 1 }
            let stop = unsafe byte_scan_value(value, end)
            guard unsafe stop < end else { return nil }
            guard unsafe stop.pointee == Byte.carriageReturn else { throw unsafe badByte(stop.pointee) }
            guard unsafe stop + 1 < end else { return nil }
            guard unsafe stop[1] == Byte.lineFeed else { throw .badRequest("carriage return without line feed") }
            var valueEnd = unsafe stop
            while unsafe valueEnd > value, unsafe Byte.isBlank(valueEnd[-1]) { unsafe valueEnd -= 1 }

            let name = unsafe names.find(at, length: nameLength)
            seen |= 1 &<< UInt64(truncatingIfNeeded: name.rawValue)
            unsafe fields[count] = HeadField(
                nameOffset: UInt32(truncatingIfNeeded: at - base),
                valueOffset: UInt32(truncatingIfNeeded: value - base),
                valueLength: UInt32(truncatingIfNeeded: valueEnd - value),
                nameLength: UInt16(truncatingIfNeeded: nameLength), name: name, flags: [])
            count &+= 1
            unsafe at = unsafe stop + 2
        }
    }

    /// What is wrong with a line that has no name followed by a colon.
    private static func badName(_ line: UnsafePointer<UInt8>, _ nameEnd: UnsafePointer<UInt8>) -> ProtocolError {
        let byte = unsafe nameEnd.pointee
        guard unsafe nameEnd == line else {
            // Section 5.1: no white space between name and colon, since proxies disagree on what to make of it.
            return Byte.isBlank(byte)
                ? .badRequest("white space in a header field name")
                : .badRequest("invalid byte in a header field name")
        }
        if byte == UInt8(ascii: ":") { return .badRequest("empty header field name") }
        // Section 5.2: a server refuses obs-fold, or replaces it; refusing leaves no room for two readings.
        if Byte.isBlank(byte) { return .badRequest("folded header field line") }
        return badByte(byte)
    }

    /// What is wrong with a byte that a field line may not hold.
    static func badByte(_ byte: UInt8) -> ProtocolError {
        switch byte {
        case Byte.lineFeed: .badRequest("line feed without carriage return")
        case 0: .badRequest("NUL byte in the head")
        default: .badRequest("invalid byte in the head")
        }
    }
}
