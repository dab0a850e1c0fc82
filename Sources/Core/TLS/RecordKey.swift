internal import COpenSSL

/// What a TLS 1.3 session seals its records with, or opens its peer's.
///
/// Lives as long as its session, or until the session changes its keys.
struct RecordKey {
    /// AES-256, else AES-128.
    let isLong: Bool
    /// For what the peer has sealed.
    let opens: Bool
    private(set) var bytes = InlineArray<32, UInt8>(repeating: 0)
    /// The first four bytes of the IV, as they lie in memory.
    private let nonceHead: UInt32
    /// The other eight, as a number.
    private let nonceTail: UInt64
    /// Of the next record.
    private var sequence: UInt64
    var recordsMax = RecordLimits.recordsPerKeyMax
    /// Whose the place in the `RecordCiphers` is.
    let owner: UInt64
    var place = 0

    /// What OpenSSL hands to a socket that encrypts by itself ("kernel TLS"). nil: not a key that can be used here. `info`:
    /// Linux's `struct tls_crypto_info` with what follows it.
    init?(_ info: UnsafeRawPointer, owner: UInt64) {
        let head = unsafe info.loadUnaligned(as: tls_crypto_info.self)
        guard head.version == swiftlet_tls13 else { return nil }
        self.owner = owner
        opens = false
        switch Int32(head.cipher_type) {
        case TLS_CIPHER_AES_GCM_128:
            let keys = unsafe info.loadUnaligned(as: tls12_crypto_info_aes_gcm_128.self)
            isLong = false
            nonceHead = unsafe withUnsafeBytes(of: keys.salt) { unsafe $0.loadUnaligned(as: UInt32.self) }
            nonceTail = RecordKey.number(keys.iv)
            sequence = RecordKey.number(keys.rec_seq)
            unsafe withUnsafeBytes(of: keys.key) { unsafe keep($0) }
        case TLS_CIPHER_AES_GCM_256:
            let keys = unsafe info.loadUnaligned(as: tls12_crypto_info_aes_gcm_256.self)
            isLong = true
            nonceHead = unsafe withUnsafeBytes(of: keys.salt) { unsafe $0.loadUnaligned(as: UInt32.self) }
            nonceTail = RecordKey.number(keys.iv)
            sequence = RecordKey.number(keys.rec_seq)
            unsafe withUnsafeBytes(of: keys.key) { unsafe keep($0) }
        default: return nil
        }
    }

    /// A new key: its first record has the number 0. `key`: 16 or 32 bytes; `nonce`: the IV, 12.
    init(_ key: UnsafeRawBufferPointer, nonce: UnsafeRawPointer, owner: UInt64, opens: Bool) {
        self.owner = owner
        self.opens = opens
        isLong = key.count == 32
        nonceHead = unsafe nonce.loadUnaligned(as: UInt32.self)
        nonceTail = UInt64(bigEndian: unsafe nonce.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
        sequence = 0
        unsafe keep(key)
    }

    /// It has made as many records as one key may.
    var isWorn: Bool { sequence >= recordsMax }

    /// Writes the next record's nonce, 12 bytes (RFC 8446 §5.3): no two records of a key have the same.
    mutating func takeNonce(into nonce: UnsafeMutableRawPointer) {
        unsafe nonce.storeBytes(of: nonceHead, as: UInt32.self)
        unsafe nonce.storeBytes(of: (nonceTail ^ sequence).bigEndian, toByteOffset: 4, as: UInt64.self)
        sequence += 1
    }

    /// The session is over: its key is not left in memory.
    mutating func erase() {
        var bytes = bytes.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    private mutating func keep(_ key: UnsafeRawBufferPointer) {
        for index in key.indices { bytes[index] = unsafe key[index] }
    }

    private static func number<Bytes>(_ bytes: Bytes) -> UInt64 {
        unsafe withUnsafeBytes(of: bytes) { UInt64(bigEndian: unsafe $0.loadUnaligned(as: UInt64.self)) }
    }
}
