extension BenchTable {
    /// Percentiles that are printed, where the run has them.
    static let percentiles: [Double] = [50, 75, 90, 95, 99, 99.9, 99.99]

    static func details(_ wall: WallCase, _ style: TextStyle) -> [String] {
        let (mark, colour): (String, TextStyle.Colour) = wall.hasFailed ? ("✗", .red) : ("✓", .green)
        var lines = heading(mark, colour, wall.title, Plain.line(wall.request), style)
        lines += paragraph(wall.circumstances, style, .grey)
        if wall.latency.count > 0 {
            lines += TextWidth.wrapped(wall.latency.pieces, gap: "   ", width: style.width, indent: 2)
        }
        lines += TextHistogram.lines(wall.latency, style, indent: "  ")
        for check in wall.checks {
            lines += paragraph((check.passed ? "✓ " : "✗ ") + check.sentence, style, check.passed ? .green : .red)
        }
        if !wall.failures.isEmpty {
            let mark = wall.hasFailures ? "✗" : "!"
            lines += paragraph("\(mark) failures: " + wall.failuresText, style, wall.hasFailures ? .red : .yellow)
        }
        for disturbance in wall.disturbances {
            lines += paragraph("! disturbed: " + Plain.sentence(disturbance), style, .yellow)
        }
        return lines
    }

    static func details(_ sweep: RateSweep, _ style: TextStyle) -> [String] {
        let knee = sweep.knee.map { "follows up to \(Written.rate($0))" } ?? "the knee was not reached"
        var lines = heading("~", nil, Plain.line(sweep.name), "rising rates: \(knee)", style)
        lines += paragraph(Plain.sentence(sweep.rule), style, .grey)
        var table = TextTable(
            [
                .init(title: "due"), .init(title: "answered"), .init(title: "p50"), .init(title: "p99"),
                .init(title: "failures", dispensable: 1), .init(title: "", isRight: false),
            ], indent: "  ")
        for step in sweep.steps.prefix(ReportLimits.stepsInPlot) {
            let isBeyond = sweep.knee.map { step.rate > $0 } ?? false
            let notes = (isBeyond ? ["beyond the knee"] : []) + (step.isDisturbed ? ["disturbed"] : [])
            table.rows.append([
                .init(Written.rate(step.rate), isBeyond ? .yellow : nil), .init(Written.rate(step.achievedRate)),
                .init(Written.microseconds(step.p50)), .init(Written.microseconds(step.p99)),
                .init(step.failures == 0 ? "" : Written.count(step.failures), .red),
                .init(notes.joined(separator: ", "), .yellow),
            ])
        }
        lines += table.lines(style)
        return lines
    }

    static func comparisons(_ all: [WallComparison], _ style: TextStyle) -> [String] {
        var lines: [String] = []
        if let first = all.first {
            lines += paragraph("A: \(Plain.line(first.a)) · B: \(Plain.line(first.b)), measured in turns", style, .grey)
        }
        var table = TextTable([
            .init(title: "", isRight: false), .init(title: "case", isRight: false),
            .init(title: "figure", isRight: false), .init(title: "B / A"), .init(title: "interval"),
            .init(title: "rounds", dispensable: 1),
            .init(title: "B is", isRight: false),
        ])
        for comparison in all {
            let colour: TextStyle.Colour? =
                switch comparison.verdict {
                case .faster: .green
                case .slower: .red
                case .noDifference: nil
                case .undecided: .yellow
                }
            table.rows.append([
                comparison.hasFailed ? .init("✗", .red, bold: true) : .init("·"),
                .init(Plain.line(comparison.name), bold: true), .init(Plain.line(comparison.figure)),
                .init(Written.decimal(comparison.ratio, places: 3)), .init(comparison.intervalText),
                .init(String(comparison.rounds)),
                .init(comparison.verdict.rawValue + (comparison.isDisturbed ? " (disturbed)" : ""), colour),
            ])
        }
        return lines + table.lines(style)
    }
}

extension WallCase {
    /// "home", "home (B)"
    var title: String { Plain.line(name) + (side.map { " (\(Plain.line($0)))" } ?? "") }

    /// "1,000/s constant (998.2/s answered), 16 connections, TLS, 10 s after 2 s of warm-up, server's CPU 95.1 µs"
    var circumstances: String {
        var parts = ["\(Written.rate(rate)) \(arrivals.rawValue) (\(Written.rate(achievedRate)) answered)"]
        parts.append(
            opensConnections
                ? "a new connection each" : "\(Written.count(connections)) connection\(connections == 1 ? "" : "s")")
        parts.append(tls ? "TLS" : "cleartext")
        parts.append("\(Written.seconds(seconds)) after \(Written.seconds(warmUpSeconds)) of warm-up")
        if let serverMicroseconds {
            parts.append("server's CPU \(Written.microseconds(serverMicroseconds)) per request")
        }
        return parts.joined(separator: ", ")
    }

    /// "status 500: 12, timeout: 3"
    var failuresText: String {
        let shown = failures.prefix(10).map { "\(Plain.line($0.kind)): \(Written.count($0.count))" }
        return shown.joined(separator: ", ") + (failures.count > 10 ? ", and \(failures.count - 10) kinds more" : "")
    }
}

extension LatencySummary {
    /// "p50 312 µs", "p99 1.24 ms", "mean 340 µs", "max 2.10 ms"
    var pieces: [String] {
        shownPercentiles.map { "\(Written.percentile($0.percentile)) \(Written.microseconds($0.microseconds))" }
            + ["mean \(Written.microseconds(mean))", "max \(Written.microseconds(most))"]
    }

    var shownPercentiles: [Point] {
        BenchTable.percentiles.compactMap { percentile in
            at(percentile).map { Point(percentile: percentile, microseconds: $0) }
        }
    }
}

extension WallComparison {
    /// "0.981…1.012 (99%)"
    var intervalText: String {
        "\(Written.decimal(low, places: 3))…\(Written.decimal(high, places: 3)) (\(Written.percent(confidence)))"
    }
}
