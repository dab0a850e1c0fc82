internal import COpenSSL
internal import Glibc

/// Where the sessions of one loop put ciphertext until it is sent: one buffer, because a session's output is sent
/// before another session runs. Beside it, what they seal and open records with. Process lifetime, one thread.
@safe package final class TLSOutput {
    fileprivate(set) var base: UnsafeMutableRawPointer
    package private(set) var count = 0
    private var capacity: Int
    let sealer: RecordSealer
    let opener: RecordOpener

    /// Room that stays allocated; more is given back by `clear`.
    private static let capacityKept = 512 << 10

    package init() {
        let ciphers = RecordCiphers()
        sealer = RecordSealer(ciphers: ciphers)
        opener = RecordOpener(ciphers: ciphers)
        capacity = 64 << 10
        unsafe base = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    package var isEmpty: Bool { count == 0 }

    /// Valid until the next use of a session of this loop.
    package var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

    package func clear() {
        count = 0
        if capacity > TLSOutput.capacityKept { resize(to: TLSOutput.capacityKept) }
    }

    func append(_ bytes: UnsafeRawPointer, _ length: Int) {
        unsafe memcpy(room(length), bytes, length)
        took(length)
    }

    /// Where the next `length` bytes may be written; `took` says how many were.
    func room(_ length: Int) -> UnsafeMutableRawPointer {
        if count + length > capacity { resize(to: max(capacity * 2, count + length)) }
        return unsafe base + count
    }

    func took(_ length: Int) { count += length }

    private func resize(to newCapacity: Int) {
        let larger = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
        unsafe memcpy(larger, base, count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = newCapacity
    }
}
