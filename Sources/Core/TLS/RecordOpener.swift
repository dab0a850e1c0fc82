internal import COpenSSL

/// Opens records of TLS 1.3 for the sessions of one loop, straight from where ciphertext lies to where plaintext is wanted.
///
/// OpenSSL's own `SSL_read` takes more than twice the instructions, copies each byte once more, and has a buffer of 16 KiB from the
/// heap for what comes. Process lifetime, one thread.
@safe final class RecordOpener {
    let ciphers: RecordCiphers
    /// Tells the cipher the tag and the nonce: OpenSSL's parameters, and the one that ends the list.
    private let parameters: UnsafeMutablePointer<OSSL_PARAM>

    init(ciphers: RecordCiphers) {
        self.ciphers = ciphers
        unsafe parameters = .allocate(capacity: 3)
        unsafe parameters[0] = OSSL_PARAM_construct_octet_string(swiftlet_tag_name, nil, RecordLimits.tagBytes)
        unsafe parameters[1] = OSSL_PARAM_construct_octet_string(swiftlet_nonce_name, nil, swiftlet_whole_nonce)
        unsafe parameters[2] = OSSL_PARAM_construct_end()
    }

    deinit { unsafe parameters.deallocate() }

    /// Decrypts one record of `count` bytes behind its header into `text`, which has room for `count - tagBytes` of them.
    /// False: nobody with the key has sealed this, and what is in `text` means nothing.
    func open(
        _ record: UnsafeRawPointer, _ count: Int, with key: inout RecordKey, into text: UnsafeMutableRawPointer
    ) throws(TLSError) -> Bool {
        let cipher = try unsafe ciphers.cipher(for: &key)
        let sealed = unsafe record + RecordLimits.headerBytes
        let length = count - RecordLimits.tagBytes
        // OpenSSL reads both: it has one type for what it reads and what it writes.
        unsafe parameters[0].data = UnsafeMutableRawPointer(mutating: sealed + length)
        var nonce = (UInt64(0), UInt64(0))
        let isReady = unsafe withUnsafeMutableBytes(of: &nonce) { nonce in
            unsafe key.takeNonce(into: nonce.baseAddress!)
            unsafe parameters[1].data = nonce.baseAddress
            return unsafe EVP_CIPHER_CTX_set_params(cipher, parameters) == 1
        }
        guard isReady,
            unsafe RecordCiphers.pass(cipher, record, to: nil, RecordLimits.headerBytes),
            unsafe RecordCiphers.pass(cipher, sealed, to: text, length)
        else { throw .last(during: "open a record") }
        // Where the tags are compared, in constant time.
        return unsafe RecordCiphers.pass(cipher, nil, to: nil, 0)
    }
}
