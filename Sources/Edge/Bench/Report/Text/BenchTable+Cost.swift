extension BenchTable {
    /// A line per case.
    static func costs(_ run: BenchRun, _ style: TextStyle) -> [String] {
        var table = TextTable([
            .init(title: "", isRight: false), .init(title: "case", isRight: false),
            .init(title: "request", isRight: false, dispensable: 6), .init(title: "answer", dispensable: 3),
            .init(title: "instructions"), .init(title: "before", dispensable: 1), .init(title: "pages", dispensable: 2),
            .init(title: "in", dispensable: 5), .init(title: "out", dispensable: 5),
            .init(title: "host calls", dispensable: 4), .init(title: "fetches", dispensable: 4),
            .init(title: "allocations", dispensable: 4),
        ])
        for cost in run.cost { table.rows.append(row(cost)) }
        if !run.cost.contains(where: { $0.before != nil }) { table.drop("before") }
        var lines = table.lines(style)
        if let instructions = run.initInstructions {
            lines += paragraph(
                "init() once: \(Written.count(instructions)) instructions, in no case's figures", style, nil)
        }
        return lines
    }

    private static func row(_ cost: CostCase) -> [TextTable.Cell] {
        let figures = cost.figures
        let change = cost.before.map {
            Written.change(from: Double($0.instructions), to: Double(figures.instructions))
        }
        let grew = cost.before.map { $0.instructions < figures.instructions } ?? false
        let mark: TextTable.Cell = cost.hasFailed ? .init("✗", .red, bold: true) : .init("✓", .green)
        return [
            mark, .init(Plain.line(cost.name), bold: true), .init(Plain.line(cost.request), .grey),
            .init(cost.status.map(String.init) ?? "failed", cost.status == nil ? .red : nil),
            .init(Written.count(figures.instructions)),
            .init(change ?? "", change == "=" ? .grey : grew ? (cost.hasFailed ? .red : .yellow) : .green),
            .init(Written.count(figures.pages)), .init(Written.count(figures.bytesIn)),
            .init(Written.count(figures.bytesOut)), .init(Written.count(figures.hostCalls)),
            .init(Written.count(figures.subrequests)), .init(figures.allocationsText),
        ]
    }

    /// Why a case failed, and where instructions went.
    static func details(_ cost: CostCase, _ style: TextStyle) -> [String] {
        guard cost.hasFailed else { return [] }
        var lines = [""] + heading("✗", .red, Plain.line(cost.name), "", style)
        for problem in cost.problems { lines += paragraph(Plain.sentence(problem), style, .red) }
        for check in cost.checks where !check.passed { lines += paragraph(check.sentence, style, .red) }
        guard cost.problems.isEmpty else { return lines }
        if let diff = CostDiff(cost), diff.hasChanged {
            return lines + ["  " + diff.headline + "; by function:"] + changes(diff, style)
        }
        return cost.functions.isEmpty ? lines : lines + ["  the dearest functions:"] + dearest(cost, style)
    }

    private static func changes(_ diff: CostDiff, _ style: TextStyle) -> [String] {
        var table = TextTable(
            [
                .init(title: "change"), .init(title: "", dispensable: 1), .init(title: "before", dispensable: 2),
                .init(title: "after"), .init(title: "function", isRight: false),
            ], indent: "  ")
        for row in diff.rows() {
            let colour: TextStyle.Colour? = row[0].hasPrefix("+") ? .red : row[0].hasPrefix("-") ? .green : nil
            table.rows.append(row.enumerated().map { .init($1, $0 == 0 ? colour : nil) })
        }
        return table.lines(style)
    }

    private static func dearest(_ cost: CostCase, _ style: TextStyle) -> [String] {
        var table = TextTable(
            [
                .init(title: "instructions"), .init(title: "share", dispensable: 1),
                .init(title: "calls", dispensable: 2),
                .init(title: "function", isRight: false),
            ], indent: "  ")
        for function in cost.functions.prefix(ReportLimits.functionsInDiff) {
            let share = Double(function.instructions) / Double(max(1, cost.figures.instructions))
            table.rows.append([
                .init(Written.count(function.instructions)), .init(Written.percent(share)),
                .init(Written.count(function.calls)), .init(Plain.line(function.name)),
            ])
        }
        return table.lines(style)
    }
}

extension CostFigures {
    /// "96 (4,812 B)"; "–" where it is not known.
    var allocationsText: String {
        guard let allocations else { return "not known" }
        guard let allocatedBytes else { return Written.count(allocations) }
        return "\(Written.count(allocations)) (\(Written.count(allocatedBytes)) B)"
    }
}

extension TextTable {
    /// Takes a column away, which is empty in every row.
    fileprivate mutating func drop(_ title: String) {
        guard let index = columns.firstIndex(where: { $0.title == title }) else { return }
        columns.remove(at: index)
        for row in rows.indices { rows[row].remove(at: index) }
    }
}
