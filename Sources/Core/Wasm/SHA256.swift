internal import COpenSSL

/// SHA-256 (FIPS 180-4), for the names and the integrity of cached files.
///
/// OpenSSL's, which uses the processor's own instructions: a start reads megabytes of compiled modules, and ours took half of
/// its instructions. The corresponding C functions are `EVP_Digest…`.
@safe package struct SHA256: ~Copyable {
    private static let byteCount = 32
    /// Looked up once, never freed. Process lifetime.
    nonisolated(unsafe) private static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer?

    package init() {
        unsafe context = EVP_MD_CTX_new()
        SHA256.check(unsafe EVP_DigestInit_ex(context, SHA256.algorithm, nil))
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        unsafe hash.update(bytes)
        return hash.finish()
    }

    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { unsafe digest($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256.check(unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
    }

    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
    }

    /// Once; nothing may be added afterwards.
    package mutating func finish() -> [UInt8] {
        let context = unsafe self.context
        return unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            SHA256.check(unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil))
            count = SHA256.byteCount
        }
    }

    /// It fails without memory, or where the system's OpenSSL has no SHA-256: no TLS either.
    private static func check(_ result: Int32) {
        guard result == 1 else { fatalError("OpenSSL cannot make a SHA-256 digest") }
    }
}
