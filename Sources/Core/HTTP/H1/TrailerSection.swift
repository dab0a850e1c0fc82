internal import CByteScan

/// Reads the trailer section of a chunked body byte by byte, and drops it (RFC 9112 section 7.1.2).
///
/// It is held to the grammar of field lines: what follows it is the next message.
struct TrailerSection: Sendable {
    private enum State: UInt8 { case lineStart, name, value, lineFeed, lastLineFeed }

    private var state = State.lineStart
    private var bytes: UInt16 = 0
    private var lines: UInt8 = 0

    /// - Returns: whether the byte was the last of the section, and so of the body.
    mutating func read(_ byte: UInt8) throws(ProtocolError) -> Bool {
        bytes += 1
        guard bytes <= FixedLimits.trailerBytesMax else { throw .badRequest("trailer section too large") }
        switch state {
        case .lineStart where byte == Byte.carriageReturn:
            state = .lastLineFeed
        case .lineStart:
            lines += 1
            guard lines <= FixedLimits.trailerCountMax else { throw .badRequest("too many trailers") }
            try check(byte, UInt8(BYTE_SCAN_TOKEN))
            state = .name
        case .name where byte == UInt8(ascii: ":"):
            state = .value
        case .name:
            try check(byte, UInt8(BYTE_SCAN_TOKEN))
        case .value where byte == Byte.carriageReturn:
            state = .lineFeed
        case .value:
            try check(byte, UInt8(BYTE_SCAN_VALUE))
        case .lineFeed:
            guard byte == Byte.lineFeed else { throw .badRequest("malformed trailer") }
            state = .lineStart
        case .lastLineFeed:
            guard byte == Byte.lineFeed else { throw .badRequest("malformed end of body") }
            return true
        }
        return false
    }

    private func check(_ byte: UInt8, _ classes: UInt8) throws(ProtocolError) {
        guard byte_scan_is(byte, classes) else { throw .badRequest("malformed trailer") }
    }
}
