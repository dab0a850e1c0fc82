/// The page's part about latencies: a card for each case, both sides of a comparison in one.
enum PageWall {
    static func html(_ run: BenchRun) -> String {
        guard !run.wall.isEmpty else { return "" }
        let groups = grouped(run.wall)
        let most = ReportLimits.casesInPage
        return """
            <section>
            <h2>Latency</h2>
            <p class="soft">Open loop: requests are sent when they are due, whatever the server does, and each latency
            counts from that moment.</p>
            </section>
            \(groups.prefix(most).map(card).joined(separator: "\n"))
            \(BenchPage.left(groups.count - most, of: "cases"))
            """
    }

    /// Sides of the same case beside each other, in the order of their first one.
    private static func grouped(_ walls: [WallCase]) -> [[WallCase]] {
        var groups: [[WallCase]] = []
        for wall in walls {
            let place = groups.firstIndex { group in
                group.count == 1 && group[0].name == wall.name && group[0].rate == wall.rate && group[0].side != nil
                    && wall.side != nil && group[0].side != wall.side
            }
            if let place { groups[place].append(wall) } else { groups.append([wall]) }
        }
        return groups
    }

    private static func card(_ walls: [WallCase]) -> String {
        let name = Markup.escaped(walls[0].name, most: ReportLimits.nameScalars)
        let request = Markup.escaped(walls[0].request, most: ReportLimits.nameScalars)
        let plots = [
            figure("latency by percentile", LatencyPlots.percentiles(walls)),
            figure("requests by latency", LatencyPlots.histogram(walls)),
        ]
        return """
            <section class="card">
            <h3>\(name)</h3> <span class="soft">\(request)</span>
            \(walls.map(side).joined(separator: "\n"))
            <div class="plots">\(plots.joined())</div>
            \(walls.count > 1 ? sidesLegend : "")
            </section>
            """
    }

    static let sidesLegend =
        "<p class=\"legend\"><span class=\"key a\"></span> A <span class=\"key b\"></span> B</p>"

    /// One version's figures.
    private static func side(_ wall: WallCase) -> String {
        var tiles = wall.latency.shownPercentiles.filter { [50, 90, 99, 99.9, 99.99].contains($0.percentile) }
            .map { (Written.percentile($0.percentile), Written.microseconds($0.microseconds)) }
        if wall.latency.count > 0 { tiles.append(("max", Written.microseconds(wall.latency.most))) }
        if let cpu = wall.serverMicroseconds { tiles.append(("CPU per request", Written.microseconds(cpu))) }
        let title = wall.side.map { "<b>\(Markup.escaped($0, most: 40))</b> " } ?? ""
        let failures = wall.failures.isEmpty ? [] : ["failures: " + wall.failuresText]
        return """
            <p class="soft">\(title)\(Markup.escaped(wall.circumstances))</p>
            <dl class="tiles">\(tiles.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined())</dl>
            \(BenchPage.sentences(failures, wall.hasFailures ? "bad" : "warn"))
            \(BenchPage.sentences(wall.disturbances, "warn", prefix: "disturbed: "))
            \(BenchPage.budgets(wall.checks))
            """
    }

    static func figure(_ title: String, _ svg: String) -> String {
        svg.isEmpty ? "" : "<figure><figcaption>\(Markup.escaped(title))</figcaption>\(svg)</figure>"
    }
}

/// The page's part about rising rates.
enum PageSweeps {
    static func html(_ run: BenchRun) -> String {
        guard !run.sweeps.isEmpty else { return "" }
        let most = ReportLimits.casesInPage
        return """
            <section>
            <h2>Rising rates</h2>
            </section>
            \(run.sweeps.prefix(most).map(card).joined(separator: "\n"))
            \(BenchPage.left(run.sweeps.count - most, of: "sweeps"))
            """
    }

    private static func card(_ sweep: RateSweep) -> String {
        let knee = sweep.knee.map { "follows up to \(Written.rate($0))" } ?? "the knee was not reached"
        let rows = sweep.steps.prefix(ReportLimits.stepsInPlot).map { step in
            let isBeyond = sweep.knee.map { step.rate > $0 } ?? false
            return [
                BenchPage.cell(Written.rate(step.rate), isBeyond ? "bad" : ""),
                BenchPage.cell(Written.rate(step.achievedRate)), BenchPage.cell(Written.microseconds(step.p50)),
                BenchPage.cell(Written.microseconds(step.p99)), BenchPage.cell(Written.count(step.failures)),
                BenchPage.cell(step.isDisturbed ? "disturbed" : "", "warn"),
            ]
        }
        let table = BenchPage.table(["due", "answered", "p50", "p99", "failures", ""], Array(rows), style: "figures")
        return """
            <section class="card">
            <h3>\(Markup.escaped(sweep.name, most: ReportLimits.nameScalars))</h3> <span class="soft">\(knee)</span>
            <p class="soft">\(Markup.escaped(sweep.rule))</p>
            <div class="plots">\(PageWall.figure("latency by rate", SweepPlot.svg(sweep)))
            <div>\(table)</div></div>
            <p class="legend"><span class="key a"></span> p50 <span class="key b"></span> p99, hollow: disturbed</p>
            </section>
            """
    }
}
