internal import Glibc

/// A moment on the clock that only goes forward.
struct Deadline: Sendable {
    /// Milliseconds.
    let at: Int64

    static var now: Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    init(in milliseconds: Int) { at = Self.now + Int64(milliseconds) }

    /// For `poll`; 0 when it is over.
    var remaining: Int32 { Int32(clamping: max(0, at - Self.now)) }

    func earlier(_ other: Deadline) -> Deadline { at < other.at ? self : other }
}
