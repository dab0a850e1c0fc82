/// The page's part about earlier runs: a drawing for each case's instructions, and for its p99.
enum PageHistory {
    static func html(_ entries: [BenchHistory.Entry]) -> String {
        let cost = plots(entries, \.cost, "instructions", { Written.number($0.rounded()) })
        let wall = plots(entries, \.p99, "p99", Written.microseconds)
        guard !(cost + wall).isEmpty else { return "" }
        return """
            <section>
            <h2>History</h2>
            <div class="plots card">\((cost + wall).joined(separator: "\n"))</div>
            </section>
            """
    }

    private static func plots(
        _ entries: [BenchHistory.Entry], _ figures: KeyPath<BenchHistory.Entry, [BenchHistory.Figure]>, _ unit: String,
        _ written: (Double) -> String
    ) -> [String] {
        var names: [String] = []
        var points: [String: [HistoryPlot.Point]] = [:]
        for entry in entries {
            for figure in entry[keyPath: figures] {
                if points[figure.name] == nil { names.append(figure.name) }
                let point = HistoryPlot.Point(
                    startedAt: entry.startedAt, value: figure.value, passed: entry.passed, version: entry.version)
                points[figure.name, default: []].append(point)
            }
        }
        return names.prefix(ReportLimits.casesInPage).map { name in
            let title = "\(Plain.line(name)): \(unit)"
            return PageWall.figure(title, HistoryPlot.svg(title, points[name] ?? [], written))
        }.filter { !$0.isEmpty }
    }
}
