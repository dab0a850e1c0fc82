internal import Glibc

/// The time of day.
enum WallClock {
    /// Since 1970, to the millisecond.
    static var seconds: Double {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec / 1_000_000) / 1000
    }
}
