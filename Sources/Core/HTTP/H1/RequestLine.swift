internal import CByteScan

/// A request line, taken apart (RFC 9112 section 3), and how far it reached.
struct RequestLine {
    var method = Method.other
    var methodName = HeadSlice()
    var target = HeadSlice()
    var version = HTTPVersion.http11
    /// The first byte behind the line.
    var length = 0

    /// - Returns: nil if `end` comes before the line's end.
    /// - Throws: 400 for a malformed line, 414, 501 for an overlong method, 505 for another version.
    @inline(__always)
    static func scan(
        _ base: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, limits: HeadLimits
    ) throws(ProtocolError) -> RequestLine? {
        var line = RequestLine()
        var at = unsafe base
        // RFC 9112 section 2.2: empty lines before a request are skipped; old clients send one behind a body.
        while unsafe at < end, unsafe at.pointee == Byte.carriageReturn {
            guard unsafe end - at > 1 else { return nil }
            guard unsafe at[1] == Byte.lineFeed else { throw .badRequest("carriage return without line feed") }
            unsafe at += 2
        }

        let methodEnd = unsafe byte_scan_while(at, end, UInt8(BYTE_SCAN_TOKEN))
        let methodLength = unsafe methodEnd - at
        guard methodLength <= FixedLimits.methodBytesMax else {
            throw ProtocolError(status: 501, reason: "unknown method")
        }
        guard unsafe methodEnd < end else { return nil }
        guard methodLength > 0, unsafe methodEnd.pointee == Byte.space else { throw .badRequest("malformed method") }

        let target = unsafe methodEnd + 1
        let targetEnd = unsafe byte_scan_target(target, end)
        let targetLength = unsafe targetEnd - target
        guard targetLength <= limits.uriBytesMax else { throw ProtocolError(status: 414, reason: "URI too long") }
        guard unsafe targetEnd < end else { return nil }
        guard targetLength > 0, unsafe targetEnd.pointee == Byte.space else {
            throw .badRequest("malformed request target")
        }
        guard let version = try unsafe VersionText.scan(targetEnd + 1, end: end) else { return nil }
        let lineEnd = unsafe targetEnd + 1 + VersionText.length
        guard unsafe lineEnd < end else { return nil }
        guard unsafe lineEnd.pointee == Byte.carriageReturn else { throw .badRequest("malformed request line") }
        guard unsafe end - lineEnd > 1 else { return nil }
        guard unsafe lineEnd[1] == Byte.lineFeed else { throw .badRequest("carriage return without line feed") }

        line.method = unsafe Method.of(at, length: methodLength)
        line.methodName = unsafe HeadSlice(
            offset: UInt32(truncatingIfNeeded: at - base), length: UInt32(truncatingIfNeeded: methodLength))
        line.target = unsafe HeadSlice(
            offset: UInt32(truncatingIfNeeded: target - base), length: UInt32(truncatingIfNeeded: targetLength))
        line.version = version
        line.length = unsafe lineEnd + 2 - base
        return line
    }
}

/// `HTTP/1.1` (RFC 9112 section 2.3).
enum VersionText {
    static let length = 8
    private static let http11: UInt64 = 0x312E_312F_5054_5448
    private static let http10: UInt64 = 0x302E_312F_5054_5448

    /// - Returns: nil if `end` comes too early to say.
    /// - Throws: 400 if it is no version, 505 if it is one of those not spoken here.
    @inline(__always)
    static func scan(
        _ at: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) -> HTTPVersion? {
        if unsafe end - at >= length {
            switch unsafe byte_scan_load8(at) {
            case http11: return .http11
            case http10: return .http10
            default: break
            }
        }
        return try unsafe other(at, end: end)
    }

    /// Any other text in its place, complete or not.
    private static func other(
        _ at: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) -> HTTPVersion? {
        let pattern: StaticString = "HTTP/0.0"
        let available = unsafe min(end - at, length)
        for index in 0..<available {
            let expected = unsafe pattern.utf8Start[index]
            let byte = unsafe at[index]
            guard byte == expected || (expected == UInt8(ascii: "0") && byte &- expected < 10) else {
                throw .badRequest("malformed HTTP version")
            }
        }
        guard available == length else { return nil }
        throw ProtocolError(status: 505, reason: "HTTP version not supported")
    }
}
