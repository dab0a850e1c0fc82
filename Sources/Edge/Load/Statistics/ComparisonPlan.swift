package import Bench

/// How many rounds two versions are compared in, and what is made of them. Without clock; a value.
///
/// After the rounds of each look the intervals are computed; where a figure is undecided more rounds follow, up to
/// `roundsMax`. Who looks several times finds something sooner or later: so each look has only its part of the error that
/// the confidence leaves, and all together keep to it. And a "slower" is believed only when as many fresh rounds as the
/// first look had, taken alone, say so too.
package struct ComparisonPlan: Sendable {
    package enum Figure: String, Sendable, CaseIterable {
        case p50, p99
        case processor = "CPU per request"
    }

    /// p99 is made of few requests: its margin is so many times wider.
    package static let p99MarginFactor = 5.0
    package static let rounds = 10...200
    private static let growth = 1.6

    package let confidence: Double
    package let margin: Double
    /// Rounds after which one looks.
    package let looks: [Int]

    package init(confidence: Double, margin: Double, roundsMax: Int) {
        self.confidence = confidence
        self.margin = margin
        // Fewer rounds than these can never be as sure as asked, whatever they say.
        var first = Self.rounds.lowerBound
        let looksAbout = 4.0
        while PairedRatios.rank(first, 1 - (1 - confidence) / looksAbout) == nil, first < roundsMax { first += 1 }
        var looks = [first]
        while let last = looks.last, last < roundsMax, looks.count < Int(looksAbout) {
            looks.append(min(roundsMax, Int((Double(last) * Self.growth).rounded())))
        }
        self.looks = looks
    }

    /// Of one look.
    package var confidencePerLook: Double { 1 - (1 - confidence) / Double(looks.count) }

    package func margin(of figure: Figure) -> Double { figure == .p99 ? margin * Self.p99MarginFactor : margin }

    package func verdict(_ figure: Figure, _ ratios: PairedRatios) -> WallComparison.Verdict {
        PairedRatios.verdict(ratios.interval(confidence: confidencePerLook), margin: margin(of: figure))
    }

    /// What stands in the end for a figure that was `slower`: that, or doubt.
    package func confirmed(_ figure: Figure, by fresh: PairedRatios) -> WallComparison.Verdict {
        PairedRatios.verdict(fresh.interval(confidence: confidencePerLook), margin: margin(of: figure)) == .slower
            ? .slower : .undecided
    }
}
