import Bench
import Load
import Server

/// Reads `[wall]` of bench.toml.
struct WallDecoder {
    private let issues: ConfigIssues
    private var table: TableReader

    init(_ table: TableReader) {
        self.table = table
        issues = table.issues
    }

    mutating func decode() -> WallSettings {
        var settings = WallSettings()
        settings.rate = Self.rate(&table, "rate") ?? settings.rate
        settings.arrivals = arrivals() ?? settings.arrivals
        settings.duration = table.duration("duration", WallSettings.durationRange, default: settings.duration)
        settings.connections = table.integer(
            "connections", WallSettings.connectionsRange, default: settings.connections)
        settings.opensConnections = table.boolean("new_connections", default: settings.opensConnections)
        settings.tls = table.boolean("tls", default: settings.tls)
        settings.timeout = table.duration("timeout", WallSettings.timeoutRange, default: settings.timeout)
        settings.seed = UInt64(table.integer("seed", 0...Int.max, default: Int(settings.seed)))
        settings.sweep = sweep()
        settings.step = table.duration("step", WallSettings.stepRange, default: settings.step)
        settings.budgets = budgets()
        settings.margin = share("margin", WallSettings.marginRange, example: "2%") ?? settings.margin
        settings.confidence = share("confidence", WallSettings.confidenceRange, example: "99%") ?? settings.confidence
        settings.roundsMax = table.integer("rounds", ComparisonPlan.rounds, default: settings.roundsMax)
        settings.failsIfSlower = table.boolean("fail_if_slower", default: settings.failsIfSlower)
        table.finish(hints: ["p99": "write budget = { p99 = \"≤ 5ms\" }", "cleartext": "write tls = false"])
        return settings
    }

    private static func rate(_ table: inout TableReader, _ key: String) -> Double? {
        let range = Int(WallSettings.rateRange.lowerBound)...Int(WallSettings.rateRange.upperBound)
        guard table.take(key) != nil else { return nil }
        return Double(table.integer(key, range, default: range.lowerBound))
    }

    private mutating func arrivals() -> WallCase.Arrivals? {
        guard let (text, node) = table.string("arrivals", example: "constant") else { return nil }
        if let arrivals = WallCase.Arrivals(rawValue: text) { return arrivals }
        issues.add(node, "\(TOMLNode.quoted(text)) is not known", "write \"constant\" or \"poisson\"")
        return nil
    }

    private mutating func sweep() -> (from: Double, to: Double)? {
        guard var reader = table.table("sweep", example: "sweep = { from = 500, to = 20000 }") else { return nil }
        for key in ["from", "to"] where reader.take(key) == nil { reader.missing(key, "write \(key) = 500") }
        let (from, to) = (Self.rate(&reader, "from"), Self.rate(&reader, "to"))
        reader.finish()
        guard let from, let to else { return nil }
        guard from < to else {
            issues.add(
                reader.node, "from = \(Int(from)) is not below to = \(Int(to))",
                "write the lower rate first: { from = 500, to = 20000 }")
            return nil
        }
        return (from, to)
    }

    private mutating func budgets() -> [WallBudget] {
        guard var reader = table.table("budget", example: "budget = { p99 = \"≤ 5ms\" }") else { return [] }
        var budgets: [WallBudget] = []
        for figure in WallBudget.figures {
            let example = WallBudget.example(of: figure)
            guard let (text, node) = reader.string(figure, example: example) else { continue }
            if let budget = WallBudget(figure: figure, text) {
                budgets.append(budget)
            } else {
                issues.add(
                    node, "\(TOMLNode.quoted(text)) is no limit of \(figure)", "write one such as \"\(example)\"")
            }
        }
        reader.finish(hints: ["cost": "budgets of cost stand in budget at the top, or in a case"])
        return budgets
    }

    private mutating func share(_ key: String, _ range: ClosedRange<Double>, example: String) -> Double? {
        guard let (text, node) = table.string(key, example: example) else { return nil }
        let share = WallSettings.share(text)
        if let share, range.contains(share) { return share }
        let (least, most) = (WallSettings.text(ofShare: range.lowerBound), WallSettings.text(ofShare: range.upperBound))
        issues.add(
            node, "\(TOMLNode.quoted(text)) is \(share == nil ? "no percentage" : "out of range")",
            "write a percentage from \"\(least)\" to \"\(most)\", such as \"\(example)\"")
        return nil
    }
}
