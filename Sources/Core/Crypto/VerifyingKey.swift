internal import COpenSSL

/// The public half of a `SigningKey`. A value; any thread.
package struct VerifyingKey: Sendable, Hashable {
    package static let byteCount = 32
    package static let signatureBytes = 64

    /// `byteCount` bytes (RFC 8032 section 5.1.5).
    package let bytes: [UInt8]

    /// Nil for another length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A SubjectPublicKeyInfo (RFC 7468 section 13). Throws `.key` for what is none, or of another kind. The corresponding
    /// C function is `PEM_read_bio_PUBKEY`.
    package init(pem text: [UInt8]) throws(CryptoError) {
        let key = unsafe MemoryText.reading(text) { text in
            unsafe PEM_read_bio_PUBKEY(text, nil, { _, _, _, _ in 0 }, nil)
        }
        guard let key = unsafe key else { throw .key }
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1, let verifying = unsafe VerifyingKey(key)
        else { throw .key }
        self = verifying
    }

    init?(_ key: OpaquePointer) {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == bytes.count else {
            ERR_clear_error()
            return nil
        }
        self.bytes = bytes
    }

    /// The corresponding C function is `PEM_write_bio_PUBKEY`.
    package func pem() throws(CryptoError) -> [UInt8] {
        guard let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else {
            ERR_clear_error()
            throw .key
        }
        defer { unsafe EVP_PKEY_free(key) }
        let text = unsafe MemoryText.writing { text in unsafe PEM_write_bio_PUBKEY(text, key) }
        guard let text else { throw .library("PEM_write_bio_PUBKEY") }
        return text
    }

    /// Whether the signature over `bytes` was made with this key's other half. Leaves nothing in OpenSSL's error queue.
    package func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        guard let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, self.bytes, self.bytes.count) else {
            ERR_clear_error()
            return false
        }
        defer {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
        }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }
}
