/// What bounds records of TLS 1.3, and what they are made of (RFC 8446 §5).
enum RecordLimits {
    static let headerBytes = 5
    static let tagBytes = 16
    /// Plaintext of one record at most (§5.1).
    static let plaintextMax = 16 << 10
    /// What follows the header at most (§5.2).
    static let ciphertextMax = plaintextMax + 256
    /// With the type and with padding (§5.4).
    static let innerMax = plaintextMax + 1
    /// Records in a row that carry none of the application's bytes: empty ones, changes of keys, warnings. OpenSSL has the same
    /// bound for empty ones. Each costs as much as one with a request in it, and nothing that counts bytes would notice.
    static let withoutDataMax = 32
    /// Records of one key; the next has another. AES-GCM may have 2^24.5 (§5.5).
    static let recordsPerKeyMax: UInt64 = 1 << 24
}

/// The true type of a record, which is the last byte within.
enum RecordType {
    static let alert: UInt8 = 21
    static let handshake: UInt8 = 22
    static let applicationData: UInt8 = 23
}

/// What we say of a peer's record that cannot be (RFC 8446 §6).
enum TLSAlert: UInt8 {
    case closeNotify = 0
    case unexpectedMessage = 10
    case badRecordMAC = 20
    case recordOverflow = 22
    case illegalParameter = 47
    case decodeError = 50
    case internalError = 80
    case userCanceled = 90
}
