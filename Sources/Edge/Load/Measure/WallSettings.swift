package import Bench

/// How a wall-clock measurement is made: `[wall]` of bench.toml, and the options of the same names. A value.
package struct WallSettings: Sendable {
    package var rate = 1000.0
    package var arrivals = WallCase.Arrivals.constant
    /// That counts; of a comparison: per version, spread over the rounds of its first look.
    package var duration = Duration.seconds(10)
    package var connections = 16
    package var opensConnections = false
    package var tls = true
    package var timeout = Duration.seconds(10)
    package var seed: UInt64 = 1
    package var sweep: (from: Double, to: Double)?
    /// Of each rate of a sweep.
    package var step = Duration.seconds(2)
    package var budgets: [WallBudget] = []
    /// What counts as no difference.
    package var margin = 0.02
    package var confidence = 0.99
    package var roundsMax = 32
    package var failsIfSlower = true

    package static let rateRange = LoadLimits.rates
    package static let durationRange = Duration.milliseconds(100)...Duration.seconds(3600)
    package static let connectionsRange = 1...LoadLimits.connectionsMax
    package static let timeoutRange = Duration.milliseconds(10)...Duration.seconds(300)
    package static let stepRange = Duration.milliseconds(100)...Duration.seconds(60)
    package static let marginRange = 0.001...0.5
    package static let confidenceRange = 0.8...0.999

    package init() {}

    /// Reads `"2%"` as 0.02; nil: no percentage.
    package static func share(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let number = decimal(text.dropLast()) else { return nil }
        return number / 100
    }

    /// 0.02 as "2%", 0.999 as "99.9%".
    package static func text(ofShare share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }

    /// Reads `"500ms"`, `"10s"`, `"2m"`; nil: no such time.
    package static func duration(_ text: String) -> Duration? {
        let units: [(String, Int)] = [("ms", 1), ("s", 1000), ("m", 60_000)]
        guard let unit = units.first(where: { text.hasSuffix($0.0) }), let number = Int(text.dropLast(unit.0.count)),
            (0...86_400_000).contains(number)
        else { return nil }
        return .milliseconds(number * unit.1)
    }

    /// Digits with at most one point among them: no sign, no exponent.
    fileprivate static func decimal(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}

/// A limit of one figure of a wall-clock measurement.
package struct WallBudget: Sendable, Equatable {
    /// "p99", "mean", "max", "cpu", "error_rate".
    package var figure: String
    /// As it was written.
    package var text: String
    /// Microseconds; of `error_rate` a share.
    package var most: Double

    package static let figures = [
        "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "mean", "max", "cpu", "error_rate",
    ]

    /// How it is written.
    package static func example(of figure: String) -> String {
        switch figure {
        case "error_rate": "≤ 0.1%"
        case "cpu": "≤ 80us"
        default: "≤ 5ms"
        }
    }

    /// Reads `"≤ 5ms"`, `"<= 5ms"` or `"5ms"`; of `error_rate` `"≤ 0.1%"`. Nil: neither.
    package init?(figure: String, _ text: String) {
        guard Self.figures.contains(figure) else { return nil }
        var rest = text[...].drop { $0 == " " }
        for sign in ["≤", "<="] where rest.hasPrefix(sign) {
            rest = rest.dropFirst(sign.count)
            break
        }
        rest = rest.drop { $0 == " " }
        let units: [(String, Double)] =
            figure == "error_rate" ? [("%", 0.01)] : [("us", 1), ("µs", 1), ("ms", 1000), ("s", 1_000_000)]
        guard let unit = units.first(where: { rest.hasSuffix($0.0) }) else { return nil }
        guard let number = WallSettings.decimal(rest.dropLast(unit.0.count)) else { return nil }
        self.figure = figure
        self.text = text
        most = number * unit.1
    }

    /// Held to what was measured; nil where the figure is not known: a server's CPU time that is not on this machine.
    package func check(_ measured: WallCase) -> BudgetCheck? {
        let value: Double?
        switch figure {
        case "mean": value = measured.latency.mean
        case "max": value = measured.latency.most
        case "cpu": value = measured.serverMicroseconds
        case "error_rate":
            let failed = measured.failures.reduce(0) { $0 + $1.count }
            let waited = measured.failures.filter { OpenLoop.waitedKinds.contains($0.kind) }.reduce(0) { $0 + $1.count }
            value = Double(failed) / Double(max(1, failed - waited + measured.latency.count))
        default: value = Double(figure.dropFirst()).flatMap { measured.latency.at($0) }
        }
        return value.map { BudgetCheck(figure: figure, limit: text, value: $0, most: most, before: nil) }
    }
}
