internal import CByteScan

/// A status line, taken apart (RFC 9112 section 4), and how far it reached.
struct StatusLine {
    var version = HTTPVersion.http11
    var status = 0
    var reason = HeadSlice()
    /// The first byte behind the line.
    var length = 0

    /// "HTTP/1.1 200" has 12 bytes.
    private static let prefixLength = VersionText.length + 4

    /// - Returns: nil if `end` comes before the line's end.
    static func scan(
        _ base: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) -> StatusLine? {
        var line = StatusLine()
        guard let version = try unsafe VersionText.scan(base, end: end) else { return nil }
        line.version = version
        guard let status = try unsafe status(base + VersionText.length, end) else { return nil }
        line.status = status

        var reason = unsafe base + prefixLength
        guard unsafe reason < end else { return nil }
        // The space belongs there even before an empty phrase, yet widely used servers leave it out.
        if unsafe reason.pointee == Byte.space {
            unsafe reason += 1
        } else if unsafe reason.pointee != Byte.carriageReturn {
            throw .badResponse("malformed status line")
        }
        let stop = unsafe byte_scan_value(reason, end)
        guard unsafe stop < end else { return nil }
        guard unsafe stop.pointee == Byte.carriageReturn else { throw unsafe FieldSection.badByte(stop.pointee) }
        guard unsafe end - stop > 1 else { return nil }
        guard unsafe stop[1] == Byte.lineFeed else { throw .badResponse("carriage return without line feed") }
        line.reason = unsafe HeadSlice(
            offset: UInt32(truncatingIfNeeded: reason - base), length: UInt32(truncatingIfNeeded: stop - reason))
        line.length = unsafe stop + 2 - base
        return line
    }

    /// A space and three digits, 100-599 (RFC 9110 section 15).
    private static func status(
        _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) throws(ProtocolError) -> Int? {
        let available = unsafe min(end - at, 4)
        guard available > 0 else { return nil }
        guard unsafe at[0] == Byte.space else { throw .badResponse("malformed status line") }
        var status = 0
        for index in 1..<max(available, 1) {
            let digit = unsafe at[index] &- UInt8(ascii: "0")
            guard digit < 10, index > 1 || (1...5).contains(digit) else { throw .badResponse("invalid status code") }
            status = status * 10 + Int(digit)
        }
        return available == 4 ? status : nil
    }
}
