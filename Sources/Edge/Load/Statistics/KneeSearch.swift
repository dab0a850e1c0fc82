package import Bench

/// Looks for the highest rate that a server follows: says which rate to try next, given what came of the last. Without
/// clock; a value.
///
/// Rates rise by √2 until one is too much, twice in a row; then the gap between the last that was followed and that is
/// halved, to within 5 %. Too much: less than 99 % of what was due is answered in time, or a request failed that did not at
/// the lowest rate, or the p99 is above ten times that of the lowest rate and above 1 ms.
package struct KneeSearch: Sendable {
    package static let rule =
        "the highest rate tried of which 99 % was answered in time, without failures and with a p99 of at most ten times "
        + "that of the lowest rate (or 1 ms); a rate counts as too much when it was so twice"
    package static let achievedShare = 0.99
    package static let p99Factor = 10.0
    package static let p99Least = 1000.0
    package static let precision = 1.05
    private static let growth = 2.0.squareRoot()

    private let most: Double
    private var lowest: RateSweep.Step?
    private var good: Double?
    private var bad: Double?
    private var wasTooMuch = false
    package private(set) var steps: [RateSweep.Step] = []
    /// Requests per second to try now; nil: done.
    package private(set) var next: Double?

    /// `from` < `to`.
    package init(from: Double, to: Double) {
        most = to
        next = from
    }

    /// What came of `next`.
    package mutating func add(_ step: RateSweep.Step) {
        guard let rate = next else { return }
        if isTooMuch(step) {
            // A machine stumbles once; a server that cannot follow does it again.
            if !wasTooMuch {
                wasTooMuch = true
                return
            }
            keep(step)
            bad = rate
        } else {
            keep(step)
            if lowest == nil { lowest = step }
            good = rate
        }
        wasTooMuch = false
        next = following
    }

    /// The highest rate that was followed, where one was that was not.
    package var knee: Double? { bad == nil ? nil : good }

    private mutating func keep(_ step: RateSweep.Step) {
        let place = steps.firstIndex { $0.rate > step.rate } ?? steps.endIndex
        steps.insert(step, at: place)
    }

    private var following: Double? {
        guard let bad else {
            guard let good, good < most else { return nil }
            return min(max((good * Self.growth).rounded(), good + 1), most)
        }
        guard let good, bad / good > Self.precision else { return nil }
        // Whole rates: below 20 a second there may be none in between.
        let between = (good * bad).squareRoot().rounded()
        return good < between && between < bad ? between : nil
    }

    private func isTooMuch(_ step: RateSweep.Step) -> Bool {
        if step.achievedRate < Self.achievedShare * step.rate { return true }
        if step.failures > (lowest?.failures ?? 0) { return true }
        guard let lowest else { return false }
        return step.p99 > max(Self.p99Factor * lowest.p99, Self.p99Least)
    }
}
