/// A run as people read it on a terminal: one table of costs, what grew where a budget is exceeded, the latencies with
/// their histograms, sweeps and comparisons, and at the end what came of it.
///
/// No line begins with what others wrote: a CI's log takes `::error::` at a line's start for a command.
package enum BenchTable {
    /// Lines, each ended by a newline.
    package static func text(_ run: BenchRun, _ style: TextStyle = TextStyle()) -> String {
        var lines = head(run, style)
        if !run.cost.isEmpty { lines += [""] + costs(run, style) }
        for cost in run.cost { lines += details(cost, style) }
        for wall in run.wall { lines += [""] + details(wall, style) }
        for sweep in run.sweeps { lines += [""] + details(sweep, style) }
        if !run.comparisons.isEmpty { lines += [""] + comparisons(run.comparisons, style) }
        if !run.notes.isEmpty { lines.append("") }
        for note in run.notes { lines += paragraph("note: " + Plain.sentence(note), style, nil) }
        lines += [""] + verdict(run, style)
        return lines.map { $0 + "\n" }.joined()
    }

    private static func head(_ run: BenchRun, _ style: TextStyle) -> [String] {
        var facts = [Written.minute(run.startedAt)]
        if let suite = run.suite { facts.append("suite " + Plain.line(suite)) }
        if let baseline = run.baseline { facts.append("baseline " + Plain.line(baseline)) }
        let machine = run.machine
        facts.append("swiftlet \(Plain.line(machine.swiftlet)), \(Plain.line(machine.engine))")
        // What a count is does not depend on it; what a latency is does.
        if !run.wall.isEmpty || !run.sweeps.isEmpty || !run.comparisons.isEmpty {
            facts.append(
                "\(machine.processors) × \(Plain.line(machine.processor)), \(Plain.line(machine.kernel))")
        }
        return heading("bench", nil, Plain.line(run.target), run.version.map { Plain.line($0) } ?? "", style)
            + paragraph(facts.joined(separator: " · "), style, .grey)
    }

    /// A mark, a name, and what is said of it; on a line, or where that is too long, the last part below.
    static func heading(
        _ mark: String, _ colour: TextStyle.Colour?, _ name: String, _ detail: String, _ style: TextStyle
    ) -> [String] {
        let name = TextWidth.cut(name, to: style.width - TextWidth.of(mark) - 1)
        let first = style.paint(mark, colour, bold: colour == .red) + " " + style.bold(name)
        if detail.isEmpty { return [first] }
        let fits = TextWidth.of(mark) + TextWidth.of(name) + TextWidth.of(detail) + 2 <= style.width
        return fits ? [first + " " + style.paint(detail, .grey)] : [first] + paragraph(detail, style, .grey)
    }

    /// A sentence on as many lines as it needs.
    static func paragraph(_ text: String, _ style: TextStyle, _ colour: TextStyle.Colour?, indent: Int = 2) -> [String]
    {
        TextWidth.wrapped(text, width: style.width, indent: indent).map { style.paint($0, colour) }
    }

    private static func verdict(_ run: BenchRun, _ style: TextStyle) -> [String] {
        let failed = run.failedNames
        guard failed.isEmpty else {
            let shown = failed.prefix(5).map { Plain.line($0) }.joined(separator: ", ")
            let rest = failed.count > 5 ? " and \(failed.count - 5) more" : ""
            return paragraph("✗ failed: \(shown)\(rest)", style, .red, indent: 0)
        }
        let count = run.cost.count + run.wall.count + run.comparisons.count + run.sweeps.count
        return [style.paint("✓ passed: \(count == 1 ? "1 case" : "\(count) cases")", .green, bold: true)]
    }
}

extension BenchRun {
    /// What failed, each once, in the order of the reports.
    var failedNames: [String] {
        let names =
            cost.filter(\.hasFailed).map(\.name) + wall.filter(\.hasFailed).map(\.name)
            + comparisons.filter(\.hasFailed).map(\.name)
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
