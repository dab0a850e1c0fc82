#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Messages over standard input and output: eight bytes of length, little-endian, then the message.
enum Channel {
    private static let messageBytesMax = 64 << 20

    /// nil when the compiler has no more.
    static func receive() -> [UInt8]? {
        guard let header = receive(8) else { return nil }
        var length: UInt64 = 0
        for (place, byte) in header.enumerated() { length |= UInt64(byte) << (8 * UInt64(place)) }
        return length <= UInt64(messageBytesMax) ? receive(Int(length)) : nil
    }

    private static func receive(_ count: Int) -> [UInt8]? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while let start = buffer.baseAddress, filled < count {
                let got = unsafe read(STDIN_FILENO, start + filled, count - filled)
                if got <= 0 { return }
                filled += got
            }
        }
        return bytes.count == count ? bytes : nil
    }

    static func send(_ message: [UInt8]) -> Bool {
        var whole: [UInt8] = []
        for place in 0..<8 { whole.append(UInt8(truncatingIfNeeded: message.count >> (8 * place))) }
        whole += message
        return unsafe whole.withUnsafeBytes { buffer in
            var sent = 0
            while let start = buffer.baseAddress, sent < buffer.count {
                let count = unsafe write(STDOUT_FILENO, start + sent, buffer.count - sent)
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }
}
