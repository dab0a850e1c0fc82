internal import Glibc

/// Random bytes from the kernel, fetched ahead: the system call costs more than most workers' own work.
///
/// One per loop, one thread. Each byte is handed out once and erased at once, so that what one request saw tells nothing
/// about what another will see. Lives as long as its pool.
@safe struct RandomReserve: ~Copyable {
    private static let capacity = 4096
    /// Larger wishes go to the kernel directly.
    private static let takeMax = 256

    private let bytes: UnsafeMutableRawPointer
    private var used = capacity

    init() { unsafe bytes = .allocate(byteCount: RandomReserve.capacity, alignment: 16) }

    deinit {
        unsafe explicit_bzero(bytes, RandomReserve.capacity)
        unsafe bytes.deallocate()
    }

    mutating func fill(_ room: UnsafeMutableRawBufferPointer) {
        guard let start = room.baseAddress else { return }
        guard room.count <= RandomReserve.takeMax else {
            // A system call: it would fail where memory is read-only until somebody writes to it (`TouchedPages`).
            unsafe memset(start, 0, room.count)
            return unsafe arc4random_buf(start, room.count)
        }
        if used + room.count > RandomReserve.capacity {
            unsafe arc4random_buf(bytes, RandomReserve.capacity)
            used = 0
        }
        unsafe memcpy(start, bytes + used, room.count)
        unsafe memset(bytes + used, 0, room.count)
        used += room.count
    }
}
