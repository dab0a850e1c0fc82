/// A guest's memory, and the only place where a number from a guest becomes a pointer.
///
/// Lifetime: request. A view taken from `Instance.memory`: valid until the guest runs again (it may grow) or ends. Every
/// access is checked against the size; what does not fit is nil or false, never a crash.
@safe package struct GuestMemory {
    private let base: UnsafeMutableRawPointer
    /// Bytes.
    package let count: Int

    init(base: UnsafeMutableRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// The bytes at an address, or nil if they are not all inside. An empty run may lie anywhere.
    @unsafe package func bytes(at address: UInt32, count length: UInt32) -> UnsafeRawBufferPointer? {
        if length == 0 { return unsafe UnsafeRawBufferPointer(start: base, count: 0) }
        guard contains(address, length) else { return nil }
        return unsafe UnsafeRawBufferPointer(start: base + Int(address), count: Int(length))
    }

    @unsafe package func mutableBytes(at address: UInt32, count length: UInt32) -> UnsafeMutableRawBufferPointer? {
        if length == 0 { return unsafe UnsafeMutableRawBufferPointer(start: base, count: 0) }
        guard contains(address, length) else { return nil }
        return unsafe UnsafeMutableRawBufferPointer(start: base + Int(address), count: Int(length))
    }

    /// A plain C value at an address, aligned or not.
    package func load<Value: BitwiseCopyable>(_ type: Value.Type, at address: UInt32) -> Value? {
        guard contains(address, UInt32(MemoryLayout<Value>.size)) else { return nil }
        return unsafe base.loadUnaligned(fromByteOffset: Int(address), as: type)
    }

    /// False, with nothing written, if there is no room.
    package func store(_ bytes: UnsafeRawBufferPointer, at address: UInt32) -> Bool {
        guard let length = UInt32(exactly: bytes.count),
            let target = unsafe mutableBytes(at: address, count: length)
        else { return false }
        unsafe target.copyMemory(from: bytes)
        return true
    }

    /// Whether `length` bytes from `address` on are inside. 64-bit sums cannot wrap here.
    package func contains(_ address: UInt32, _ length: UInt32) -> Bool {
        Int(address) + Int(length) <= count
    }
}
