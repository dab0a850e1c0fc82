/// How large a head may be.
package struct HeadLimits: Equatable, Sendable {
    /// Start line, fields and the empty line behind them, with empty lines before them.
    package var headBytesMax: Int
    /// The request target as sent.
    package var uriBytesMax: Int
    /// Field lines. The head's own table may hold fewer: then that counts.
    package var fieldCountMax: Int

    package init(headBytesMax: Int = 32 * 1024, uriBytesMax: Int = 8 * 1024, fieldCountMax: Int = 100) {
        self.headBytesMax = headBytesMax
        self.uriBytesMax = uriBytesMax
        self.fieldCountMax = fieldCountMax
    }
}

/// Limits that have no setting, since no honest peer comes near them.
enum FixedLimits {
    /// The longest method worth reading: longer ones are answered 501 (RFC 9112 section 3).
    static let methodBytesMax = 32
    /// `HeadField.nameLength` has 16 bits.
    static let fieldNameBytesMax = Int(UInt16.max)
    /// Leading zeros included. 16 hexadecimal digits are 64 bits.
    static let chunkSizeDigitsMax = 16
    /// Chunk extensions of a whole body: a peer could otherwise send any number of bytes that count as none.
    static let chunkExtensionBytesMax = 4096
    /// The trailer section of a body, and its field lines.
    static let trailerBytesMax = 8192
    static let trailerCountMax = 64
    /// Content-Length and chunk sizes stay representable as `Int64`, as in worker_abi.h.
    static let bodyBytesMax = UInt64(Int64.max)
}
