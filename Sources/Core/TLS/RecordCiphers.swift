internal import COpenSSL

/// The keys of one loop's sessions that are ready to be used.
///
/// Such a key has a kilobyte of tables: a bounded number of sessions keep theirs, the others make them again when they write or
/// read. Process lifetime, one thread.
@safe final class RecordCiphers {
    /// Keys that have their tables at once: those of 1,024 sessions, two each.
    private static let placesMax = 2048

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

    deinit { for place in places { unsafe EVP_CIPHER_CTX_free(place.cipher) } }

    /// A number for a key, which nobody else has.
    func newOwner() -> UInt64 {
        owners += 1
        return owners
    }

    /// The key's session is over, or has another: nothing of it is left here.
    func forget(_ key: RecordKey) {
        guard holds(key) else { return }
        unsafe EVP_CIPHER_CTX_reset(places[key.place].cipher)
        places[key.place].owner = 0
        free.append(key.place)
    }

    func cipher(for key: inout RecordKey) throws(TLSError) -> OpaquePointer {
        if holds(key) { return unsafe places[key.place].cipher }
        let place = try findPlace()
        let cipher = unsafe places[place].cipher
        let algorithm = unsafe key.isLong ? RecordCiphers.aes256 : RecordCiphers.aes128
        let isReady = unsafe key.bytes.span.withUnsafeBufferPointer { bytes in
            unsafe EVP_CipherInit_ex(cipher, algorithm, nil, bytes.baseAddress, nil, key.opens ? 0 : 1) == 1
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

    private func holds(_ key: RecordKey) -> Bool { key.place < places.count && places[key.place].owner == key.owner }

    private func findPlace() throws(TLSError) -> Int {
        if let place = free.popLast() { return place }
        guard places.count >= RecordCiphers.placesMax else {
            guard let cipher = unsafe EVP_CIPHER_CTX_new() else { throw .last(during: "EVP_CIPHER_CTX_new") }
            unsafe places.append(Place(cipher: cipher, owner: 0))
            return places.count - 1
        }
        hand = (hand + 1) % RecordCiphers.placesMax
        return hand
    }

    /// Bytes through the cipher: without `output` they are only authenticated, without `input` it is the end.
    static func pass(
        _ cipher: OpaquePointer, _ input: UnsafeRawPointer?, to output: UnsafeMutableRawPointer?, _ count: Int
    ) -> Bool {
        unsafe EVP_Cipher(
            cipher, output?.assumingMemoryBound(to: UInt8.self), input?.assumingMemoryBound(to: UInt8.self),
            UInt32(truncatingIfNeeded: count)) >= 0
    }

    nonisolated(unsafe) private static let aes128 = unsafe EVP_CIPHER_fetch(nil, "AES-128-GCM", nil)
    nonisolated(unsafe) private static let aes256 = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
