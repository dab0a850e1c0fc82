internal import Glibc

/// The statistical tests. Each may be looked at as often as one likes: over all looks together, a version that keeps to the
/// limit is found to break it with a probability of at most `alpha`.
extension RolloutGuard {
    /// Both samples are of the same time. `minRequests`: of each version that is needed, before anything is decided.
    package func evaluate(
        candidate: VersionSample, baseline: VersionSample, minRequests: UInt64, alpha: Double
    ) -> GuardFinding {
        let missing = (
            candidate: minRequests - min(minRequests, candidate.requests),
            baseline: isRelative ? minRequests - min(minRequests, baseline.requests) : 0
        )
        let isEnough = missing == (0, 0)
        let needed = -log(alpha)
        let logEvidence = isEnough ? self.logEvidence(candidate, baseline, needed: needed) : 0
        let verdict: GuardFinding.Verdict =
            if !isEnough {
                .tooFew(candidate: missing.candidate, baseline: missing.baseline)
            } else {
                logEvidence >= needed ? .broken : .kept
            }
        return GuardFinding(
            rule: self, verdict: verdict, candidateValue: value(of: candidate),
            baselineValue: isRelative ? value(of: baseline) : nil, candidateRequests: candidate.requests,
            baselineRequests: baseline.requests, logEvidence: logEvidence)
    }

    private func value(of sample: VersionSample) -> Double {
        switch figure {
        case .errors: sample.errorRate
        case .latency(let perMille): sample.latency(atShare: Double(perMille) / 1000)
        case .cost: sample.cpuMean
        }
    }

    private func logEvidence(_ candidate: VersionSample, _ baseline: VersionSample, needed: Double) -> Double {
        switch figure {
        case .errors: errorEvidence(candidate, baseline)
        case .latency(let perMille):
            latencyEvidence(candidate, baseline, tail: 1 - Double(perMille) / 1000, needed: needed)
        case .cost: costEvidence(candidate, baseline)
        }
    }

    /// Failures among requests are hits among trials.
    private func errorEvidence(_ candidate: VersionSample, _ baseline: VersionSample) -> Double {
        let hits = (hits: Double(candidate.errors), trials: Double(candidate.requests))
        switch bound {
        case .share(let limit):
            return BinomialEvidence.log(
                hits: hits.hits, trials: hits.trials, aboveRate: Double(limit) / Double(Weights.whole))
        case .shareAbove(let margin):
            return BinomialEvidence.log(
                first: hits, second: (Double(baseline.errors), Double(baseline.requests)),
                margin: Double(margin) / Double(Weights.whole))
        case .duration, .durationAbove, .percentAbove: return 0
        }
    }

    /// That a quantile is above a value means that more than its tail of the requests are: hits again, whatever the
    /// latencies' distribution.
    private func latencyEvidence(
        _ candidate: VersionSample, _ baseline: VersionSample, tail: Double, needed: Double
    ) -> Double {
        let slow = Tails(candidate)
        switch bound {
        case .duration(let limit):
            return BinomialEvidence.log(hits: slow.count(from: Double(limit)), trials: slow.all, aboveRate: tail)
        case .durationAbove(let margin):
            return Self.quantileEvidence(slow, Tails(baseline), from: baseline.cell(atShare: 1 - tail), tail, needed) {
                $0 + Double(margin)
            }
        case .percentAbove(let percent):
            return Self.quantileEvidence(slow, Tails(baseline), from: baseline.cell(atShare: 1 - tail), tail, needed) {
                $0 * (1 + Double(percent) / 10_000)
            }
        case .share, .shareAbove: return 0
        }
    }

    /// Against a candidate's quantile of at most `allowed` of the baseline's.
    ///
    /// Wherever the baseline's quantile truly is, q, at least `tail` of its requests take q or longer, and if the limit is
    /// kept, at most `tail` of the candidate's take longer than what q allows. So both counts are tried against `tail`, for
    /// every cell that q may lie in, each at its less damning end; the cell for which they say least decides.
    private static func quantileEvidence(
        _ candidate: Tails, _ baseline: Tails, from likely: Int, _ tail: Double, _ needed: Double,
        allowed: (Double) -> Double
    ) -> Double {
        func evidence(_ cell: Int) -> Double {
            let limit = allowed(Double(LatencyCells.start(cell + 1)))
            return BinomialEvidence.log(hits: baseline.counts[cell], trials: baseline.all, belowRate: tail)
                + BinomialEvidence.log(hits: candidate.count(from: limit), trials: candidate.all, aboveRate: tail)
        }
        // Mostly it is the likely one that decides, and that there is none.
        var least = evidence(likely)
        for cell in 0..<LatencyCells.count where least >= needed { least = min(least, evidence(cell)) }
        return least
    }

    /// How many requests took as long as a cell's start, or longer.
    private struct Tails {
        var counts = [Double](repeating: 0, count: LatencyCells.count + 1)

        init(_ sample: VersionSample) {
            for index in sample.latencies.indices.reversed() {
                counts[index] = counts[index + 1] + Double(sample.latencies[index])
            }
        }

        var all: Double { counts[0] }

        /// At least `nanoseconds`; those of a cell that only partly is are left out.
        func count(from nanoseconds: Double) -> Double {
            guard nanoseconds < Double(LatencyCells.start(LatencyCells.count)) else { return 0 }
            let index = LatencyCells.index(of: UInt64(nanoseconds))
            return counts[Double(LatencyCells.start(index)) >= nanoseconds ? index : index + 1]
        }
    }

    private func costEvidence(_ candidate: VersionSample, _ baseline: VersionSample) -> Double {
        let first = MeanEvidence.Part(candidate)
        switch bound {
        case .duration(let limit): return MeanEvidence.log(first, above: Double(limit))
        case .percentAbove(let percent):
            return MeanEvidence.log(first, above: 1 + Double(percent) / 10_000, of: MeanEvidence.Part(baseline))
        case .durationAbove(let margin):
            return MeanEvidence.log(first, above: 1, of: MeanEvidence.Part(baseline).raised(by: Double(margin)))
        case .share, .shareAbove: return 0
        }
    }
}

extension MeanEvidence.Part {
    fileprivate init(_ sample: VersionSample) {
        self.init(mean: sample.cpuMean, variance: sample.cpuVariance, count: Double(sample.requests))
    }

    fileprivate func raised(by margin: Double) -> Self {
        Self(mean: mean + margin, variance: variance, count: count)
    }
}
