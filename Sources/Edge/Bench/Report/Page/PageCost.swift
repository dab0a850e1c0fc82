/// The page's part about what requests cost: all cases in one table, and for each where its instructions went.
enum PageCost {
    static func html(_ run: BenchRun) -> String {
        guard !run.cost.isEmpty else { return "" }
        let most = ReportLimits.casesInPage
        return """
            <section>
            <h2>Cost of a request</h2>
            <p class="soft">Counted, not timed: the same figures on every machine for the same module.</p>
            \(overview(run))
            </section>
            \(run.cost.prefix(most).map { details($0, isOpen: $0.hasFailed || run.cost.count <= 2) }.joined(separator: "\n"))
            \(BenchPage.left(run.cost.count - most, of: "cases"))
            """
    }

    private static func overview(_ run: BenchRun) -> String {
        let head = [
            "", "case", "answer", "instructions", "change", "pages", "bytes in", "bytes out", "host calls",
            "subrequests",
            "allocations",
        ]
        let rows = run.cost.prefix(1_000).map { cost in
            let figures = cost.figures
            let change = cost.before.map {
                Written.change(from: Double($0.instructions), to: Double(figures.instructions))
            }
            let grew = cost.before.map { $0.instructions < figures.instructions } ?? false
            return [
                "<td class=\"mark \(cost.hasFailed ? "bad" : "good")\">\(cost.hasFailed ? "✗" : "✓")</td>",
                "<td class=\"text\"><b>\(Markup.escaped(cost.name, most: ReportLimits.nameScalars))</b><br/>"
                    + "<span class=\"soft\">\(Markup.escaped(cost.request, most: ReportLimits.nameScalars))</span></td>",
                BenchPage.cell(cost.status.map(String.init) ?? "failed", cost.status == nil ? "bad" : ""),
                BenchPage.cell(Written.count(figures.instructions), "strong"),
                BenchPage.cell(change ?? "–", change == nil || change == "=" ? "soft" : grew ? "bad" : "good"),
                BenchPage.cell(Written.count(figures.pages)), BenchPage.cell(Written.count(figures.bytesIn)),
                BenchPage.cell(Written.count(figures.bytesOut)), BenchPage.cell(Written.count(figures.hostCalls)),
                BenchPage.cell(Written.count(figures.subrequests)), BenchPage.cell(figures.allocationsText),
            ]
        }
        return BenchPage.table(head, Array(rows), style: "figures")
    }

    private static func details(_ cost: CostCase, isOpen: Bool) -> String {
        let name = Markup.escaped(cost.name, most: ReportLimits.nameScalars)
        return """
            <details class="card"\(isOpen ? " open=\"open\"" : "")>
            <summary><h3>\(name)</h3> <span class="soft">\(Markup.escaped(cost.sentence))</span></summary>
            \(BenchPage.sentences(cost.problems, "bad"))
            \(BenchPage.budgets(cost.checks))
            \(functions(cost))
            </details>
            """
    }

    private static func functions(_ cost: CostCase) -> String {
        guard !cost.functions.isEmpty else { return "<p class=\"soft\">No function is known by name.</p>" }
        let (shown, left) = cost.functionsShown(ReportLimits.functionsInPage)
        let most = shown.map { max($0.instructions, $0.before ?? 0) }.max() ?? 1
        let compares = cost.before != nil
        let rows = shown.map { function in
            let growth = function.instructions - (function.before ?? 0)
            let change =
                compares && growth != 0
                ? Written.signed(growth) + (function.before == nil ? " new" : function.instructions == 0 ? " gone" : "")
                : ""
            let bar = RowBars.cost(
                function.instructions, before: compares ? function.before : nil, most: most,
                grew: compares && growth > 0)
            return [
                "<td class=\"name\">\(Markup.escaped(function.name, most: ReportLimits.nameScalars))</td>",
                "<td class=\"drawing\">\(bar)</td>", BenchPage.cell(Written.count(function.instructions)),
                BenchPage.cell(compares ? change : Written.count(function.calls) + " ×", changeStyle(compares, growth)),
            ]
        }
        let head = ["function", "", "instructions", compares ? "since the baseline" : "calls"]
        let rest =
            left.count > 0
            ? "<p class=\"soft\">and \(Written.count(left.count)) more functions with "
                + "\(Written.count(left.instructions)) instructions</p>" : ""
        return BenchPage.table(head, rows, style: "functions") + legend(compares) + rest
    }

    private static func changeStyle(_ compares: Bool, _ growth: Int) -> String {
        !compares || growth == 0 ? "soft" : growth > 0 ? "bad" : "good"
    }

    private static func legend(_ compares: Bool) -> String {
        guard compares else { return "" }
        return "<p class=\"legend\"><span class=\"key was\"></span> baseline <span class=\"key a\"></span> now "
            + "<span class=\"key red\"></span> now, grown</p>"
    }
}
