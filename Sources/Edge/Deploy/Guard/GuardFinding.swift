internal import Glibc

/// What a guard finds in the samples of two versions over the same time. A value.
package struct GuardFinding: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        /// So many requests are missing.
        case tooFew(candidate: UInt64, baseline: UInt64)
        /// Nothing speaks strongly enough against it. Not that it is proven.
        case kept
        /// The limit is passed, and not by chance.
        case broken
    }

    package let rule: RolloutGuard
    package let verdict: Verdict
    /// What was seen: a share of 1 (errors) or nanoseconds.
    package let candidateValue: Double
    /// The same of the baseline; nil where it is not compared with.
    package let baselineValue: Double?
    package let candidateRequests: UInt64
    package let baselineRequests: UInt64
    /// Natural logarithm of the evidence against the limit being kept.
    package let logEvidence: Double

    /// With what was seen, in words: "p99 is 412 ms against 301 ms (limit +10 %), 8,212 and 8,190 requests".
    package var sentence: String {
        let name = RolloutGuard.text(rule.figure)
        var text = "\(name) \(shown(candidateValue))"
        if let baselineValue { text += " against \(shown(baselineValue))\(change(from: baselineValue))" }
        let limit = rule.text.dropFirst(name.utf8.count + 1)
        text += ", allowed \(limit), in \(candidateRequests)"
        if baselineValue != nil { text += " and \(baselineRequests)" }
        text += " requests"
        switch verdict {
        case .tooFew: return text
        case .kept: return text + ": kept"
        case .broken: return text + ": by chance less than once in \(odds)"
        }
    }

    /// How many times less likely by chance; a bound, to two digits.
    private var odds: String {
        // e^20 is 485 million.
        guard logEvidence < 20 else { return "100 million times" }
        var factor = exp(logEvidence)
        var scale = 1.0
        while factor >= 100 {
            factor /= 10
            scale *= 10
        }
        return "\(UInt64(factor.rounded(.down) * scale)) times"
    }

    private func change(from baseline: Double) -> String {
        guard rule.figure != .errors, baseline > 0 else { return "" }
        let hundredths = ((candidateValue / baseline - 1) * 10_000).rounded()
        guard hundredths.magnitude < 1e12 else { return "" }
        return " (\(hundredths < 0 ? "-" : "+")\(Weights.percent(UInt64(hundredths.magnitude)))%)"
    }

    private func shown(_ value: Double) -> String {
        if rule.figure == .errors { return "\(Weights.percent(UInt64((value * 10_000).rounded())))%" }
        return GuardFinding.duration(value)
    }

    /// Three digits and a unit.
    static func duration(_ nanoseconds: Double) -> String {
        let units: [(name: String, size: Double)] = [("s", 1e9), ("ms", 1e6), ("us", 1e3)]
        let unit = units.first { nanoseconds >= $0.size } ?? units[2]
        let value = nanoseconds / unit.size
        let decimals: UInt64 = value >= 100 ? 1 : value >= 10 ? 10 : 100
        return "\(Weights.percent(UInt64((value * Double(decimals)).rounded()) * (100 / decimals)))\(unit.name)"
    }
}
