import Bench
import Testing

@testable import Load

@Suite("Ratios of two versions")
struct PairedRatiosTests {
    @Test("the interval's ranks are those of the sign test's tables")
    func ranks() {
        // https://en.wikipedia.org/wiki/Sign_test: with 95 %, of n rounds the k-th from both ends.
        let table = [(5, nil), (6, 1), (9, 2), (12, 3), (20, 6), (25, 8), (40, 14), (100, 40)]
        for (count, rank) in table { #expect(PairedRatios.rank(count, 0.95) == rank, "\(count)") }
        #expect(PairedRatios.rank(7, 0.99) == nil)
        #expect(PairedRatios.rank(8, 0.99) == 1)
    }

    @Test("only an interval beyond the margin as a whole is a difference")
    func verdicts() {
        func verdict(_ low: Double, _ high: Double) -> WallComparison.Verdict {
            PairedRatios.verdict(.init(median: (low + high) / 2, low: low, high: high), margin: 0.02)
        }
        #expect(verdict(1.021, 1.1) == .slower)
        #expect(verdict(1.019, 1.1) == .undecided)
        #expect(verdict(0.99, 1.019) == .noDifference)
        #expect(verdict(1.005, 1.015) == .noDifference)
        #expect(verdict(0.9, 0.98) == .faster)
        #expect(verdict(0.9, 1.1) == .undecided)
        #expect(PairedRatios.verdict(nil, margin: 0.02) == .undecided)
    }

    @Test("rounds that tell nothing are left out")
    func useless() {
        var ratios = PairedRatios()
        ratios.add(a: 0, b: 1)
        ratios.add(a: 1, b: .nan)
        ratios.add(a: 2, b: 1)
        #expect(ratios.ratios == [0.5])
        #expect(ratios.interval(confidence: 0.99) == nil)
    }
}

/// Whole comparisons of synthetic rounds, as many as a project's CI makes in a year.
@Suite("False alarms of comparisons")
struct FalseAlarmTests {
    enum Noise: String, CaseIterable, Sendable {
        /// A few percent, as on a quiet machine.
        case quiet
        /// One round in five takes up to ten times as long.
        case heavyTails
        /// The machine becomes slower all the time; what is left of it between the versions of a round is small.
        case drift
        /// Half of the rounds share a disturbance that hits one version harder than the other.
        case bursts
    }

    /// B's time over A's in one round, where B is really `factor` times A.
    private func ratio(_ noise: Noise, _ factor: Double, _ index: Int, _ generator: inout SeededGenerator) -> Double {
        func side() -> Double {
            let base = 1 + 0.03 * (generator.nextFraction() - 0.5)
            switch noise {
            case .quiet: return base
            case .heavyTails: return generator.nextFraction() < 0.2 ? base / (generator.nextFraction() + 0.1) : base
            case .drift: return base * (1 + 0.05 * Double(index) + 0.02 * generator.nextFraction())
            case .bursts: return generator.nextFraction() < 0.5 ? base * (1 + generator.nextFraction()) : base
            }
        }
        let a = side()
        return factor * side() / a
    }

    /// As `WallMeasurement.compare` does it, for one figure.
    private func verdict(_ noise: Noise, factor: Double, seed: UInt64) -> WallComparison.Verdict {
        var generator = SeededGenerator(seed: seed)
        let plan = ComparisonPlan(confidence: 0.99, margin: 0.02, roundsMax: 32)
        var ratios = PairedRatios()
        var verdict = WallComparison.Verdict.undecided
        for look in plan.looks where verdict == .undecided {
            while ratios.ratios.count < look {
                ratios.add(a: 1, b: ratio(noise, factor, ratios.ratios.count, &generator))
            }
            verdict = plan.verdict(.p50, ratios)
        }
        guard verdict == .slower else { return verdict }
        let fresh = PairedRatios((0..<plan.looks[0]).map { ratio(noise, factor, $0, &generator) })
        return plan.confirmed(.p50, by: fresh)
    }

    @Test("two equal versions are never told apart in 2000 comparisons", arguments: Noise.allCases)
    func equal(noise: Noise) {
        let verdicts = (0..<2000 as Range<UInt64>).map { verdict(noise, factor: 1, seed: $0) }
        #expect(verdicts.filter { $0 == .slower }.count == 0)
        #expect(verdicts.filter { $0 == .faster }.count <= 2)
    }

    @Test("a difference of 10 % is found on a quiet machine, and nothing of 1 % is called one")
    func power() {
        let found = (0..<500 as Range<UInt64>).map { verdict(.quiet, factor: 1.1, seed: $0) }
        #expect(found.filter { $0 == .slower }.count == 500)
        let gained = (0..<500 as Range<UInt64>).map { verdict(.quiet, factor: 1 / 1.1, seed: $0) }
        #expect(gained.filter { $0 == .faster }.count == 500)
        let small = (0..<500 as Range<UInt64>).map { verdict(.quiet, factor: 1.005, seed: $0) }
        #expect(small.filter { $0 == .noDifference }.count > 450)
        #expect(!small.contains(.slower))
    }

    @Test("all looks together err no more often than the confidence allows")
    func looks() {
        let plan = ComparisonPlan(confidence: 0.99, margin: 0.02, roundsMax: 32)
        #expect(plan.looks == [10, 16, 26, 32])
        #expect(abs((1 - plan.confidencePerLook) * Double(plan.looks.count) - 0.01) < 1e-12)
        #expect(PairedRatios.rank(plan.looks[0], plan.confidencePerLook) != nil)
        // Few rounds for much confidence: the first look is as late as it must be.
        let sure = ComparisonPlan(confidence: 0.999, margin: 0.02, roundsMax: 40)
        #expect(PairedRatios.rank(sure.looks[0], sure.confidencePerLook) != nil)
        #expect(sure.looks[0] > 10)
        let short = ComparisonPlan(confidence: 0.99, margin: 0.02, roundsMax: 10)
        #expect(short.looks == [10])
    }
}
