/// A run as Markdown: for the page that GitHub shows of a workflow's step ($GITHUB_STEP_SUMMARY), or a comment.
package enum Summary {
    /// Whole, or cut at the end of a block where it would be more than GitHub takes.
    package static func markdown(_ run: BenchRun) -> String {
        var blocks = [head(run)]
        if !run.cost.isEmpty { blocks.append(costs(run)) }
        blocks += run.cost.filter(\.hasFailed).map(details)
        if !run.wall.isEmpty { blocks.append(walls(run)) }
        blocks += run.wall.filter { $0.hasFailed || !$0.disturbances.isEmpty }.map(details)
        if !run.sweeps.isEmpty { blocks.append(sweeps(run)) }
        if !run.comparisons.isEmpty { blocks.append(comparisons(run)) }
        blocks += run.notes.map { escaped("note: " + Plain.sentence($0)) }
        var text = ""
        for (index, block) in blocks.enumerated() {
            guard text.utf8.count + block.utf8.count < ReportLimits.summaryBytes else {
                return text + "and \(blocks.count - index) more parts, left out: see the report\n"
            }
            text += block + "\n\n"
        }
        return text
    }

    private static func head(_ run: BenchRun) -> String {
        let failed = run.failedNames
        let mark = failed.isEmpty ? "✅" : "❌"
        var text = "### \(mark) bench \(escaped(Plain.line(run.target)))"
        if let version = run.version { text += " " + escaped(Plain.line(version)) }
        if !failed.isEmpty { text += ": \(failed.count) failed" }
        var facts = ["swiftlet \(run.machine.swiftlet)", run.machine.engine, Written.minute(run.startedAt)]
        if let baseline = run.baseline { facts.append("baseline \(baseline)") }
        return text + "\n\n" + escaped(facts.map { Plain.line($0) }.joined(separator: " · "))
    }

    private static func costs(_ run: BenchRun) -> String {
        var rows = [
            ["", "case", "instructions", "change", "pages", "in", "out", "host calls", "fetches", "allocations"]
        ]
        for cost in run.cost {
            let figures = cost.figures
            let change = cost.before.map {
                Written.change(from: Double($0.instructions), to: Double(figures.instructions))
            }
            rows.append([
                cost.hasFailed ? "❌" : "✅", Plain.line(cost.name), Written.count(figures.instructions), change ?? "",
                Written.count(figures.pages), Written.count(figures.bytesIn), Written.count(figures.bytesOut),
                Written.count(figures.hostCalls), Written.count(figures.subrequests), figures.allocationsText,
            ])
        }
        return table(rows)
    }

    private static func details(_ cost: CostCase) -> String {
        var text = "**\(escaped(Plain.line(cost.name)))**\n\n"
        text += cost.failures.map { "- " + escaped($0) }.joined(separator: "\n")
        guard cost.problems.isEmpty, let diff = CostDiff(cost), diff.hasChanged else { return text }
        return text + "\n\n\(escaped(diff.headline)):\n\n"
            + table([["growth", "change", "before", "after", "function"]] + diff.rows(), textColumns: [4])
    }

    private static func walls(_ run: BenchRun) -> String {
        let percentiles = [50, 90, 99, 99.9]
        var rows = [["", "case", "rate", "answered"] + percentiles.map(Written.percentile) + ["max", "CPU"]]
        for wall in run.wall {
            var row = [wall.hasFailed ? "❌" : wall.disturbances.isEmpty ? "✅" : "⚠️", wall.title]
            row += [Written.rate(wall.rate), Written.rate(wall.achievedRate)]
            row += percentiles.map { wall.latency.at($0).map(Written.microseconds) ?? "–" }
            row += [Written.microseconds(wall.latency.most), wall.serverMicroseconds.map(Written.microseconds) ?? "–"]
            rows.append(row)
        }
        return table(rows)
    }

    private static func details(_ wall: WallCase) -> String {
        let lines = wall.failed + wall.disturbances.map { "disturbed: " + Plain.sentence($0) }
        return "**\(escaped(wall.title))**\n\n" + lines.map { "- " + escaped($0) }.joined(separator: "\n")
    }

    private static func sweeps(_ run: BenchRun) -> String {
        run.sweeps.map { sweep in
            let knee = sweep.knee.map { "follows up to \(Written.rate($0))" } ?? "the knee was not reached"
            return "- " + escaped("\(Plain.line(sweep.name)), rising rates: \(knee)")
        }.joined(separator: "\n")
    }

    private static func comparisons(_ run: BenchRun) -> String {
        var rows = [["", "case", "figure", "B / A", "interval", "rounds", "verdict"]]
        for comparison in run.comparisons {
            rows.append([
                comparison.hasFailed ? "❌" : comparison.isDisturbed ? "⚠️" : "✅", Plain.line(comparison.name),
                Plain.line(comparison.figure), Written.decimal(comparison.ratio, places: 3), comparison.intervalText,
                String(comparison.rounds), comparison.verdictText,
            ])
        }
        return table(rows, textColumns: [0, 1, 2, 6])
    }

    /// The first row is the head.
    private static func table(_ rows: [[String]], textColumns: Set<Int> = [0, 1]) -> String {
        guard let head = rows.first else { return "" }
        let rule = head.indices.map { textColumns.contains($0) ? "---" : "--:" }
        let lines = [head.map(escaped), rule] + rows.dropFirst().map { $0.map(escaped) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    /// No mark-up, link, mention or HTML comes of it: all ASCII punctuation but a few as numbers of scalars, which
    /// CommonMark (section 2.5) takes for text and nothing else.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", ",", ";", "%", "/", "(", ")", "=":
                result.unicodeScalars.append(scalar)
            case _ where scalar.isASCII: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(Plain.isHidden(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }
}
