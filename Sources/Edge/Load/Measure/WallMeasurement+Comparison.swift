package import Bench

/// Two versions of a server, made afresh for every round where that is possible: two processes of one program differ by what
/// their memory happens to lie on, and a pair that stays would show that as a difference of the versions.
package struct ComparedServers {
    package var names: (a: String, b: String)
    /// Both at once; the number of the round says which begins.
    package var start: (Int) throws(LoadError) -> (a: LoadTarget, b: LoadTarget)
    package var stop: () -> Void

    package init(
        names: (a: String, b: String), start: @escaping (Int) throws(LoadError) -> (a: LoadTarget, b: LoadTarget),
        stop: @escaping () -> Void
    ) {
        self.names = names
        self.start = start
        self.stop = stop
    }
}

extension WallMeasurement {
    package struct Comparison: Sendable {
        package var comparisons: [WallComparison]
        package var cases: [WallCase]
    }

    /// Rounds of A B B A and B A A B in turns, until every figure is decided or there are no more rounds.
    package func compare(
        _ name: String, _ request: LoadRequest, line: String, _ servers: ComparedServers
    ) throws(LoadError) -> Comparison {
        let plan = ComparisonPlan(
            confidence: settings.confidence, margin: settings.margin, roundsMax: settings.roundsMax)
        var rounds = ComparedRounds()
        var slices = makeSlices(plan)
        var verdicts: [ComparisonPlan.Figure: WallComparison.Verdict] = [:]
        for look in plan.looks {
            while rounds.count < look { try round(name, request, servers, plan, &slices, into: &rounds) }
            for figure in ComparisonPlan.Figure.allCases {
                verdicts[figure] = rounds.ratios(of: figure).map { plan.verdict(figure, $0) }
            }
            if !verdicts.values.contains(.undecided) { break }
        }
        // Nobody is told that his change made something slower on one look alone.
        if verdicts.values.contains(.slower) {
            var fresh = ComparedRounds()
            while fresh.count < plan.looks[0] { try round(name, request, servers, plan, &slices, into: &fresh) }
            for (figure, verdict) in verdicts where verdict == .slower {
                verdicts[figure] = fresh.ratios(of: figure).map { plan.confirmed(figure, by: $0) } ?? .undecided
            }
        }
        return Comparison(
            comparisons: ComparisonPlan.Figure.allCases.compactMap { figure in
                verdicts[figure].flatMap { comparison(name, figure, $0, rounds, plan, servers.names) }
            },
            cases: [
                result(name, line, "A", rounds.a, rounds, plan), result(name, line, "B", rounds.b, rounds, plan),
            ])
    }

    private func comparison(
        _ name: String, _ figure: ComparisonPlan.Figure, _ verdict: WallComparison.Verdict, _ rounds: ComparedRounds,
        _ plan: ComparisonPlan, _ names: (a: String, b: String)
    ) -> WallComparison? {
        guard let interval = rounds.ratios(of: figure)?.interval(confidence: plan.confidencePerLook) else { return nil }
        return WallComparison(
            name: name, figure: figure.rawValue, a: names.a, b: names.b, ratio: interval.median, low: interval.low,
            high: interval.high, confidence: plan.confidence, rounds: rounds.count, verdict: verdict,
            margin: plan.margin, isDisturbed: rounds.isDisturbed,
            hasFailed: settings.failsIfSlower && verdict == .slower)
    }

    private func result(
        _ name: String, _ line: String, _ side: String, _ measured: ComparedRounds.Side, _ rounds: ComparedRounds,
        _ plan: ComparisonPlan
    ) -> WallCase {
        var result = WallCase(name: name, request: line, arrivals: settings.arrivals, rate: settings.rate)
        describe(&result, tls: measured.tls)
        result.side = side
        result.seconds = seconds(2 * sliceLength(plan) * UInt64(rounds.count))
        result.achievedRate = Double(measured.answeredInTime) / max(result.seconds, 0.001)
        result.latency = measured.latencies.summary
        result.failures = measured.failures.map { (kind: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
        result.serverMicroseconds = measured.figure(.processor)
        result.disturbances = rounds.remarks
        return result
    }

    /// Each round has two of each version.
    private func sliceLength(_ plan: ComparisonPlan) -> UInt64 {
        nanoseconds(settings.duration) / UInt64(2 * plan.looks[0])
    }

    /// The load on one version, which goes on from slice to slice.
    private struct Slices {
        var schedule: ArrivalSchedule
        /// Nanoseconds of each, and of those that are over.
        let length: UInt64
        var done: UInt64 = 0
    }

    private func makeSlices(_ plan: ComparisonPlan) -> (a: Slices, b: Slices) {
        let slices = Slices(schedule: schedule(rate: settings.rate, start: 0), length: sliceLength(plan))
        return (slices, slices)
    }

    private func round(
        _ name: String, _ request: LoadRequest, _ servers: ComparedServers, _ plan: ComparisonPlan,
        _ slices: inout (a: Slices, b: Slices), into rounds: inout ComparedRounds
    ) throws(LoadError) {
        progress("\(name): round \(rounds.count + 1) of \(plan.looks[0]) to \(plan.looks[plan.looks.count - 1])")
        let targets = try servers.start(rounds.count)
        defer { servers.stop() }
        let pools = (a: makePool(request, targets.a), b: makePool(request, targets.b))
        defer { end([pools.a, pools.b]) }
        try generator.fill(pools.a)
        try generator.fill(pools.b)
        try warm(pools.a, name, rate: settings.rate)
        try warm(pools.b, name, rate: settings.rate)
        let processes = [targets.a.process, targets.b.process]
        var a = ComparedRounds.Side()
        var b = ComparedRounds.Side()
        var lateness = LatencyHistogram()
        let before = MachineReading.now(servers: processes)
        let firstIsA = rounds.count % 2 == 0
        for isA in firstIsA ? [true, false, false, true] : [false, true, true, false] {
            if isA { a.add(try measured(pools.a, &slices.a)) } else { b.add(try measured(pools.b, &slices.b)) }
            lateness.add((isA ? pools.a : pools.b).book.lateness)
        }
        let after = MachineReading.now(servers: processes)
        let late = Disturbances.lateness(p99: lateness.microseconds(at: 99), latency: a.figure(.p50) ?? 0)
        rounds.add(a: a, b: b, disturbances: Disturbances.between(before, after) + (late.map { [$0] } ?? []))
    }

    private func measured(_ pool: LoadPool, _ slices: inout Slices) throws(LoadError) -> ComparedRounds.Side {
        let before = pool.target.process.flatMap { ProcessTime.of(process: $0) }
        try slice(pool, &slices.schedule, of: slices.length, after: slices.done, drain: settings.timeout)
        slices.done += slices.length
        let after = pool.target.process.flatMap { ProcessTime.of(process: $0) }
        var side = ComparedRounds.Side()
        side.latencies = pool.book.latencies
        side.answered = pool.book.answeredCount
        side.answeredInTime = pool.book.answeredInTimeCount
        side.failures = pool.book.failures
        side.tls = pool.target.tls != nil
        if let before, let after { side.processorTime = Double((after - before).onProcessor) }
        return side
    }
}
