internal import Glibc

/// Wakes a thread that polls. Closed with its owner.
final class WakePipe: Sendable {
    /// Readable once signalled, until drained.
    let descriptor: Int32
    private let writeEnd: Int32

    init() throws(AdminError) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else {
            throw AdminError(
                503, "out_of_descriptors", "The host is short of descriptors", "pipe: \(Errno.text(errno))",
                remedy: "raise the limit of open files (ulimit -n)")
        }
        descriptor = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        _ = close(descriptor)
        _ = close(writeEnd)
    }

    /// From any thread. A pipe that is full wakes as well.
    func signal() {
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(descriptor, &bytes, bytes.count) > 0 {}
    }
}
