internal import COpenSSL

/// An Ed25519 key pair (RFC 8032).
///
/// Owns one `EVP_PKEY`, which OpenSSL wipes at its end. What `pem()` returns is the caller's to keep secret.
@safe package struct SigningKey: ~Copyable {
    private let pointer: OpaquePointer

    /// A new one. The corresponding C function is `EVP_PKEY_generate`.
    package init() throws(CryptoError) {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "ED25519", nil) else {
            ERR_clear_error()
            throw .library("EVP_PKEY_CTX_new_from_name")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_generate(context, &key) == 1,
            let key = unsafe key
        else {
            ERR_clear_error()
            throw .library("EVP_PKEY_generate")
        }
        unsafe pointer = key
    }

    /// One that `pem()` wrote, or another PKCS#8 text without password (RFC 7468 section 10). Throws `.key` for what is
    /// none, or of another kind. The corresponding C function is `PEM_read_bio_PrivateKey`.
    package init(pem text: [UInt8]) throws(CryptoError) {
        // Without a function of ours OpenSSL would ask the terminal for a password.
        let key = unsafe MemoryText.reading(text) { text in
            unsafe PEM_read_bio_PrivateKey(text, nil, { _, _, _, _ in 0 }, nil)
        }
        guard let key = unsafe key else { throw .key }
        guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1 else {
            unsafe EVP_PKEY_free(key)
            throw .key
        }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    /// PKCS#8 without password. The corresponding C function is `PEM_write_bio_PKCS8PrivateKey`.
    package func pem() throws(CryptoError) -> [UInt8] {
        let text = unsafe MemoryText.writing { text in
            unsafe PEM_write_bio_PKCS8PrivateKey(text, pointer, nil, nil, 0, nil, nil)
        }
        guard let text else { throw .library("PEM_write_bio_PKCS8PrivateKey") }
        return text
    }

    /// The corresponding C function is `EVP_PKEY_get_raw_public_key`.
    package func verifyingKey() throws(CryptoError) -> VerifyingKey {
        guard let key = unsafe VerifyingKey(pointer) else { throw .library("EVP_PKEY_get_raw_public_key") }
        return key
    }

    /// `VerifyingKey.signatureBytes` bytes. The corresponding C function is `EVP_DigestSign`.
    package func sign(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureBytes)
        var count = signature.count
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe context != nil, unsafe EVP_DigestSignInit(context, nil, nil, nil, pointer) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1, count == signature.count
        else {
            ERR_clear_error()
            throw .library("EVP_DigestSign")
        }
        return signature
    }
}
