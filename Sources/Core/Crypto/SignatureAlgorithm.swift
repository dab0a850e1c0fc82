internal import COpenSSL

/// The signatures that JSON Web Tokens bear (RFC 7518 section 3.1, RFC 8037 section 3.1).
package enum SignatureAlgorithm: Sendable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256
    /// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each.
    case es256
    /// Ed25519.
    case eddsa

    /// Whether `signature` over `bytes` was made with the private key of `key`, a SubjectPublicKeyInfo in DER.
    ///
    /// The corresponding C function is `EVP_DigestVerify`. Whatever it fails at means no; it leaves nothing in OpenSSL's
    /// error queue, which a TLS session on this thread would take for its own. Throws `.key` for bytes that are no key of
    /// this algorithm's kind.
    package func verify(
        _ signature: UnsafeRawBufferPointer, over bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer
    ) throws(CryptoError) -> Bool {
        guard let encoding = unsafe KeyEncoding(key), accepts(encoding) else { throw .key }
        defer { ERR_clear_error() }
        let key = try PublicKey(encoding)
        switch self {
        case .rs256, .eddsa:
            return unsafe verify(signature, over: bytes, key)
        case .es256:
            guard signature.count == Limits.p256SignatureBytes else { return false }
            return unsafe withUnsafeTemporaryAllocation(byteCount: ECDSASignature.byteCountMax, alignment: 8) { room in
                let encoded = unsafe ECDSASignature.encode(signature, into: room)
                return unsafe verify(encoded, over: bytes, key)
            }
        }
    }

    private func accepts(_ key: KeyEncoding) -> Bool {
        switch (self, key) {
        case (.rs256, .rsa), (.es256, .p256), (.eddsa, .ed25519): true
        default: false
        }
    }

    private func verify(
        _ signature: UnsafeRawBufferPointer, over bytes: UnsafeRawBufferPointer, _ key: borrowing PublicKey
    ) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        // Ed25519 hashes by itself.
        let hash = unsafe self == .eddsa ? nil : Algorithms.sha256
        guard unsafe EVP_DigestVerifyInit(context, nil, hash, nil, key.pointer) == 1 else { return false }
        return unsafe EVP_DigestVerify(
            context, signature.baseAddress?.assumingMemoryBound(to: UInt8.self), signature.count,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
    }
}
