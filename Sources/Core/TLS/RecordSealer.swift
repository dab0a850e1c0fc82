internal import COpenSSL
internal import Glibc

/// Seals records of TLS 1.3 for the sessions of one loop, straight from where plaintext lies to where ciphertext waits.
///
/// OpenSSL's own `SSL_write` takes twice the instructions for a small record, and copies each byte once more on its way
/// into the record and once more out of it. It lends its keys to sockets that encrypt by themselves, and ours does
/// (`TLSSession`'s BIO). Process lifetime, one thread.
@safe final class RecordSealer {
    /// What is copied first, to be encrypted together with its type: a second call costs more than that.
    private static let copiedBytesMax = 1 << 10

    let ciphers: RecordCiphers
    /// Tells the cipher the nonce: OpenSSL's parameter, and the one that ends the list. `EVP_EncryptInit_ex` takes twice as long.
    private let nonce: UnsafeMutablePointer<OSSL_PARAM>
    /// Asks it for its tag.
    private let tag: UnsafeMutablePointer<OSSL_PARAM>

    init(ciphers: RecordCiphers) {
        self.ciphers = ciphers
        unsafe nonce = .allocate(capacity: 2)
        unsafe nonce[0] = OSSL_PARAM_construct_octet_string(swiftlet_nonce_name, nil, swiftlet_whole_nonce)
        unsafe nonce[1] = OSSL_PARAM_construct_end()
        unsafe tag = .allocate(capacity: 2)
        unsafe tag[0] = OSSL_PARAM_construct_octet_string(swiftlet_tag_name, nil, RecordLimits.tagBytes)
        unsafe tag[1] = OSSL_PARAM_construct_end()
    }

    deinit {
        unsafe nonce.deallocate()
        unsafe tag.deallocate()
    }

    /// Puts records of all of `count` bytes behind what `output` holds.
    func seal(
        _ bytes: UnsafeRawPointer, _ count: Int, type: UInt8, with key: inout RecordKey, into output: TLSOutput
    ) throws(TLSError) {
        let cipher = try unsafe ciphers.cipher(for: &key)
        var position = 0
        repeat {
            let length = min(count - position, RecordLimits.plaintextMax)
            try unsafe sealOne(bytes + position, length, type, &key, cipher, output)
            position += length
        } while position < count
    }

    private func sealOne(
        _ bytes: UnsafeRawPointer, _ count: Int, _ type: UInt8, _ key: inout RecordKey, _ cipher: OpaquePointer,
        _ output: TLSOutput
    ) throws(TLSError) {
        // What a record is longer than its plaintext: header, the type within, tag.
        let length = RecordLimits.headerBytes + count + 1 + RecordLimits.tagBytes
        let record = unsafe output.room(length)
        let sealed = length - RecordLimits.headerBytes
        // RFC 8446 §5.2: it calls itself application data of TLS 1.2; the true type is the last byte within.
        unsafe record.storeBytes(of: RecordType.applicationData, as: UInt8.self)
        unsafe record.storeBytes(of: 0x0303, toByteOffset: 1, as: UInt16.self)
        unsafe record.storeBytes(of: UInt16(truncatingIfNeeded: sealed).bigEndian, toByteOffset: 3, as: UInt16.self)
        let text = unsafe record + RecordLimits.headerBytes
        var nonceBytes = (UInt64(0), UInt64(0))
        var isSealed = unsafe withUnsafeMutableBytes(of: &nonceBytes) { bytes in
            unsafe key.takeNonce(into: bytes.baseAddress!)
            unsafe nonce.pointee.data = bytes.baseAddress
            return unsafe EVP_CIPHER_CTX_set_params(cipher, nonce) == 1
        }
        isSealed = unsafe isSealed && RecordCiphers.pass(cipher, record, to: nil, RecordLimits.headerBytes)
        if count <= RecordSealer.copiedBytesMax {
            unsafe memcpy(text, bytes, count)
            unsafe text.storeBytes(of: type, toByteOffset: count, as: UInt8.self)
            isSealed = unsafe isSealed && RecordCiphers.pass(cipher, text, to: text, count + 1)
        } else {
            isSealed = unsafe isSealed && RecordCiphers.pass(cipher, bytes, to: text, count)
            unsafe text.storeBytes(of: type, toByteOffset: count, as: UInt8.self)
            isSealed = unsafe isSealed && RecordCiphers.pass(cipher, text + count, to: text + count, 1)
        }
        isSealed = unsafe isSealed && RecordCiphers.pass(cipher, nil, to: nil, 0)
        unsafe tag.pointee.data = text + count + 1
        guard isSealed, unsafe EVP_CIPHER_CTX_get_params(cipher, tag) == 1 else { throw .last(during: "seal a record") }
        output.took(length)
    }
}
