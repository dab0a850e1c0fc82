internal import COpenSSL

/// Texts that OpenSSL reads from memory and writes there. Leaves nothing in its error queue.
enum MemoryText {
    /// The longest that a key's text may be: those of Ed25519 have 120 bytes.
    static let bytesMax = 16 << 10

    static func reading(_ text: [UInt8], _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        defer { ERR_clear_error() }
        guard text.count <= bytesMax else { return nil }
        return unsafe text.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let memory = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { unsafe BIO_free(memory) }
            return unsafe body(memory)
        }
    }

    static func writing(_ body: (OpaquePointer) -> Int32) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let memory = unsafe BIO_new(BIO_s_secmem()) else { return nil }
        defer { unsafe BIO_free(memory) }
        guard unsafe body(memory) == 1 else { return nil }
        var text = [UInt8](repeating: 0, count: bytesMax)
        let count = unsafe BIO_read(memory, &text, Int32(text.count))
        guard count > 0 else { return nil }
        return Array(text.prefix(Int(count)))
    }
}
