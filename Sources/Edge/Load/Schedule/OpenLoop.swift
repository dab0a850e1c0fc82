/// The book-keeping of an open loop, without clock and sockets: which requests are due, how long each took since then.
///
/// A request that finds no free connection waits, and its time runs: what a stalled server keeps from being sent counts as
/// much as what it answers late. A value of one measurement; times in nanoseconds on the caller's clock.
package struct OpenLoop: Sendable {
    package private(set) var schedule: ArrivalSchedule
    /// Requests due from here on count.
    package private(set) var countsFrom: UInt64
    /// The first time at which nothing is due any more.
    package private(set) var endsAt: UInt64
    /// Kinds of failures that have a latency all the same: the client waited for so long, at least.
    package static let waitedKinds = ["timeout", "not answered in time", "not sent in time"]

    private var waiting: [UInt64] = []
    private var firstWaiting = 0
    private let waitingMax: Int

    /// Of what counts.
    package private(set) var latencies = LatencyHistogram()
    /// How late the generator itself was with what it could send at once.
    package private(set) var lateness = LatencyHistogram()
    package private(set) var failures: [String: Int] = [:]
    package private(set) var dueCount = 0
    package private(set) var answeredCount = 0
    /// Of `answeredCount`, those answered before the end.
    package private(set) var answeredInTimeCount = 0
    /// Of everything, warm-up included.
    package private(set) var first = FirstAnswers()
    /// Latencies of everything since `takeWindow`, warm-up included.
    private var window: [UInt64] = []

    package init(
        _ schedule: ArrivalSchedule, countsFrom: UInt64 = .max, endsAt: UInt64 = .max,
        waitingMax: Int = LoadLimits.waitingMax
    ) {
        self.schedule = schedule
        self.countsFrom = countsFrom
        self.endsAt = endsAt
        self.waitingMax = waitingMax
    }

    /// From `start` on requests count, until `end`.
    package mutating func count(from start: UInt64, until end: UInt64) {
        countsFrom = start
        endsAt = end
    }

    /// When the next request is due; nil: nothing is any more.
    package var nextDue: UInt64? { schedule.due < endsAt ? schedule.due : nil }

    package var waitingCount: Int { waiting.count - firstWaiting }

    /// Lets everything wait that is due at `now`.
    package mutating func arrive(now: UInt64) {
        while let due = nextDue, due <= now {
            if counts(due) { dueCount += 1 }
            if waitingCount < waitingMax { waiting.append(due) } else { failed(due: due, "not sent: too many wait") }
            schedule.advance()
        }
    }

    /// The request that has waited longest, to be sent at `now` on a free connection.
    package mutating func take() -> UInt64? {
        guard firstWaiting < waiting.count else { return nil }
        defer {
            firstWaiting += 1
            if firstWaiting == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                firstWaiting = 0
            } else if firstWaiting > 4096, firstWaiting > waiting.count / 2 {
                waiting.removeFirst(firstWaiting)
                firstWaiting = 0
            }
        }
        return waiting[firstWaiting]
    }

    /// A connection was free for it all the time, and it was sent only at `now`: the generator's own fault.
    package mutating func sent(due: UInt64, now: UInt64) {
        if counts(due) { lateness.record(now &- due) }
    }

    package mutating func answered(due: UInt64, now: UInt64) {
        let latency = now &- due
        window.append(latency)
        first.answered()
        guard counts(due) else { return }
        latencies.record(latency)
        answeredCount += 1
        if now <= endsAt { answeredInTimeCount += 1 }
    }

    /// Not answered as it should be; `kind` in a few words. One that took until `now` to fail has its latency as well: the
    /// client waited for so long.
    package mutating func failed(due: UInt64, _ kind: String, waitedUntil now: UInt64? = nil) {
        first.failed(kind)
        guard counts(due) else { return }
        let known = failures[kind] != nil || failures.count < LoadLimits.failureKindsMax
        failures[known ? kind : "other", default: 0] += 1
        if let now { latencies.record(now &- due) }
    }

    /// The end has come for those that still wait: they count with the time that they have waited.
    package mutating func abandonWaiting(now: UInt64) {
        while let due = take() { failed(due: due, "not sent in time", waitedUntil: now) }
    }

    /// Median and number of the latencies since the last call; nil: there were none.
    package mutating func takeWindow() -> (median: Double, count: Int)? {
        defer { window.removeAll(keepingCapacity: true) }
        guard !window.isEmpty else { return nil }
        return (Median.of(window.map { Double($0) }), window.count)
    }

    private func counts(_ due: UInt64) -> Bool { due >= countsFrom && due < endsAt }
}
