/// What a version must keep to during a guarded rollout: `errors<1%`, `p99<+10%`, `cost<2ms`. A value.
package struct RolloutGuard: Equatable, Sendable {
    /// What is compared.
    package enum Figure: Equatable, Sendable {
        /// The share of requests that failed.
        case errors
        /// The latency that this share of requests does not exceed, in tenths of a percent: 990 is p99.
        case latency(perMille: UInt32)
        /// The mean CPU time of a request.
        case cost
    }

    /// What it may be.
    package enum Bound: Equatable, Sendable {
        /// A share in hundredths of a percent: of requests (errors).
        case share(UInt32)
        /// That much above the baseline's share.
        case shareAbove(UInt32)
        /// Nanoseconds (latency, cost).
        case duration(UInt64)
        /// Nanoseconds above the baseline's.
        case durationAbove(UInt64)
        /// Hundredths of a percent of the baseline's, above it (latency, cost).
        case percentAbove(UInt32)
    }

    package let figure: Figure
    package let bound: Bound

    /// Whether the baseline's requests are needed.
    package var isRelative: Bool {
        switch bound {
        case .share, .duration: false
        case .shareAbove, .durationAbove, .percentAbove: true
        }
    }

    /// Reads `FIGURE<BOUND`, without spaces.
    package init(parsing text: String) throws(RolloutError) {
        let sides = text.utf8.split(separator: UInt8(ascii: "<"), maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.count <= GuardLimits.guardBytesMax, sides.count == 2 else {
            throw Self.error(Quoted.text(text), "is no guard")
        }
        guard let figure = Self.figure(String(Substring(sides[0]))) else {
            throw Self.error(Quoted.text(Substring(sides[0])), "cannot be guarded")
        }
        let isAbove = sides[1].first == UInt8(ascii: "+")
        guard let bound = Self.bound(of: figure, isAbove ? sides[1].dropFirst() : sides[1], isAbove: isAbove) else {
            throw Self.error(Quoted.text(Substring(sides[1])), "is no bound of \(Self.text(figure))")
        }
        self.figure = figure
        self.bound = bound
    }

    /// What `init(parsing:)` reads.
    package var text: String {
        let bound =
            switch bound {
            case .share(let hundredths): "\(Weights.percent(UInt64(hundredths)))%"
            case .shareAbove(let hundredths), .percentAbove(let hundredths): "+\(Weights.percent(UInt64(hundredths)))%"
            case .duration(let nanoseconds): Self.duration(nanoseconds)
            case .durationAbove(let nanoseconds): "+\(Self.duration(nanoseconds))"
            }
        return "\(Self.text(figure))<\(bound)"
    }

    private static func error(_ shown: String, _ problem: String) -> RolloutError {
        RolloutError(
            "\(shown) \(problem)",
            remedy: "write as in \"errors<1%\", \"errors<+0.5%\", \"p99<+10%\", \"p50<200ms\", \"cost<+5%\"")
    }

    // MARK: figures

    private static let latencies: [(name: String, perMille: UInt32)] = [
        ("p50", 500), ("p75", 750), ("p90", 900), ("p95", 950), ("p99", 990), ("p99.9", 999),
    ]

    private static func figure(_ text: String) -> Figure? {
        switch text {
        case "errors": .errors
        case "cost": .cost
        default: latencies.first { $0.name == text }.map { .latency(perMille: $0.perMille) }
        }
    }

    package static func text(_ figure: Figure) -> String {
        switch figure {
        case .errors: "errors"
        case .cost: "cost"
        case .latency(let perMille): latencies.first { $0.perMille == perMille }?.name ?? "p\(Double(perMille) / 10)"
        }
    }

    // MARK: bounds

    private static func bound(of figure: Figure, _ text: Substring.UTF8View, isAbove: Bool) -> Bound? {
        guard text.last == UInt8(ascii: "%") else {
            guard figure != .errors, let nanoseconds = nanoseconds(text) else { return nil }
            return isAbove ? .durationAbove(nanoseconds) : .duration(nanoseconds)
        }
        if figure == .errors {
            // Nothing can be tried at 0 or 100 %: one error or none would decide.
            guard let share = Weights.hundredths(ofPercent: text.dropLast()), 1..<Weights.whole ~= share else {
                return nil
            }
            return isAbove ? .shareAbove(share) : .share(share)
        }
        guard isAbove, let share = percent(text.dropLast()), share > 0 else { return nil }
        return .percentAbove(share)
    }

    /// Hundredths of a percent up to 1,000 %.
    private static func percent(_ text: Substring.UTF8View) -> UInt32? {
        if let share = Weights.hundredths(ofPercent: text) { return share }
        return WholeNumber.parse(text, max: 1000).map { UInt32($0) * 100 }
    }

    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ]

    /// `200ms`: whole numbers; up to a minute, which is what latencies are counted to.
    private static func nanoseconds(_ text: Substring.UTF8View) -> UInt64? {
        for unit in units where text.reversed().starts(with: unit.name.utf8.reversed()) {
            let digits = text.dropLast(unit.name.utf8.count)
            guard let value = WholeNumber.parse(digits, max: 60_000_000_000 / unit.nanoseconds), value > 0 else {
                continue
            }
            return value * unit.nanoseconds
        }
        return nil
    }

    private static func duration(_ nanoseconds: UInt64) -> String {
        let unit = units.last { nanoseconds % $0.nanoseconds == 0 } ?? units[0]
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
}
