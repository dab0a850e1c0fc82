/// Cuts a body on the wire into pieces (RFC 9112 sections 6 and 7).
///
/// A trivial value; lives as long as the message whose body it reads. It keeps all state between calls: every byte
/// given is consumed or handed out as data, so nothing has to be kept for the next call.
package struct BodyReader: Sendable {
    package enum Event: Equatable {
        /// The body's next bytes: positions in the bytes given.
        case data(Range<Int>)
        /// Everything given is consumed; call again with what comes next.
        case needMore
        /// The body is over; what follows `position` is the next message.
        case end
    }

    private enum State: UInt8 {
        case length, untilClose
        case chunkSize, chunkExtensions, chunkSizeLineFeed
        case chunkData, chunkDataReturn, chunkDataLineFeed
        case trailers
        case complete
    }

    private var state: State
    /// Bytes of the body, or of this chunk, still to come.
    private var remaining: UInt64 = 0
    private var sizeDigits: UInt8 = 0
    private var extensions = ChunkExtensions()
    private var trailers = TrailerSection()

    package init(_ framing: BodyFraming) {
        switch framing {
        case .none, .length(0):
            state = .complete
        case .length(let count):
            state = .length
            remaining = count
        case .chunked:
            state = .chunkSize
        case .untilClose:
            state = .untilClose
        }
    }

    /// Whether the body's last byte has been read. Never true of a body that ends with its connection.
    package var isComplete: Bool { state == .complete }

    /// Whether a connection that closes now ends the body as it should (RFC 9112 section 8).
    package var mayEndByClose: Bool { state == .complete || state == .untilClose }

    /// Reads on from `position`, and moves it behind what was read.
    ///
    /// - Throws: 400 for a body that breaks the grammar or is more wrapping than data.
    package mutating func next(
        _ bytes: UnsafeRawBufferPointer, position: inout Int
    ) throws(ProtocolError) -> Event {
        while true {
            guard state != .complete else { return .end }
            guard position < bytes.count else { return .needMore }
            switch state {
            case .length, .chunkData, .untilClose:
                return takeData(bytes.count, &position)
            case .chunkSize, .chunkExtensions, .chunkSizeLineFeed, .chunkDataReturn, .chunkDataLineFeed, .trailers:
                let byte = unsafe bytes[position]
                position += 1
                try readFrame(byte)
            case .complete:
                return .end
            }
        }
    }

    private mutating func takeData(_ count: Int, _ position: inout Int) -> Event {
        let start = position
        guard state != .untilClose else {
            position = count
            return .data(start..<count)
        }
        let length = Int(min(UInt64(count - start), remaining))
        position = start + length
        remaining -= UInt64(length)
        if remaining == 0 { state = state == .length ? .complete : .chunkDataReturn }
        return .data(start..<position)
    }

    /// One byte before, between or behind the chunks' data.
    private mutating func readFrame(_ byte: UInt8) throws(ProtocolError) {
        switch state {
        case .chunkSize:
            try readChunkSize(byte)
        case .chunkExtensions:
            if try extensions.read(byte) { state = .chunkSizeLineFeed }
        case .chunkSizeLineFeed:
            guard byte == Byte.lineFeed else { throw .badRequest("malformed chunk size") }
            sizeDigits = 0
            state = remaining == 0 ? .trailers : .chunkData
        case .chunkDataReturn:
            guard byte == Byte.carriageReturn else { throw .badRequest("chunk data longer than its size") }
            state = .chunkDataLineFeed
        case .chunkDataLineFeed:
            guard byte == Byte.lineFeed else { throw .badRequest("chunk data longer than its size") }
            state = .chunkSize
        default:
            if try trailers.read(byte) { state = .complete }
        }
    }

    /// Hexadecimal digits, then at once CR or ";": no sign, no prefix, no white space (RFC 9112 section 7.1).
    private mutating func readChunkSize(_ byte: UInt8) throws(ProtocolError) {
        if let digit = Byte.hexValue(byte) {
            sizeDigits += 1
            guard sizeDigits <= FixedLimits.chunkSizeDigitsMax, remaining <= FixedLimits.bodyBytesMax >> 4 else {
                throw .badRequest("chunk size too large")
            }
            remaining = remaining << 4 | UInt64(digit)
            return
        }
        guard sizeDigits > 0 else { throw .badRequest("malformed chunk size") }
        switch byte {
        case Byte.carriageReturn: state = .chunkSizeLineFeed
        case UInt8(ascii: ";"): state = .chunkExtensions
        default: throw .badRequest("malformed chunk size")
        }
    }
}
