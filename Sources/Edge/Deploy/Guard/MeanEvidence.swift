internal import Glibc

/// How strongly two means speak against one being at most so many times the other, so that one may look as often as one
/// likes.
///
/// The mixture sequential probability ratio test for a difference with Welch's variance (R. Johari et al., "Always Valid
/// Inference", Oper. Res. 70, 2022, section 4): D = first − factor × second, V = var₁/n₁ + factor² var₂/n₂; the
/// likelihood of D under a normal mixture of effects with variance τ², divided by that under no effect, is
/// √(V / (V + τ²)) · exp(τ² D² / (2 V (V + τ²))). Valid for large samples: the least sample of a guard sees to that. For
/// cost, which is skewed to the right, the error lies on the safe side: a sample with a large mean by chance has a large
/// variance by the same chance.
enum MeanEvidence {
    struct Part {
        var mean: Double
        var variance: Double
        var count: Double
    }

    /// The effect that the mixture expects, as a part of what is allowed: where the test needs fewest requests.
    private static let effectShare = 0.1
    /// The least standard deviation that is believed, as a part of the mean: clocks are not better.
    private static let deviationLeast = 0.001

    /// Natural logarithm. 0 where the first is no larger than allowed.
    static func log(_ first: Part, above factor: Double, of second: Part) -> Double {
        log(
            excess: first.mean - factor * second.mean, allowed: factor * second.mean,
            variance: part(first) + factor * factor * part(second))
    }

    /// Against a mean of at most `limit`.
    static func log(_ first: Part, above limit: Double) -> Double {
        log(excess: first.mean - limit, allowed: limit, variance: part(first))
    }

    private static func part(_ part: Part) -> Double {
        let least = part.mean * deviationLeast
        return max(part.variance, least * least) / max(part.count, 1)
    }

    private static func log(excess: Double, allowed: Double, variance: Double) -> Double {
        guard excess > 0, allowed > 0, variance > 0 else { return 0 }
        let mixture = effectShare * allowed * effectShare * allowed
        let sum = variance + mixture
        return 0.5 * Glibc.log(variance / sum) + mixture * excess * excess / (2 * variance * sum)
    }
}
