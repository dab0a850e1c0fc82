internal import Glibc

/// Waits for descriptors. The corresponding C function is `poll`.
enum Readiness {
    /// Which of `descriptors` can be read (or have ended); empty: the time is over.
    static func readable(_ descriptors: [Int32], until deadline: Deadline?) -> [Bool] {
        wait(descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }, deadline)
    }

    /// False: the time is over.
    static func isWritable(_ descriptor: Int32, until deadline: Deadline) -> Bool {
        wait([pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)], deadline).contains(true)
    }

    private static func wait(_ asked: [pollfd], _ deadline: Deadline?) -> [Bool] {
        var entries = asked
        while true {
            let count = unsafe poll(&entries, nfds_t(entries.count), deadline?.remaining ?? -1)
            if count > 0 { return entries.map { $0.revents != 0 } }
            if count == 0 { return [] }
            guard errno == EINTR else { return entries.map { _ in true } }
        }
    }
}
