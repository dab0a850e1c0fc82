internal import Glibc

/// Time since it was made.
package struct Stopwatch: Sendable {
    private let start = Self.now

    package init() {}

    package var elapsed: Duration { .nanoseconds(Self.now - start) }

    private static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
