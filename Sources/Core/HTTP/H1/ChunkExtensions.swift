internal import CByteScan

/// Reads the extensions behind a chunk's size byte by byte, and drops them (RFC 9112 section 7.1.1).
///
/// They are held to the grammar, so that no other recipient can find a line end in them that is none here. White space
/// is refused, which only a few broken senders ever put there.
struct ChunkExtensions: Sendable {
    private enum State: UInt8 { case start, name, valueStart, value, quoted, escape, quotedEnd }

    private var state = State.start
    /// Over all chunks of the body.
    private var bytes: UInt16 = 0

    /// Takes the first byte behind the size, which has to be ";", or any byte after it.
    ///
    /// - Returns: whether it was the CR behind the extensions.
    mutating func read(_ byte: UInt8) throws(ProtocolError) -> Bool {
        bytes += 1
        guard bytes <= FixedLimits.chunkExtensionBytesMax else { throw .badRequest("chunk extensions too long") }
        switch (state, byte) {
        case (.name, Byte.carriageReturn), (.value, Byte.carriageReturn), (.quotedEnd, Byte.carriageReturn):
            state = .start
            return true
        case (.name, UInt8(ascii: ";")), (.value, UInt8(ascii: ";")), (.quotedEnd, UInt8(ascii: ";")):
            state = .start
        case (.name, UInt8(ascii: "=")):
            state = .valueStart
        case (.valueStart, UInt8(ascii: "\"")):
            state = .quoted
        case (.quoted, UInt8(ascii: "\"")):
            state = .quotedEnd
        case (.quoted, UInt8(ascii: "\\")):
            state = .escape
        case (.quoted, _), (.escape, _):
            guard byte_scan_is(byte, UInt8(BYTE_SCAN_VALUE)) else { throw .badRequest("malformed chunk extension") }
            state = .quoted
        default:
            guard state != .quotedEnd, byte_scan_is(byte, UInt8(BYTE_SCAN_TOKEN)) else {
                throw .badRequest("malformed chunk extension")
            }
            if state == .start { state = .name }
            if state == .valueStart { state = .value }
        }
        return false
    }
}
