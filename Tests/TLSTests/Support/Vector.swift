import Testing

@testable import TLS

/// Bytes as RFCs print them, and what is made of them.
enum Vector {
    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static func secret(_ text: String) -> TrafficSecret? {
        unsafe bytes(text).withUnsafeBytes { unsafe TrafficSecret($0) }
    }

    static func bytes(of key: RecordKey) -> [UInt8] { (0..<(key.isLong ? 32 : 16)).map { key.bytes[$0] } }

    /// The first record's nonce, which is the IV.
    static func nonce(of key: RecordKey) -> [UInt8] {
        var key = key
        var nonce = [UInt8](repeating: 0, count: 12)
        unsafe nonce.withUnsafeMutableBytes { unsafe key.takeNonce(into: $0.baseAddress!) }
        return nonce
    }

    /// All that is in `bytes`, through a buffer of `room`; nil: the peer has ended.
    static func read(_ reader: inout RecordReader, _ bytes: [UInt8], room: Int = 40_000) throws -> [UInt8]? {
        var text: [UInt8] = []
        return try append(&reader, bytes, room: room, to: &text) ? text : nil
    }

    /// The same behind `text`, also what was read before a mistake. False: the peer has ended.
    static func append(
        _ reader: inout RecordReader, _ bytes: [UInt8], room: Int, to text: inout [UInt8]
    ) throws(RecordFault) -> Bool {
        // Kept where it is until all of it is read.
        let input = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        defer { unsafe input.deallocate() }
        for index in bytes.indices { unsafe (input + index).initialize(to: bytes[index]) }
        if bytes.count > 0 { unsafe reader.feed(input, bytes.count) }
        while true {
            guard let more = try readOnce(&reader, room: room) else { return false }
            if more.isEmpty { return true }
            text += more
        }
    }

    /// What one read gives; nil: the peer has ended.
    static func readOnce(_ reader: inout RecordReader, _ bytes: [UInt8]) throws -> [UInt8]? {
        try unsafe bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress, bytes.count > 0 { unsafe reader.feed(start, bytes.count) }
            return try readOnce(&reader, room: 40_000)
        }
    }

    private static func readOnce(_ reader: inout RecordReader, room: Int) throws(RecordFault) -> [UInt8]? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
        defer { unsafe buffer.deallocate() }
        switch try unsafe reader.read(into: buffer) {
        case .bytes(let count): return unsafe Array(buffer[..<count])
        case .needsMore: return []
        case .closed: return nil
        }
    }
}
