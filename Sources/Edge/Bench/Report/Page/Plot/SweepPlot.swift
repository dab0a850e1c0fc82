/// p50 and p99 at rising rates, and the knee.
enum SweepPlot {
    static func svg(_ sweep: RateSweep) -> String {
        let steps = Array(sweep.steps.prefix(ReportLimits.stepsInPlot))
        let latencies = steps.flatMap { [$0.p50, $0.p99] }.filter { $0 > 0 }
        guard steps.count > 1, let low = latencies.min(), let high = latencies.max(), let first = steps.first,
            let last = steps.last
        else { return "" }
        var plot = Plot(
            "Latency of \(sweep.name) at rising rates", x: (.logarithmic, first.rate * 0.92, last.rate * 1.08),
            y: (.logarithmic, low * 0.8, high * 1.25))
        plot.axes("requests per second", { Written.number($0) }, Written.microseconds)
        if let knee = sweep.knee { plot.marker(knee, "knee \(Written.rate(knee))", "bad") }
        plot.curve(steps.map { ($0.rate, $0.p50) }, "a")
        plot.curve(steps.map { ($0.rate, $0.p99) }, "b")
        for step in steps {
            let state = step.isDisturbed ? " hollow" : ""
            let note =
                "\(Written.rate(step.rate)), \(Written.rate(step.achievedRate)) answered: "
                + "p50 \(Written.microseconds(step.p50)), p99 \(Written.microseconds(step.p99))"
                + (step.failures > 0 ? ", \(Written.count(step.failures)) failures" : "")
                + (step.isDisturbed ? ", disturbed" : "")
            plot.dot((step.rate, step.p50), "a" + state, note: note)
            plot.dot((step.rate, step.p99), "b" + state, note: note)
        }
        return plot.svg
    }
}
