/// Heads and chunks on the way out (RFC 9112). Nothing is checked here: names and values come from parsed heads, from
/// our own constants, or from guests' edits that `FieldSyntax` has passed.
extension ByteBuffer {
    /// `HTTP/1.1 200 OK` and line end.
    package mutating func appendStatusLine(_ status: Int) {
        switch status {
        case 200: append("HTTP/1.1 200 OK\r\n")
        case 204: append("HTTP/1.1 204 No Content\r\n")
        case 304: append("HTTP/1.1 304 Not Modified\r\n")
        case 404: append("HTTP/1.1 404 Not Found\r\n")
        default:
            append("HTTP/1.1 ")
            append(decimal: status)
            append(byte: Byte.space)
            append(Reason.phrase(status))
            append("\r\n")
        }
    }

    package mutating func appendField(_ name: StaticString, _ value: StaticString) {
        append(name)
        append(": ")
        append(value)
        append("\r\n")
    }

    package mutating func appendField(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
        append(name)
        append(": ")
        unsafe append(value)
        append("\r\n")
    }

    package mutating func appendField(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        unsafe append(name)
        append(": ")
        unsafe append(value)
        append("\r\n")
    }

    package mutating func appendField(_ name: StaticString, decimal value: Int) {
        append(name)
        append(": ")
        append(decimal: value)
        append("\r\n")
    }

    package mutating func appendField(_ name: StaticString, decimal value: UInt64) {
        append(name)
        append(": ")
        append(decimal: value)
        append("\r\n")
    }

    /// The empty line behind the fields.
    package mutating func appendHeadEnd() { append("\r\n") }

    /// Before `length` bytes of data, which `appendChunkEnd` follows. Not for 0: that would end the body.
    package mutating func appendChunkHeader(length: Int) {
        precondition(length > 0, "an empty chunk ends the body")
        append(hex: UInt64(length))
        append("\r\n")
    }

    /// Behind a chunk's data.
    package mutating func appendChunkEnd() { append("\r\n") }

    /// The end of a chunked body, without trailers.
    package mutating func appendLastChunk() { append("0\r\n\r\n") }
}
