internal import CByteScan

/// Makes paths comparable: two spellings of one path come out as the same bytes (RFC 3986 section 6.2.2).
///
/// For choosing a route or a file. What goes to an origin is the target as sent.
package enum PathNormaliser {
    /// Appends the normal form of `path` to `output`: escapes of unreserved bytes are decoded, others get capital
    /// digits, dot segments are removed, and slashes in a row become one.
    ///
    /// The last is no rule of RFC 3986, but many origins do it: a route for `/admin/*` has to catch `//admin/` too.
    ///
    /// - Parameter path: starts with "/", as a parsed head's does in origin and absolute form.
    /// - Throws: 400 for a broken escape or an escaped NUL; `output` is unchanged then.
    package static func normalise(
        _ path: UnsafeRawBufferPointer, into output: inout ByteBuffer
    ) throws(ProtocolError) {
        guard unsafe path.first == UInt8(ascii: "/") else { throw .badRequest("path does not start with /") }
        // Never longer than the input: a segment is copied, shortened or dropped.
        let room = unsafe output.reserve(path.count)
        var length = 0
        var at = 0
        while at < path.count {
            let segment = length
            unsafe room[length] = UInt8(ascii: "/")
            length += 1
            at += 1
            while at < path.count, unsafe path[at] != UInt8(ascii: "/") {
                try unsafe copyByte(path, &at, room, &length)
            }
            let isLast = at == path.count
            switch unsafe kind(room, segment + 1, length) {
            case .plain:
                continue
            case .empty:
                if !isLast { length = segment }
            case .current:
                length = isLast ? segment + 1 : segment
            case .parent:
                length = unsafe parent(room, segment) + (isLast ? 1 : 0)
            }
        }
        output.commit(length)
    }

    private enum Segment { case plain, empty, current, parent }

    private static func kind(_ room: UnsafeMutableRawBufferPointer, _ start: Int, _ end: Int) -> Segment {
        switch end - start {
        case 0: .empty
        case 1 where unsafe room[start] == UInt8(ascii: "."): .current
        case 2 where unsafe room[start] == UInt8(ascii: ".") && room[start + 1] == UInt8(ascii: "."): .parent
        default: .plain
        }
    }

    /// Where the segment before `segment` starts; the root is its own parent.
    private static func parent(_ room: UnsafeMutableRawBufferPointer, _ segment: Int) -> Int {
        var start = segment
        repeat { start -= 1 } while unsafe start > 0 && room[start] != UInt8(ascii: "/")
        return max(start, 0)
    }

    /// Copies one byte or one escape.
    private static func copyByte(
        _ path: UnsafeRawBufferPointer, _ at: inout Int, _ room: UnsafeMutableRawBufferPointer, _ length: inout Int
    ) throws(ProtocolError) {
        let byte = unsafe path[at]
        guard byte == UInt8(ascii: "%") else {
            unsafe room[length] = byte
            at += 1
            length += 1
            return
        }
        let decoded = try unsafe escaped(path, at + 1)
        at += 3
        if byte_scan_is(decoded, UInt8(BYTE_SCAN_UNRESERVED)) {
            unsafe room[length] = decoded
            length += 1
        } else {
            unsafe room[length] = byte
            unsafe room[length + 1] = capitalDigit(decoded >> 4)
            unsafe room[length + 2] = capitalDigit(decoded & 15)
            length += 3
        }
    }

    /// The byte that the two digits at `at` stand for.
    private static func escaped(_ path: UnsafeRawBufferPointer, _ at: Int) throws(ProtocolError) -> UInt8 {
        guard at + 1 < path.count, let high = unsafe Byte.hexValue(path[at]),
            let low = unsafe Byte.hexValue(path[at + 1])
        else { throw .badRequest("broken escape in the path") }
        guard high | low != 0 else { throw .badRequest("NUL in the path") }
        return high << 4 | low
    }

    private static func capitalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &+ value &- 10
    }
}
