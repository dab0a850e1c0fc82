internal import Glibc

/// Nanoseconds of this thread's CPU time that one call of `body` takes: the best of several rounds, because what else the
/// machine does only adds, to CPU time by taking caches away.
func nanoseconds(rounds: Int = 9, times: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<rounds {
        let start = now(CLOCK_THREAD_CPUTIME_ID)
        for _ in 0..<times { try body() }
        best = min(best, Double(now(CLOCK_THREAD_CPUTIME_ID) - start) / Double(times))
    }
    return best
}

/// Nanoseconds until one call of `body` is over, whoever had the processor meanwhile.
func elapsedNanoseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = now(CLOCK_MONOTONIC)
    try body()
    return Double(now(CLOCK_MONOTONIC) - start)
}

private func now(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
