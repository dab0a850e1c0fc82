internal import Glibc

/// The CPU time that one request has used, against its limit.
///
/// A request's first millisecond is timed by the monotonic clock, which costs 25 ns to ask; few run longer, however often
/// they wait. What comes after it is timed by the thread's CPU clock, a system call, so that a busy machine does not count
/// against a worker.
struct Budget {
    private(set) var used: Int64 = 0
    /// Of that, the last turn.
    private(set) var turn: Int64 = 0
    private var clock = CLOCK_MONOTONIC
    private var started: Int64 = 0

    private static let monotonicMax: Int64 = 1_000_000
    /// A turn that was put aside by the system has still run no longer than a slice.
    private static let turnMax: Int64 = 5_000_000

    /// Before a turn.
    mutating func turnBegins() {
        clock = used < Self.monotonicMax ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID
        started = Self.now(clock)
    }

    /// After it.
    mutating func turnEnded() {
        turn = elapsed
        used += turn
    }

    /// In the middle of one.
    var usedNow: Int64 { used + elapsed }

    private var elapsed: Int64 {
        let time = Self.now(clock) - started
        return clock == CLOCK_MONOTONIC ? min(time, Self.turnMax) : time
    }

    mutating func reset() { self = Budget() }

    static func now(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
