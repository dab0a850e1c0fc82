/// A run as commands of a GitHub workflow, which show up beside the change: an error for each failure, a warning where a
/// run was disturbed, one notice of what was measured.
package enum Annotations {
    /// Lines for standard output. `file`: what the errors are pinned to, a path in the repository; nil: the suite.
    package static func lines(_ run: BenchRun, file: String? = nil) -> [String] {
        let file = file ?? run.suite
        var errors: [String] = []
        for cost in run.cost where cost.hasFailed {
            errors.append(command("error", file, "cost of \(Plain.line(cost.name))", text(cost)))
        }
        for wall in run.wall where wall.hasFailed {
            let disturbed = wall.disturbances.map { "disturbed: " + Plain.sentence($0) }
            errors.append(command("error", file, "latency of \(wall.title)", wall.failed + disturbed))
        }
        for comparison in run.comparisons where comparison.hasFailed {
            errors.append(command("error", file, "comparison of \(Plain.line(comparison.name))", [comparison.sentence]))
        }
        var warnings: [String] = []
        for wall in run.wall where !wall.hasFailed && !wall.disturbances.isEmpty {
            let text = wall.disturbances.map { Plain.sentence($0) }
            warnings.append(command("warning", file, "\(wall.title) was measured on a busy machine", text))
        }
        return bounded(errors, "error", file) + bounded(warnings, "warning", file) + [notice(run, file)]
    }

    private static func text(_ cost: CostCase) -> [String] {
        guard cost.problems.isEmpty, let diff = CostDiff(cost), diff.hasChanged else { return cost.failures }
        return cost.failures + ["", diff.headline] + TextColumns.aligned(diff.rows())
    }

    private static func notice(_ run: BenchRun, _ file: String?) -> String {
        var lines = run.cost.prefix(ReportLimits.annotations).map { "\(Plain.line($0.name)): \($0.sentence)" }
        lines += run.wall.prefix(ReportLimits.annotations).map { wall in
            "\(wall.title): " + wall.latency.pieces.joined(separator: ", ")
        }
        lines += run.comparisons.prefix(ReportLimits.annotations).map(\.sentence)
        let count = run.failedNames.count
        let title = "bench \(Plain.line(run.target)): \(count == 0 ? "passed" : "\(count) failed")"
        return command("notice", file, title, lines)
    }

    private static func bounded(_ commands: [String], _ kind: String, _ file: String?) -> [String] {
        let most = ReportLimits.annotations
        guard commands.count > most else { return commands }
        let left = commands.count - most + 1
        return commands.prefix(most - 1) + [command(kind, file, "and \(left) more", ["see the log or the report"])]
    }

    /// `::error file=bench.toml,title=…::…`
    private static func command(_ kind: String, _ file: String?, _ title: String, _ lines: [String]) -> String {
        var properties: [String] = []
        if let file { properties.append("file=" + property(file)) }
        properties.append("title=" + property(title))
        return "::\(kind) \(properties.joined(separator: ","))::" + data(lines.joined(separator: "\n"))
    }

    /// As actions/toolkit escapes it: what stands behind the second `::`.
    static func data(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(Plain.isHidden(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// As actions/toolkit escapes it: a value between `title=` and the next comma.
    static func property(_ text: String) -> String {
        var result = ""
        for scalar in data(text).unicodeScalars {
            switch scalar {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
