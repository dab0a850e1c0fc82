/// What changed between the baseline and now, function by function: the answer to "why is it dearer".
package struct CostDiff: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package var name: String
        /// nil: the function is new.
        package var before: Int?
        package var after: Int

        package var growth: Int { after - (before ?? 0) }

        /// "+12.3%", "new", "gone"
        var changeText: String {
            guard let before else { return "new" }
            return after == 0 ? "gone" : Written.change(from: Double(before), to: Double(after))
        }
    }

    /// Instructions of the whole request.
    package let before: Int
    package let after: Int
    /// Most grown first.
    package let grown: [Line]
    /// Most shrunk first.
    package let shrunk: [Line]

    /// Nil where there is no baseline.
    package init?(_ cost: CostCase) {
        guard let before = cost.before else { return nil }
        self.before = before.instructions
        after = cost.figures.instructions
        let lines = cost.functions.map { Line(name: $0.name, before: $0.before, after: $0.instructions) }
        // By name where they are equal: two runs print the same.
        grown = lines.filter { $0.growth > 0 }.sorted { ($1.growth, $0.name) < ($0.growth, $1.name) }
        shrunk = lines.filter { $0.growth < 0 }.sorted { ($0.growth, $0.name) < ($1.growth, $1.name) }
    }

    package var hasChanged: Bool { before != after || !grown.isEmpty || !shrunk.isEmpty }

    /// The lines that are shown, and how many are not and what they make together: those that grew first; where there is
    /// room, those that shrank.
    func shown(_ most: Int = ReportLimits.functionsInDiff) -> (lines: [Line], left: Int, leftGrowth: Int) {
        let all = grown + shrunk
        // A change that is only one for the better has something to tell too.
        let room = grown.count > most && !shrunk.isEmpty ? most - 1 : most
        var lines = Array(grown.prefix(room))
        lines += shrunk.prefix(most - lines.count)
        let growth = all.reduce(0) { $0 + $1.growth } - lines.reduce(0) { $0 + $1.growth }
        return (lines, all.count - lines.count, growth)
    }
}

extension CostDiff {
    /// "instructions 59,950 → 61,204 (+1,254, +2.09%)"
    var headline: String {
        "instructions \(Written.count(before)) → \(Written.count(after)) (\(Written.signed(after - before)), "
            + "\(Written.change(from: Double(before), to: Double(after))))"
    }

    /// Unpainted lines of equal columns: growth, in percent, before, after, name.
    func rows() -> [[String]] {
        let (lines, left, growth) = shown()
        var rows = lines.map { line in
            [
                Written.signed(line.growth), line.changeText, line.before.map(Written.count) ?? "–",
                Written.count(line.after),
                Plain.line(line.name),
            ]
        }
        if left > 0 {
            let noun = left == 1 ? "1 more function" : "\(Written.count(left)) more functions"
            rows.append([Written.signed(growth), "", "", "", "in \(noun)"])
        }
        return rows
    }
}
