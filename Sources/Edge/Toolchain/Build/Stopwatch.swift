internal import Glibc

/// Time since it was made.
struct Stopwatch {
    private let start = Self.now

    var elapsed: Duration { .nanoseconds(Self.now - start) }

    private static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
