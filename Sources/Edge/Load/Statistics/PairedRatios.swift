package import Bench
internal import Glibc

/// B's figures over A's, of rounds in which both were measured in turns: an interval for their median, and a verdict.
///
/// The interval lies between two of the sorted ratios, found by the binomial distribution as for the sign test. It holds for
/// rounds of whatever distribution, heavy tails included, needs no variance, and nothing random goes into it. A value.
package struct PairedRatios: Sendable {
    package private(set) var ratios: [Double] = []

    package init(_ ratios: [Double] = []) { self.ratios = ratios }

    /// Nothing that cannot be divided: a round without answers tells nothing.
    package mutating func add(a: Double, b: Double) {
        guard a > 0, b > 0, a.isFinite, b.isFinite else { return }
        ratios.append(b / a)
    }

    package struct Interval: Sendable, Equatable {
        package var median: Double
        package var low: Double
        package var high: Double
    }

    /// The median, and where it lies with a probability of at least `confidence`; nil: too few rounds for that.
    package func interval(confidence: Double) -> Interval? {
        let sorted = ratios.sorted()
        guard let rank = Self.rank(sorted.count, confidence) else { return nil }
        return Interval(
            median: Median.of(sorted), low: sorted[rank - 1], high: sorted[sorted.count - rank])
    }

    /// The largest k for which the k-th of `count` from each end enclose the median as surely as asked: half of what is left
    /// of `confidence` is at least the chance of fewer than k of them on one side.
    static func rank(_ count: Int, _ confidence: Double) -> Int? {
        var rank: Int?
        var chance = 0.0
        for below in 0..<max(0, count / 2) {
            chance += exp(
                lgamma(Double(count + 1)) - lgamma(Double(below + 1)) - lgamma(Double(count - below + 1))
                    - Double(count) * log(2.0))
            guard 2 * chance <= 1 - confidence else { break }
            rank = below + 1
        }
        return rank
    }

    /// Only an interval that lies beyond the margin as a whole is a difference, and only one within it is none.
    package static func verdict(_ interval: Interval?, margin: Double) -> WallComparison.Verdict {
        guard let interval else { return .undecided }
        if interval.low > 1 + margin { return .slower }
        if interval.high < 1 / (1 + margin) { return .faster }
        if interval.low >= 1 / (1 + margin), interval.high <= 1 + margin { return .noDifference }
        return .undecided
    }
}
