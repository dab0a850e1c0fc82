/// The page's part about two versions: each figure's ratio with its interval, on one scale.
enum PageComparisons {
    static func html(_ run: BenchRun) -> String {
        guard let first = run.comparisons.first else { return "" }
        let shown = Array(run.comparisons.prefix(ReportLimits.casesInPage * 3))
        let reach = shown.map(reach).max() ?? 0.1
        let scale = Scale(
            .linear, 1 - min(reach * 1.15, 1), 1 + reach * 1.15, start: 4, end: RowBars.intervalWidth - 4)
        let empty = "<td></td>"
        let axis = [empty, "<td class=\"drawing\">\(RowBars.intervalAxis(scale))</td>", empty, empty, empty]
        let rows = shown.map { row($0, scale) } + [axis]
        return """
            <section>
            <h2>B against A</h2>
            <p class="soft">A: \(Markup.escaped(first.a)). B: \(Markup.escaped(first.b)). Measured in turns within one run;
            left of the line B is faster.</p>
            \(BenchPage.table(["", "", "B / A", "interval", ""], rows, style: "intervals"))
            \(BenchPage.left(run.comparisons.count - shown.count, of: "comparisons"))
            </section>
            """
    }

    private static func row(_ comparison: WallComparison, _ scale: Scale) -> [String] {
        let name = Markup.escaped(comparison.name, most: ReportLimits.nameScalars)
        let figure = Markup.escaped(comparison.figure, most: ReportLimits.nameScalars)
        let disturbed = comparison.isDisturbed ? " <span class=\"warn\">disturbed</span>" : ""
        return [
            "<td class=\"text\"><b>\(name)</b> \(figure)</td>",
            "<td class=\"drawing\">\(RowBars.interval(comparison, scale))</td>",
            BenchPage.cell(Written.decimal(comparison.ratio, places: 3), "strong"),
            BenchPage.cell(comparison.intervalText, "soft"),
            "<td class=\"text \(style(comparison.verdict))\">\(comparison.verdictText)\(disturbed)</td>",
        ]
    }

    /// How far from 1 it reaches, one bound or the other.
    private static func reach(_ comparison: WallComparison) -> Double {
        let bounds = [comparison.low, comparison.high, comparison.ratio].filter { $0.isFinite && $0 > 0 && $0 < 100 }
        let distances: [Double] = bounds.map { abs($0 - 1) }
        let margin = comparison.margin.map { $0.isFinite ? min(abs($0), 1) : 0 } ?? 0
        return max(distances.max() ?? 0, margin, 0.005)
    }

    private static func style(_ verdict: WallComparison.Verdict) -> String {
        switch verdict {
        case .faster: "good"
        case .slower: "bad"
        case .noDifference: "soft"
        case .undecided: "warn"
        }
    }
}
