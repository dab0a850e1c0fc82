package import Bench

extension WallMeasurement {
    /// What is not answered so long after a rate's time is cut off: the rate was too much anyway.
    private static let drain = Duration.milliseconds(500)

    /// The case at rising rates, up to the knee or the highest rate.
    package func sweep(
        _ name: String, _ request: LoadRequest, on target: LoadTarget, from: Double, to: Double
    ) throws(LoadError) -> RateSweep {
        var search = KneeSearch(from: from, to: to)
        let pool = makePool(request, target)
        defer { end([pool]) }
        progress("\(name): connecting")
        try generator.fill(pool)
        try warm(pool, name, rate: from)
        while let rate = search.next {
            progress("\(name): sweep at \(Int(rate)) requests a second")
            // Connections that were cut off have to be made again first.
            try generator.fill(pool)
            try slice(pool, rate: rate, nanoseconds(settings.step) / 8, drain: Self.drain)
            try generator.fill(pool)
            search.add(try step(pool, rate))
        }
        var rule = KneeSearch.rule
        if search.knee == nil {
            rule +=
                search.steps.first.map { $0.achievedRate < KneeSearch.achievedShare * $0.rate } == true
                ? "; the lowest rate was too much already" : "; no rate up to \(Int(to)) was too much"
        }
        return RateSweep(name: name, steps: search.steps, knee: search.knee, rule: rule)
    }

    private func step(_ pool: LoadPool, _ rate: Double) throws(LoadError) -> RateSweep.Step {
        let before = MachineReading.now(servers: [pool.target.process])
        let length = nanoseconds(settings.step)
        try slice(pool, rate: rate, length, drain: Self.drain)
        let after = MachineReading.now(servers: [pool.target.process])
        let book = pool.book
        // Of what was due: of Poisson arrivals that is not quite the rate.
        let share = Double(book.answeredInTimeCount) / Double(max(1, book.dueCount))
        return RateSweep.Step(
            rate: rate, achievedRate: rate * share,
            p50: book.latencies.microseconds(at: 50), p99: book.latencies.microseconds(at: 99),
            failures: book.failures.reduce(0) { $0 + $1.value },
            isDisturbed: !disturbances(before, after, book).isEmpty)
    }
}
