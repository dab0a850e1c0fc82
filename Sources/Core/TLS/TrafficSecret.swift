internal import COpenSSL

/// A traffic secret of TLS 1.3: what the keys of one direction are made of (RFC 8446 §7.1). Lives as long as its session, and is
/// erased by it.
struct TrafficSecret {
    /// SHA-384's, else SHA-256's, which tells the suite: `TLS_AES_256_GCM_SHA384` or `TLS_AES_128_GCM_SHA256`.
    let isLong: Bool
    private var bytes = InlineArray<48, UInt8>(repeating: 0)

    private var count: Int { isLong ? 48 : 32 }

    /// nil: it has neither hash's length.
    init?(_ secret: UnsafeRawBufferPointer) {
        guard secret.count == 32 || secret.count == 48 else { return nil }
        isLong = secret.count == 48
        for index in secret.indices { bytes[index] = unsafe secret[index] }
    }

    /// The key and the IV of its records (RFC 8446 §7.3), the first of which has the number 0.
    func key(owner: UInt64, opens: Bool) throws(TLSError) -> RecordKey {
        var key = InlineArray<32, UInt8>(repeating: 0)
        var nonce = InlineArray<12, UInt8>(repeating: 0)
        var keySpan = key.mutableSpan
        var nonceSpan = nonce.mutableSpan
        let length = isLong ? 32 : 16
        var isMade = unsafe keySpan.withUnsafeMutableBytes { unsafe expand("key", into: $0.baseAddress!, length) }
        isMade =
            unsafe nonceSpan.withUnsafeMutableBytes { unsafe expand("iv", into: $0.baseAddress!, $0.count) } && isMade
        defer { unsafe keySpan.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) } }
        guard isMade else { throw .last(during: "make a record key") }
        return unsafe keySpan.withUnsafeMutableBytes { key in
            unsafe nonceSpan.withUnsafeMutableBytes { nonce in
                unsafe RecordKey(
                    UnsafeRawBufferPointer(rebasing: key[..<length]), nonce: UnsafeRawPointer(nonce.baseAddress!),
                    owner: owner, opens: opens)
            }
        }
    }

    /// Becomes the next one (RFC 8446 §7.2).
    mutating func advance() throws(TLSError) {
        var next = InlineArray<48, UInt8>(repeating: 0)
        var span = next.mutableSpan
        let length = count
        defer { unsafe span.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) } }
        let isMade = unsafe span.withUnsafeMutableBytes { unsafe expand("traffic upd", into: $0.baseAddress!, length) }
        guard isMade else { throw .last(during: "make the next traffic secret") }
        for index in 0..<length { bytes[index] = span[index] }
    }

    mutating func erase() {
        var span = bytes.mutableSpan
        unsafe span.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    /// HKDF-Expand-Label without context (RFC 8446 §7.1).
    private func expand(_ label: StaticString, into output: UnsafeMutableRawPointer, _ length: Int) -> Bool {
        unsafe bytes.span.withUnsafeBytes { secret in
            unsafe LabelExpansion(
                isLong: isLong, secret: UnsafeRawBufferPointer(rebasing: secret[..<count]),
                prefix: TrafficSecret.text("tls13 "), label: TrafficSecret.text(label),
                context: UnsafeRawBufferPointer(start: nil, count: 0)
            ).derive(into: output, length)
        }
    }

    private static func text(_ text: StaticString) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
