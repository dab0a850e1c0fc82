internal import Glibc

/// Address space that an engine sets aside for its slots when it is made. Nothing of it is memory yet.
enum AddressSpace {
    /// For the memory of one slot: all that 32-bit addresses reach.
    static let reservationBytes = 4 << 30
    /// Behind it, for the offsets that instructions add.
    static let guardBytes = 32 << 20

    private static let bytesPerSlot = reservationBytes + guardBytes

    /// Whether the system gives as much in one piece. The library does not ask: it ends the process where it is refused.
    static func check(slots: Int) throws(WasmError) {
        let (bytes, overflow) = bytesPerSlot.multipliedReportingOverflow(by: slots)
        guard !overflow else { throw WasmError("engine", "a pool of \(slots) slots is beyond any address space") }
        let start = unsafe mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else {
            let reason = unsafe String(cString: strerror(errno))
            throw WasmError(
                "engine",
                "the system does not give \(bytes >> 30) GiB of address space for \(slots) isolates (\(reason)): raise "
                    + "ulimit -v or lower limits.isolates")
        }
        unsafe munmap(start, bytes)
    }
}
