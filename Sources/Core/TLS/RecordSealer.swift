internal import COpenSSL
internal import Glibc

/// Seals records of TLS 1.3 for the sessions of one loop, straight from where plaintext lies to where ciphertext waits.
///
/// OpenSSL's own `SSL_write` takes twice the instructions for a small record, and copies each byte once more on its way
/// into the record and once more out of it. It lends its keys to sockets that encrypt by themselves, and ours does
/// (`TLSSession`'s BIO).
///
/// A key that is ready to be used has a kilobyte of tables: a bounded number of sessions keep theirs, the others make them
/// again when they write. Process lifetime, one thread.
@safe final class RecordSealer {
    /// Plaintext of one record at most (RFC 8446 §5.1).
    static let plaintextMax = 16 << 10
    /// What a record is longer than its plaintext: header, the type within, tag.
    private static let headerBytes = 5
    private static let tagBytes = 16
    /// Sessions that have their key's tables at once.
    private static let placesMax = 1024
    /// What is copied first, to be encrypted together with its type: a second call costs more than that.
    private static let copiedBytesMax = 1 << 10

    @safe private struct Place {
        /// `EVP_CIPHER_CTX`
        let cipher: OpaquePointer
        /// 0: nobody's.
        var owner: UInt64
    }

    private var places: [Place] = []
    private var free: [Int] = []
    /// Who loses its place next when there is none.
    private var hand = 0
    private var owners: UInt64 = 0
    /// Asks the cipher for its tag: OpenSSL's parameter, and the one that ends the list.
    private let tag: UnsafeMutablePointer<OSSL_PARAM>

    init() {
        unsafe tag = .allocate(capacity: 2)
        unsafe tag[0] = OSSL_PARAM_construct_octet_string(swiftlet_tag_name, nil, RecordSealer.tagBytes)
        unsafe tag[1] = OSSL_PARAM_construct_end()
    }

    deinit {
        for place in places { unsafe EVP_CIPHER_CTX_free(place.cipher) }
        unsafe tag.deallocate()
    }

    /// A number for a key, which nobody else has.
    func newOwner() -> UInt64 {
        owners += 1
        return owners
    }

    /// Puts records of all of `count` bytes behind what `output` holds.
    func seal(
        _ bytes: UnsafeRawPointer, _ count: Int, type: UInt8, with key: inout RecordKey, into output: TLSOutput
    ) throws(TLSError) {
        let cipher = try unsafe cipher(for: &key)
        var position = 0
        repeat {
            let length = min(count - position, RecordSealer.plaintextMax)
            try unsafe sealOne(bytes + position, length, type, &key, cipher, output)
            position += length
        } while position < count
    }

    /// The session is over: nothing of its key is left here.
    func forget(_ key: RecordKey) {
        guard holds(key) else { return }
        unsafe EVP_CIPHER_CTX_reset(places[key.place].cipher)
        places[key.place].owner = 0
        free.append(key.place)
    }

    private func holds(_ key: RecordKey) -> Bool { key.place < places.count && places[key.place].owner == key.owner }

    private func sealOne(
        _ bytes: UnsafeRawPointer, _ count: Int, _ type: UInt8, _ key: inout RecordKey, _ cipher: OpaquePointer,
        _ output: TLSOutput
    ) throws(TLSError) {
        let length = RecordSealer.headerBytes + count + 1 + RecordSealer.tagBytes
        let record = unsafe output.room(length)
        let sealed = length - RecordSealer.headerBytes
        // RFC 8446 §5.2: it calls itself application data of TLS 1.2; the true type is the last byte within.
        unsafe record.storeBytes(of: 23, as: UInt8.self)
        unsafe record.storeBytes(of: 0x0303, toByteOffset: 1, as: UInt16.self)
        unsafe record.storeBytes(of: UInt16(truncatingIfNeeded: sealed).bigEndian, toByteOffset: 3, as: UInt16.self)
        let text = unsafe record + RecordSealer.headerBytes
        var nonce = (UInt64(0), UInt64(0))
        unsafe withUnsafeMutableBytes(of: &nonce) { unsafe key.takeNonce(into: $0.baseAddress!) }
        var isSealed = unsafe withUnsafeBytes(of: &nonce) { nonce in
            unsafe EVP_EncryptInit_ex(
                cipher, nil, nil, nil, nonce.baseAddress!.assumingMemoryBound(to: UInt8.self)) == 1
        }
        isSealed = unsafe isSealed && RecordSealer.pass(cipher, record, to: nil, RecordSealer.headerBytes)
        if count <= RecordSealer.copiedBytesMax {
            unsafe memcpy(text, bytes, count)
            unsafe text.storeBytes(of: type, toByteOffset: count, as: UInt8.self)
            isSealed = unsafe isSealed && RecordSealer.pass(cipher, text, to: text, count + 1)
        } else {
            isSealed = unsafe isSealed && RecordSealer.pass(cipher, bytes, to: text, count)
            unsafe text.storeBytes(of: type, toByteOffset: count, as: UInt8.self)
            isSealed = unsafe isSealed && RecordSealer.pass(cipher, text + count, to: text + count, 1)
        }
        isSealed = unsafe isSealed && RecordSealer.pass(cipher, nil, to: nil, 0)
        unsafe tag.pointee.data = text + count + 1
        guard isSealed, unsafe EVP_CIPHER_CTX_get_params(cipher, tag) == 1 else { throw .last(during: "seal a record") }
        output.took(length)
    }

    /// Bytes through the cipher: without `output` they are only authenticated, without `input` it is the end.
    private static func pass(
        _ cipher: OpaquePointer, _ input: UnsafeRawPointer?, to output: UnsafeMutableRawPointer?, _ count: Int
    ) -> Bool {
        unsafe EVP_Cipher(
            cipher, output?.assumingMemoryBound(to: UInt8.self), input?.assumingMemoryBound(to: UInt8.self),
            UInt32(truncatingIfNeeded: count)) >= 0
    }

    // MARK: keys that are ready

    private func cipher(for key: inout RecordKey) throws(TLSError) -> OpaquePointer {
        if holds(key) { return unsafe places[key.place].cipher }
        let place = try findPlace()
        let cipher = unsafe places[place].cipher
        let algorithm = unsafe key.isLong ? RecordSealer.aes256 : RecordSealer.aes128
        let isReady = unsafe key.bytes.span.withUnsafeBufferPointer { bytes in
            unsafe EVP_EncryptInit_ex(cipher, algorithm, nil, bytes.baseAddress, nil) == 1
        }
        guard isReady else {
            places[place].owner = 0
            free.append(place)
            throw .last(during: "make a record key")
        }
        places[place].owner = key.owner
        key.place = place
        return unsafe cipher
    }

    private func findPlace() throws(TLSError) -> Int {
        if let place = free.popLast() { return place }
        guard places.count >= RecordSealer.placesMax else {
            guard let cipher = unsafe EVP_CIPHER_CTX_new() else { throw .last(during: "EVP_CIPHER_CTX_new") }
            unsafe places.append(Place(cipher: cipher, owner: 0))
            return places.count - 1
        }
        hand = (hand + 1) % RecordSealer.placesMax
        return hand
    }

    nonisolated(unsafe) private static let aes128 = unsafe EVP_CIPHER_fetch(nil, "AES-128-GCM", nil)
    nonisolated(unsafe) private static let aes256 = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
