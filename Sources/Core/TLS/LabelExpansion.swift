internal import COpenSSL
internal import Glibc

/// HKDF of TLS 1.3 (RFC 8446 §7.1) for what is no longer than a hash: HKDF-Expand-Label is then one HMAC of a short message, two
/// digests. OpenSSL's own way to them, by names and parameters, is ten times as long, and a handshake goes it twenty times.
///
/// Any thread.
@safe struct LabelExpansion {
    /// SHA-384, else SHA-256.
    let isLong: Bool
    let secret: UnsafeRawBufferPointer
    /// With what all of TLS 1.3 begin with, "tls13 ".
    let prefix: UnsafeRawBufferPointer
    let label: UnsafeRawBufferPointer
    /// A hash of what has been said, or nothing.
    let context: UnsafeRawBufferPointer

    private static let messageBytesMax = 384

    private var hashBytes: Int { isLong ? 48 : 32 }

    /// False: it is longer than is done here, or there is no memory.
    func derive(into output: UnsafeMutableRawPointer, _ count: Int) -> Bool {
        let name = unsafe prefix.count + label.count
        guard unsafe count <= hashBytes && name <= 255 && context.count <= 64 else { return false }
        return unsafe withUnsafeTemporaryAllocation(byteCount: LabelExpansion.messageBytesMax, alignment: 16) { room in
            guard let start = room.baseAddress else { return false }
            var end = unsafe start + 3
            unsafe start.storeBytes(of: UInt16(truncatingIfNeeded: count).bigEndian, as: UInt16.self)
            unsafe start.storeBytes(of: UInt8(truncatingIfNeeded: name), toByteOffset: 2, as: UInt8.self)
            unsafe append(prefix, &end)
            unsafe append(label, &end)
            unsafe end.storeBytes(of: UInt8(truncatingIfNeeded: context.count), as: UInt8.self)
            unsafe end += 1
            unsafe append(context, &end)
            // RFC 5869 §2.3: the number of the block.
            unsafe end.storeBytes(of: 1, as: UInt8.self)
            unsafe end += 1
            let message = unsafe UnsafeRawBufferPointer(start: start, count: end - start)
            return unsafe authenticate(message, with: secret, into: output, count)
        }
    }

    /// HKDF-Extract of `input` with what `derive` makes of the secret for a salt, as each secret of RFC 8446 §7.1 comes from the one
    /// before it; without a secret with none. `context` is then a hash of nothing, whatever it says. False as there.
    func extract(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer, _ count: Int) -> Bool {
        guard count == hashBytes, input.count <= LabelExpansion.messageBytesMax else { return false }
        guard unsafe secret.count > 0 else {
            // HMAC's key is filled up with zeros: none is the same as a hash of them.
            return unsafe authenticate(input, with: secret, into: output, count)
        }
        return unsafe withUnsafeTemporaryAllocation(byteCount: 128, alignment: 16) { room in
            guard let nothing = room.baseAddress else { return false }
            defer { unsafe OPENSSL_cleanse(nothing, room.count) }
            let salt = unsafe nothing + 64
            guard unsafe digest(nothing, 0, into: nothing) else { return false }
            let step = unsafe LabelExpansion(
                isLong: isLong, secret: secret, prefix: prefix, label: label,
                context: UnsafeRawBufferPointer(start: nothing, count: hashBytes))
            let saltBytes = unsafe UnsafeRawBufferPointer(start: salt, count: hashBytes)
            return unsafe step.derive(into: salt, hashBytes)
                && authenticate(input, with: saltBytes, into: output, count)
        }
    }

    /// HMAC (RFC 2104): the first `count` bytes of it.
    private func authenticate(
        _ message: UnsafeRawBufferPointer, with key: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer,
        _ count: Int
    ) -> Bool {
        let blockBytes = isLong ? 128 : 64
        guard key.count <= blockBytes, message.count <= LabelExpansion.messageBytesMax else { return false }
        let roomBytes = blockBytes + LabelExpansion.messageBytesMax
        return unsafe withUnsafeTemporaryAllocation(byteCount: roomBytes, alignment: 16) { room in
            guard let start = room.baseAddress else { return false }
            defer { unsafe OPENSSL_cleanse(start, room.count) }
            // The inner hash goes where the message was, the outer where all was.
            var end = unsafe start + blockBytes
            unsafe append(message, &end)
            unsafe pad(start, key, with: 0x36, blockBytes)
            guard unsafe digest(start, end - start, into: start + blockBytes) else { return false }
            unsafe pad(start, key, with: 0x5c, blockBytes)
            guard unsafe digest(start, blockBytes + hashBytes, into: start) else { return false }
            unsafe memcpy(output, start, count)
            return true
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer, _ end: inout UnsafeMutableRawPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe memcpy(end, start, bytes.count)
        unsafe end += bytes.count
    }

    /// The key, with zeros to a block, each byte changed by `pattern`.
    private func pad(
        _ block: UnsafeMutableRawPointer, _ key: UnsafeRawBufferPointer, with pattern: UInt8, _ count: Int
    ) {
        unsafe memset(block, Int32(pattern), count)
        for index in key.indices {
            unsafe block.storeBytes(of: key[index] ^ pattern, toByteOffset: index, as: UInt8.self)
        }
    }

    private func digest(_ bytes: UnsafeRawPointer, _ count: Int, into hash: UnsafeMutableRawPointer) -> Bool {
        let algorithm = unsafe isLong ? LabelExpansion.sha384 : LabelExpansion.sha256
        return unsafe EVP_Digest(bytes, count, hash.assumingMemoryBound(to: UInt8.self), nil, algorithm, nil) == 1
    }

    nonisolated(unsafe) private static let sha256 = unsafe EVP_MD_fetch(nil, "SHA2-256", nil)
    nonisolated(unsafe) private static let sha384 = unsafe EVP_MD_fetch(nil, "SHA2-384", nil)
}
