internal import Glibc

/// How strongly counts of hits among trials speak against a rate, so that one may look as often as one likes.
///
/// The likelihood of the counts under a mixture of other rates, divided by that under the rate in question. While that rate
/// is the true one, the quotient is a martingale that begins at 1, so by Ville's inequality it ever reaches 1/α with a
/// probability of at most α, however often it is looked at (H. Robbins, Ann. Math. Stat. 41, 1970; R. Johari et al.,
/// "Always Valid Inference", Oper. Res. 70, 2022; S. Howard et al., Ann. Stat. 49, 2021). Exact for every number of
/// trials: no normal approximation, which is wrong for rare errors. Natural logarithms throughout.
enum BinomialEvidence {
    /// Rates that are tried beside the one in question, by odds: from where thousands of trials tell a difference to where a
    /// few do; each costs the others a little. And that rate itself: what is no evidence weighs little against evidence
    /// that it is multiplied with.
    private static let oddsFactors = [1, 1.1, 1.25, 1.5, 2, 3, 5, 12, 40]

    /// Against every rate up to `rate`. `hits` ≤ `trials`; 0 < `rate` < 1.
    ///
    /// None that it is compared with is a lower rate, and the quotient with each can only fall, on average, under a rate
    /// below `rate`: what holds for `rate` holds for those.
    static func log(hits: Double, trials: Double, aboveRate rate: Double) -> Double {
        var logs: [Double] = []
        for factor in oddsFactors {
            let scale = 1 + rate * (factor - 1)
            // The other rate is rate × factor / scale, and its complement that of `rate` / scale.
            logs.append(hits * Glibc.log(factor) - trials * Glibc.log(scale))
        }
        let most = logs.max() ?? 0
        return most + Glibc.log(logs.reduce(0) { $0 + exp($1 - most) } / Double(logs.count))
    }

    /// Against every rate from `rate` up.
    static func log(hits: Double, trials: Double, belowRate rate: Double) -> Double {
        log(hits: trials - hits, trials: trials, aboveRate: 1 - rate)
    }

    /// Against a first rate of at most the second plus `margin`, of two independent runs of trials.
    ///
    /// The product of both quotients, each with a mixture of all rates (Beta(½, ½)), for the pair of true rates that it
    /// says least against: one on the edge, first = second + margin, where its logarithm is convex in the second.
    static func log(
        first: (hits: Double, trials: Double), second: (hits: Double, trials: Double), margin: Double
    ) -> Double {
        guard first.trials > 0, second.trials > 0,
            first.hits / first.trials > second.hits / second.trials + margin
        else { return 0 }
        func logProduct(_ rate: Double) -> Double {
            logMixture(first.hits, first.trials) - logLikelihood(first.hits, first.trials, rate + margin)
                + logMixture(second.hits, second.trials) - logLikelihood(second.hits, second.trials, rate)
        }
        // Beyond the two rates that were seen both factors rise. Each step leaves two thirds.
        var low = max(second.hits / second.trials, tiny)
        var high = min(max(first.hits / first.trials - margin, low), 1 - margin - tiny)
        for _ in 0..<60 where high - low > tiny {
            let left = low + (high - low) / 3
            let right = high - (high - low) / 3
            if logProduct(left) < logProduct(right) { high = right } else { low = left }
        }
        return logProduct((low + high) / 2)
    }

    /// Smaller than a rate that any number of requests could tell from 0.
    private static let tiny = 1e-12

    private static func logLikelihood(_ hits: Double, _ trials: Double, _ rate: Double) -> Double {
        // No term for what did not happen: 0 times the logarithm of 0 is 0.
        (hits > 0 ? hits * Glibc.log(rate) : 0) + (trials > hits ? (trials - hits) * log1p(-rate) : 0)
    }

    /// log of B(hits + ½, misses + ½) / B(½, ½); B(½, ½) is π.
    private static func logMixture(_ hits: Double, _ trials: Double) -> Double {
        lgamma(hits + 0.5) + lgamma(trials - hits + 0.5) - lgamma(trials + 1) - Glibc.log(Double.pi)
    }
}
