internal import CByteScan

/// The syntax of `uri-host [":" port]` (RFC 3986 section 3.2.2, RFC 9110 section 7.2).
///
/// Stricter than the grammar in two points: no user information (RFC 9110 section 4.2.4), no IPvFuture and zone
/// identifiers, which no client sends.
enum Authority {
    /// The host may not be empty (RFC 9110 section 4.2.1); the port may be, as in `example.com:`.
    static func isValid(_ first: UnsafePointer<UInt8>, length: Int) -> Bool {
        guard length > 0 else { return false }
        let end = unsafe first + length
        guard let hostEnd = unsafe hostEnd(first, end) else { return false }
        return unsafe hostEnd == end || isPort(hostEnd, end)
    }

    /// As `CONNECT` wants it: with a port (RFC 9112 section 3.2.3).
    static func isValidWithPort(_ first: UnsafePointer<UInt8>, length: Int) -> Bool {
        guard length > 0 else { return false }
        let end = unsafe first + length
        guard let hostEnd = unsafe hostEnd(first, end) else { return false }
        return unsafe end - hostEnd > 1 && isPort(hostEnd, end)
    }

    private static func hostEnd(_ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard unsafe first.pointee != UInt8(ascii: "[") else { return unsafe literalEnd(first, end) }
        var at = unsafe first
        while true {
            unsafe at = byte_scan_while(at, end, UInt8(BYTE_SCAN_HOST))
            guard unsafe at < end, unsafe at.pointee == UInt8(ascii: "%") else { break }
            guard unsafe end - at > 2, unsafe byte_scan_is(at[1], UInt8(BYTE_SCAN_HEX)),
                unsafe byte_scan_is(at[2], UInt8(BYTE_SCAN_HEX))
            else { return nil }
            unsafe at += 3
        }
        return unsafe at > first ? at : nil
    }

    /// `[2001:db8::1]`: the right bytes between brackets; whether they form an address matters to no one here.
    private static func literalEnd(_ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>?
    {
        var at = unsafe first + 1
        var colons = 0
        while unsafe at < end, unsafe at.pointee != UInt8(ascii: "]") {
            let byte = unsafe at.pointee
            if byte == UInt8(ascii: ":") {
                colons += 1
            } else if byte != UInt8(ascii: "."), !byte_scan_is(byte, UInt8(BYTE_SCAN_HEX)) {
                return nil
            }
            unsafe at += 1
        }
        guard unsafe at < end, colons >= 2, unsafe at - first <= 46 else { return nil }
        return unsafe at + 1
    }

    /// `:` and a number up to 65535, or nothing.
    private static func isPort(_ colon: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        guard unsafe colon.pointee == UInt8(ascii: ":"), unsafe end - colon <= 6 else { return false }
        var port = 0
        var at = unsafe colon + 1
        while unsafe at < end {
            let digit = unsafe at.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            port = port * 10 + Int(digit)
            unsafe at += 1
        }
        return port <= 65_535
    }
}
