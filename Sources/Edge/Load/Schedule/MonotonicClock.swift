internal import Glibc

/// Nanoseconds on a clock that only goes forward.
package enum MonotonicClock {
    package static var now: UInt64 { read(CLOCK_MONOTONIC) }

    /// CPU time of this process.
    static var processTime: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
