internal import COpenSSL
internal import Glibc

/// HKDF-Expand-Label of TLS 1.3 (RFC 8446 §7.1) for what is no longer than a hash: then it is one HMAC of a short message, two
/// digests. OpenSSL's own way to them, by names and parameters, is ten times as long, and a handshake goes it 18 times.
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

    private static let roomBytes = 512

    /// False: it is longer than is done here, or there is no memory.
    func derive(into output: UnsafeMutableRawPointer, _ count: Int) -> Bool {
        let blockBytes = isLong ? 128 : 64
        let hashBytes = isLong ? 48 : 32
        let name = unsafe prefix.count + label.count
        guard unsafe count <= hashBytes && secret.count <= blockBytes && name <= 255 && context.count <= 64 else {
            return false
        }
        return unsafe withUnsafeTemporaryAllocation(byteCount: LabelExpansion.roomBytes, alignment: 16) { room in
            guard let start = room.baseAddress else { return false }
            defer { unsafe OPENSSL_cleanse(start, room.count) }
            // The message lies where the inner hash wants it, behind a block; its hash where the outer does.
            var end = unsafe start + blockBytes
            unsafe end.storeBytes(of: UInt16(truncatingIfNeeded: count).bigEndian, as: UInt16.self)
            unsafe end.storeBytes(of: UInt8(truncatingIfNeeded: name), toByteOffset: 2, as: UInt8.self)
            unsafe end += 3
            unsafe append(prefix, &end)
            unsafe append(label, &end)
            unsafe end.storeBytes(of: UInt8(truncatingIfNeeded: context.count), as: UInt8.self)
            unsafe end += 1
            unsafe append(context, &end)
            // RFC 5869 §2.3: the number of the block.
            unsafe end.storeBytes(of: 1, as: UInt8.self)
            unsafe end += 1
            unsafe pad(start, with: 0x36, blockBytes)
            guard unsafe digest(start, end - start, into: start + blockBytes) else { return false }
            unsafe pad(start, with: 0x5c, blockBytes)
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

    /// RFC 2104: the key, with zeros to a block, each byte changed by `pattern`.
    private func pad(_ block: UnsafeMutableRawPointer, with pattern: UInt8, _ count: Int) {
        unsafe memset(block, Int32(pattern), count)
        for index in unsafe secret.indices {
            unsafe block.storeBytes(of: secret[index] ^ pattern, toByteOffset: index, as: UInt8.self)
        }
    }

    private func digest(_ bytes: UnsafeRawPointer, _ count: Int, into hash: UnsafeMutableRawPointer) -> Bool {
        let algorithm = unsafe isLong ? LabelExpansion.sha384 : LabelExpansion.sha256
        return unsafe EVP_Digest(bytes, count, hash.assumingMemoryBound(to: UInt8.self), nil, algorithm, nil) == 1
    }

    nonisolated(unsafe) private static let sha256 = unsafe EVP_MD_fetch(nil, "SHA2-256", nil)
    nonisolated(unsafe) private static let sha384 = unsafe EVP_MD_fetch(nil, "SHA2-384", nil)
}
