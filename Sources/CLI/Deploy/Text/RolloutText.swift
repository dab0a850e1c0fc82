import Admin
import Deploy

/// A rollout's state as a few lines.
struct RolloutText {
    let status: RolloutStatus
    /// Entries of the decision log that are shown.
    var logMax = 10

    var text: String {
        var lines = [headline]
        if let plan = status.plan, isUnderWay {
            let steps = plan.steps.map(TimeText.number).joined(separator: ",")
            let guards = plan.guards.isEmpty ? "no guards, by time alone" : plan.guards.joined(separator: ", ")
            lines.append("  steps \(steps) % every \(TimeText.duration(plan.everyMilliseconds / 1000)); \(guards)")
        }
        if !status.figures.isEmpty { lines.append(figures) }
        let log = status.log.suffix(logMax)
        if log.count < status.log.count { lines.append("  … \(status.log.count - log.count) decisions before") }
        lines += log.map(RolloutText.line)
        return lines.joined(separator: "\n")
    }

    var isUnderWay: Bool { [.running, .waiting, .paused].contains(status.phase) }

    var headline: String {
        let weights = VersionText.weights(status.weights)
        let candidate = status.candidate.map { "\($0)" } ?? "the candidate"
        let step = status.step.map { " step \($0) of \(status.plan?.steps.count ?? $0)" } ?? ""
        let what: String =
            switch status.phase {
            case .steady: "everybody gets it"
            case .split: "as somebody set it"
            case .running: "\(candidate) is rolling out,\(step)\(next)"
            case .waiting:
                "\(candidate) is rolling out,\(step), and waits for "
                    + counted(status.missingRequests ?? 0, "request")
            case .paused: "\(candidate) is rolling out,\(step), paused"
            case .promoted: "\(candidate) was promoted"
            case .rolledBack: "\(candidate) was rolled back"
            case .aborted: "the rollout of \(candidate) was aborted"
            }
        return "\(status.worker): \(weights.isEmpty ? "no version yet" : "\(weights) (\(what))")"
    }

    private var next: String {
        status.nextStepMilliseconds.map { ", the next in \(TimeText.duration($0 / 1000))" } ?? ""
    }

    private var figures: String {
        var table = TextTable("  VERSION", "REQUESTS", "ERRORS", "P50", "P99", "CPU")
        for figure in status.figures {
            table.add(
                "  \(figure.version)", "\(figure.requests)", "\(figure.errors)",
                figure.p50Milliseconds.map(TimeText.milliseconds) ?? "",
                figure.p99Milliseconds.map(TimeText.milliseconds) ?? "",
                figure.cpuMicroseconds.map { "\(TimeText.number($0.rounded())) µs" } ?? "")
        }
        return table.text
    }

    static func line(_ decision: RolloutDecision) -> String {
        "  \(TimeText.clock(decision.at)) \(decision.text.oneLine)"
    }
}
