internal import CByteScan

/// A request target, taken apart by its form (RFC 9112 section 3.2).
struct TargetParts {
    var form = TargetForm.origin
    var path = HeadSlice()
    var query = HeadSlice()
    var authority = HeadSlice()
    var pathNeedsNormalising = false

    /// `end` is the end of what may be read, not of the target.
    ///
    /// - Throws: 400 if the method does not go with the form, or the form is none.
    @inline(__always)
    static func split(
        _ base: UnsafePointer<UInt8>, _ target: HeadSlice, method: Method, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) -> TargetParts {
        var parts = TargetParts()
        let first = unsafe base + Int(target.offset)
        if unsafe first.pointee == UInt8(ascii: "/"), method != .connect {
            unsafe parts.setPath(base, from: target.offset, to: target.offset &+ target.length, end: end)
            return parts
        }
        try unsafe parts.splitRare(base, target, method: method, end: end)
        return parts
    }

    private mutating func setPath(
        _ base: UnsafePointer<UInt8>, from start: UInt32, to stop: UInt32, end: UnsafePointer<UInt8>
    ) {
        let first = unsafe base + Int(start)
        let targetEnd = unsafe base + Int(stop)
        let pathEnd = unsafe byte_scan_path(first, targetEnd, end, &pathNeedsNormalising)
        let length = unsafe UInt32(truncatingIfNeeded: pathEnd - first)
        path = HeadSlice(offset: start, length: length)
        if unsafe pathEnd < targetEnd {
            query = HeadSlice(offset: start &+ length &+ 1, length: stop &- start &- length &- 1)
        }
    }

    /// Every form but the origin's.
    private mutating func splitRare(
        _ base: UnsafePointer<UInt8>, _ target: HeadSlice, method: Method, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) {
        let first = unsafe base + Int(target.offset)
        if method == .connect {
            guard unsafe Authority.isValidWithPort(first, length: Int(target.length)) else {
                throw .badRequest("CONNECT wants host:port")
            }
            form = .authority
            authority = target
        } else if unsafe first.pointee == UInt8(ascii: "*"), target.length == 1 {
            guard method == .options else { throw .badRequest("only OPTIONS may ask for *") }
            form = .asterisk
            path = target
        } else {
            try unsafe splitAbsolute(base, target, end: end)
        }
    }

    /// `http://host/path?query`.
    private mutating func splitAbsolute(
        _ base: UnsafePointer<UInt8>, _ target: HeadSlice, end: UnsafePointer<UInt8>
    ) throws(ProtocolError) {
        let first = unsafe base + Int(target.offset)
        let targetEnd = unsafe first + Int(target.length)
        let schemeLength: Int
        if target.length > 7, unsafe Byte.equal(first, length: 7, "http://") {
            schemeLength = 7
        } else if target.length > 8, unsafe Byte.equal(first, length: 8, "https://") {
            schemeLength = 8
        } else {
            throw .badRequest("malformed request target")
        }
        let host = unsafe first + schemeLength
        var hostEnd = unsafe host
        while unsafe hostEnd < targetEnd, unsafe hostEnd.pointee != UInt8(ascii: "/"),
            unsafe hostEnd.pointee != UInt8(ascii: "?")
        {
            unsafe hostEnd += 1
        }
        guard unsafe Authority.isValid(host, length: hostEnd - host) else {
            throw .badRequest("invalid host in the request target")
        }
        form = .absolute
        let stop = target.offset &+ target.length
        let pathStart = unsafe UInt32(truncatingIfNeeded: hostEnd - base)
        authority = unsafe HeadSlice(
            offset: UInt32(truncatingIfNeeded: host - base), length: UInt32(truncatingIfNeeded: hostEnd - host))
        if unsafe hostEnd < targetEnd, unsafe hostEnd.pointee == UInt8(ascii: "/") {
            unsafe setPath(base, from: pathStart, to: stop, end: end)
            return
        }
        // An empty path means "/" (RFC 9112 section 3.2.1): take the one before the host.
        path = unsafe HeadSlice(offset: UInt32(truncatingIfNeeded: host - base) &- 1, length: 1)
        if pathStart < stop { query = HeadSlice(offset: pathStart &+ 1, length: stop &- pathStart &- 1) }
    }
}
