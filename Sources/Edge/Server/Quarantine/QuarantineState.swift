/// Decides when a version of a worker is taken out, when it is tried again and when it is back. Pure: times and counts in,
/// decisions out; `WorkerVersion` holds one, with the lock that several loops need.
///
/// Healthy → out → probing → healthy, or → out again for longer. Times are milliseconds of one clock; of several loops,
/// whose clocks are read at different moments, a later call may come with an earlier time.
struct QuarantineState {
    enum Phase: Equatable {
        case healthy
        case out(until: UInt64)
        case probing(running: Int, good: Int)
    }

    /// What becomes of a request.
    enum Admission: Equatable {
        case pass
        /// It tries the version: its end has to be told, with this number.
        case probe(round: UInt64)
        /// It may try again after that time.
        case refuse(milliseconds: UInt64)
    }

    enum ProbeEnd: Equatable {
        case good
        case failed(WorkerFailure)
        /// The client left, or there was no isolate: it has shown nothing.
        case abandoned
    }

    /// A change of phase that somebody should hear of.
    enum Change: Equatable {
        case out(Evidence)
        /// After so many times out, and so long since the first of them.
        case back(rounds: UInt64, milliseconds: UInt64)
    }

    /// Why it was taken out, and for how long.
    struct Evidence: Equatable {
        /// It was out before, and this is what its probes showed.
        var isProbe: Bool
        var failed: Int
        var requests: Int
        var commonest: WorkerFailure
        var backoffMilliseconds: UInt64
    }

    private(set) var phase = Phase.healthy
    private let settings: Settings
    /// Times it was taken out: what a probe of an earlier one says counts no more.
    private var round: UInt64 = 0
    private var backoff: UInt64 = 0
    private var healthySince: UInt64 = 0
    private var outSince: UInt64 = 0
    private var roundsBefore: UInt64 = 0

    /// A window begins with a failure; nil: there was none.
    private var windowStart: UInt64?
    private var endedBefore: UInt64 = 0
    private var failures = [Int](repeating: 0, count: WorkerFailure.allCases.count)

    init(_ settings: Settings) { self.settings = settings }

    // MARK: while it is healthy

    /// A request that was no probe failed. `ended`: all that ended so far, this one included.
    mutating func failed(_ failure: WorkerFailure, ended: UInt64, now: UInt64) -> Change? {
        // Begun before it was taken out: that has been decided.
        guard phase == .healthy else { return nil }
        if windowStart.map({ now >= $0 + settings.window }) ?? true { beginWindow(ended: ended, now: now) }
        failures[failure.rawValue] += 1
        let failed = failures.reduce(0, +)
        // Other loops' counts may be behind.
        let requests = max(failed, Int(clamping: ended &- endedBefore))
        guard requests >= settings.requestsMin, failed * 100 >= requests * settings.failuresPercent else { return nil }
        let calm = now > healthySince ? now - healthySince : 0
        let backoff = calm >= self.backoff ? settings.backoff : nextBackoff
        (outSince, roundsBefore) = (now, round)
        return takeOut(for: backoff, failed: failed, of: requests, isProbe: false, now: now)
    }

    private mutating func beginWindow(ended: UInt64, now: UInt64) {
        windowStart = now
        endedBefore = ended &- 1
        clearFailures()
    }

    private mutating func clearFailures() {
        for index in failures.indices { failures[index] = 0 }
    }

    // MARK: while it is out

    mutating func admit(now: UInt64) -> Admission {
        switch phase {
        case .healthy: return .pass
        case .out(let until) where now < until: return .refuse(milliseconds: until - now)
        case .out:
            clearFailures()
            phase = .probing(running: 1, good: 0)
        case .probing(let running, let good):
            guard hasRoomForProbe else { return .refuse(milliseconds: 0) }
            phase = .probing(running: running + 1, good: good)
        }
        return .probe(round: round)
    }

    /// `admit` would let another one try.
    var hasRoomForProbe: Bool {
        guard case .probing(let running, let good) = phase else { return false }
        return running + good < settings.probesMax
    }

    mutating func probeEnded(_ end: ProbeEnd, round: UInt64, now: UInt64) -> Change? {
        guard round == self.round, case .probing(let running, let good) = phase else { return nil }
        switch end {
        case .abandoned:
            phase = .probing(running: running - 1, good: good)
            return nil
        case .good where good + 1 < settings.probesMax:
            phase = .probing(running: running - 1, good: good + 1)
            return nil
        case .good:
            phase = .healthy
            healthySince = now
            windowStart = nil
            return .back(rounds: self.round - roundsBefore, milliseconds: now > outSince ? now - outSince : 0)
        case .failed(let failure):
            failures[failure.rawValue] += 1
            return takeOut(for: nextBackoff, failed: 1, of: good + 1, isProbe: true, now: now)
        }
    }

    // MARK: out

    private var nextBackoff: UInt64 { min(backoff * 2, settings.backoffMax) }

    private mutating func takeOut(
        for backoff: UInt64, failed: Int, of requests: Int, isProbe: Bool, now: UInt64
    ) -> Change {
        self.backoff = backoff
        round += 1
        phase = .out(until: now + backoff)
        let most = failures.indices.max { failures[$0] < failures[$1] }.flatMap(WorkerFailure.init)
        return .out(
            Evidence(
                isProbe: isProbe, failed: failed, requests: requests, commonest: most ?? .trap,
                backoffMilliseconds: backoff))
    }

    /// `Config.Quarantine`, in milliseconds.
    struct Settings: Sendable {
        var failuresPercent: Int
        var requestsMin: Int
        var window, backoff, backoffMax: UInt64
        var probesMax: Int

        init(_ config: Config.Quarantine) {
            failuresPercent = config.failuresPercent
            requestsMin = config.requestsMin
            window = config.window.milliseconds
            backoff = config.backoff.milliseconds
            backoffMax = config.backoffMax.milliseconds
            probesMax = config.probesMax
        }
    }
}
