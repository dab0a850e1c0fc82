internal import Glibc

/// The CPU time that one request has used, against its limit.
///
/// The first turn is timed by the monotonic clock, which costs 25 ns to ask; most isolates have no second one. Longer
/// runs are timed by the thread's CPU clock, a system call, so that a busy machine does not count against a worker.
struct Budget {
    private(set) var used: Int64 = 0
    private var turns = 0
    private var started: Int64 = 0

    /// Before a turn.
    mutating func turnBegins() {
        started = Self.now(turns == 0 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID)
    }

    /// After it.
    mutating func turnEnded() {
        let elapsed = Self.now(turns == 0 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID) - started
        // A first turn that was put aside by the system has still run no longer than a slice.
        used += turns == 0 ? min(elapsed, Self.firstTurnMax) : elapsed
        turns += 1
    }

    mutating func reset() { self = Budget() }

    private static let firstTurnMax: Int64 = 5_000_000

    static func now(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
