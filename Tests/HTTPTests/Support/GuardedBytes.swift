import Glibc

@testable import HTTP

/// A copy of some bytes that ends where unreadable memory begins: a parser that reads one byte too far crashes the test.
@safe struct GuardedBytes: ~Copyable {
    private let region: UnsafeMutableRawPointer
    private let regionSize: Int
    private let count: Int

    init(_ bytes: [UInt8]) {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let size = (bytes.count / page + 1) * page
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        let mapped = unsafe mmap(nil, size + page, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let region = unsafe mapped, unsafe region != MAP_FAILED else { fatalError("mmap") }
        unsafe mprotect(region + size, page, PROT_NONE)
        unsafe self.region = region
        regionSize = size
        count = bytes.count
        unsafe (region + (size - count)).copyMemory(from: bytes, byteCount: count)
    }

    deinit { unsafe munmap(region, regionSize + Int(sysconf(Int32(_SC_PAGESIZE)))) }

    var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: region + (regionSize - count), count: count)
    }
}

/// Lends `bytes` as guarded memory.
func withGuarded<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(ProtocolError) -> Result
) throws(ProtocolError) -> Result {
    let guarded = GuardedBytes(bytes)
    return try unsafe body(guarded.bytes)
}
