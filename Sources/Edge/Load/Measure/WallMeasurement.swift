package import Bench
internal import Loop

/// Puts the loads of `swiftlet bench` on servers and makes figures of what comes back. On the generator's thread.
package final class WallMeasurement {
    let generator: LoadGenerator
    let settings: WallSettings
    /// A line of how far it is, at most twice a second.
    let progress: (String) -> Void

    /// How often a measurement is made again whose budget was exceeded while something disturbed it.
    package static let rerunsMax = 2
    /// A window of the warm-up: at least so long, or as long as so many requests take, but no longer than a second.
    private static let windowLeast: UInt64 = 50_000_000
    private static let windowMost: UInt64 = 1_000_000_000
    private static let windowRequests = 20.0
    /// From the last look at the machine to the first request that counts.
    private static let settling: UInt64 = 10_000_000

    package init(generator: LoadGenerator, settings: WallSettings, progress: @escaping (String) -> Void) {
        self.generator = generator
        self.settings = settings
        self.progress = progress
    }

    /// One case at the settings' rate, held to the budgets. Where one is exceeded and something disturbed the run, it is
    /// made again, twice at most: the last one stands.
    package func measure(_ name: String, _ request: LoadRequest, line: String, on target: LoadTarget) throws(LoadError)
        -> WallCase
    {
        var runs = 0
        while true {
            let pool = makePool(request, target)
            defer { end([pool]) }
            progress("\(name): connecting")
            try generator.fill(pool)
            var result = WallCase(name: name, request: line, arrivals: settings.arrivals, rate: settings.rate)
            describe(&result, tls: target.tls != nil)
            try once(pool, name, into: &result)
            result.checks = settings.budgets.compactMap { $0.check(result) }
            runs += 1
            let isExceeded = result.checks.contains { !$0.passed }
            if !isExceeded || result.disturbances.isEmpty || runs > Self.rerunsMax {
                if runs > 1 {
                    result.disturbances.append("measured \(runs) times: earlier runs were disturbed as well")
                }
                return result
            }
        }
    }

    private func once(_ pool: LoadPool, _ name: String, into result: inout WallCase) throws(LoadError) {
        let duration = nanoseconds(settings.duration)
        let start = MonotonicClock.now
        var warmUp = WarmUp()
        var before: MachineReading?
        var counts: UInt64 = 0
        var toldAt: UInt64 = 0
        pool.book = OpenLoop(schedule(rate: settings.rate, start: start))
        try generator.run(
            pool, drain: settings.timeout, tickInterval: windowLength(settings.rate)
        ) { now throws(LoadError) in
            if now > toldAt + 500_000_000 {
                toldAt = now
                let share = counts == 0 ? "warming up" : "\(now > counts ? (now - counts) / 1_000_000_000 : 0) s"
                progress("\(name): \(Int(settings.rate)) requests a second, \(share) of \(settings.duration)")
            }
            let window = pool.book.takeWindow()
            guard warmUp.state == .warming else { return }
            warmUp.add(median: window?.median)
            try expectAnswers(pool, name, warmUp, after: now - start)
            guard warmUp.state != .warming else { return }
            before = MachineReading.now(servers: [pool.target.process])
            counts = MonotonicClock.now + Self.settling
            pool.book.count(from: counts, until: counts + duration)
        }
        let after = MachineReading.now(servers: [pool.target.process])
        result.warmUpSeconds = seconds(counts &- start)
        result.seconds = seconds(duration)
        fill(&result, pool.book, seconds: seconds(duration))
        guard let before else { return }
        if let used = processorTime(before, after), pool.book.answeredCount > 0 {
            result.serverMicroseconds = used / 1000 / Double(pool.book.answeredCount)
        }
        result.disturbances = disturbances(before, after, pool.book)
        if case .unsettled(let first, let last) = warmUp.state {
            result.disturbances.append(
                "it was not warm after \(WarmUp.windowsMax) windows: their medians went from "
                    + "\(Written.microseconds(first / 1000)) to \(Written.microseconds(last / 1000))")
        }
    }

    // MARK: parts that sweeps and comparisons share

    func makePool(_ request: LoadRequest, _ target: LoadTarget) -> LoadPool {
        LoadPool(
            target: target, request: request, connections: settings.connections,
            opensConnections: settings.opensConnections, timeout: settings.timeout, generator: generator,
            book: OpenLoop(schedule(rate: settings.rate, start: 0), endsAt: 0))
    }

    func end(_ pools: [LoadPool]) {
        for pool in pools { pool.close() }
        // libuv closes in the next turn.
        generator.loop.turn()
        generator.loop.turn()
    }

    func schedule(rate: Double, start: UInt64) -> ArrivalSchedule {
        ArrivalSchedule(settings.arrivals, rate: rate, start: start, seed: settings.seed)
    }

    /// Runs the load until the server is warm, or would not become so.
    func warm(_ pool: LoadPool, _ name: String, rate: Double) throws(LoadError) {
        var warmUp = WarmUp()
        let start = MonotonicClock.now
        pool.book = OpenLoop(schedule(rate: rate, start: start))
        try generator.run(
            pool, drain: settings.timeout, tickInterval: windowLength(rate)
        ) { now throws(LoadError) in
            warmUp.add(median: pool.book.takeWindow()?.median)
            try expectAnswers(pool, name, warmUp, after: now - start)
            if warmUp.state != .warming { pool.book.count(from: .max, until: now) }
        }
    }

    /// Throws where nothing but failures has come so far, or nothing at all: that is not worth waiting for.
    private func expectAnswers(
        _ pool: LoadPool, _ name: String, _ warmUp: WarmUp, after elapsed: UInt64
    ) throws(LoadError) {
        let answers = pool.book.first
        let isOver = warmUp.state != .warming && answers.areMissing
        guard isOver || answers.areHopeless(after: elapsed) else { return }
        throw LoadError(answers, case: name, on: pool.target, after: seconds(elapsed))
    }

    /// So many nanoseconds at a rate, all of which count.
    func slice(_ pool: LoadPool, rate: Double, _ length: UInt64, drain: Duration) throws(LoadError) {
        var schedule = schedule(rate: rate, start: 0)
        try slice(pool, &schedule, of: length, after: 0, drain: drain)
    }

    /// The same of a load in slices: the schedule stands still between them.
    ///
    /// - Parameter done: nanoseconds of the slices before.
    func slice(
        _ pool: LoadPool, _ schedule: inout ArrivalSchedule, of length: UInt64, after done: UInt64, drain: Duration
    ) throws(LoadError) {
        let start = MonotonicClock.now
        schedule.pause(from: done, to: start)
        pool.book = OpenLoop(schedule, countsFrom: start, endsAt: start + length)
        try generator.run(pool, drain: drain)
        schedule = pool.book.schedule
        schedule.pause(from: start + length, to: done + length)
    }

    func describe(_ result: inout WallCase, tls: Bool) {
        result.connections = settings.connections
        result.opensConnections = settings.opensConnections
        result.tls = tls
    }

    func fill(_ result: inout WallCase, _ book: OpenLoop, seconds: Double) {
        result.achievedRate = Double(book.answeredInTimeCount) / seconds
        result.latency = book.latencies.summary
        result.failures = book.failures.map { (kind: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
    }

    func disturbances(_ before: MachineReading, _ after: MachineReading, _ book: OpenLoop) -> [String] {
        let late = Disturbances.lateness(
            p99: book.lateness.microseconds(at: 99), latency: book.latencies.microseconds(at: 50))
        return Disturbances.between(before, after) + (late.map { [$0] } ?? [])
    }

    /// Nanoseconds of the server's process.
    func processorTime(_ before: MachineReading, _ after: MachineReading) -> Double? {
        guard let now = after.server, let then = before.server else { return nil }
        return Double((now - then).onProcessor)
    }

    func nanoseconds(_ duration: Duration) -> UInt64 { UInt64(max(.zero, duration) / .nanoseconds(1)) }

    func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e9 }

    private func windowLength(_ rate: Double) -> UInt64 {
        min(max(Self.windowLeast, UInt64(Self.windowRequests / rate * 1e9)), Self.windowMost)
    }
}
