/// A guarded rollout as somebody asks for it: which version, in which steps, kept to what. A value.
package struct RolloutPlan: Equatable, Sendable {
    package let candidate: UInt32
    /// What the candidate is compared with: of the versions before it the one with the largest share, of several the
    /// oldest, as `WorkerState.leader`.
    package let baseline: UInt32
    /// The shares before, without the candidate: what a rollback restores.
    package let before: Weights
    /// The candidate's shares, in hundredths of a percent: ascending, the last is all.
    package let steps: [UInt32]
    /// Milliseconds of a step.
    package let every: Int64
    package let guards: [RolloutGuard]
    /// Requests of a version before anything is decided.
    package let minRequests: UInt64
    /// Milliseconds that a step may last while it waits for its requests.
    package let maxWait: Int64
    /// Chance of a false alarm over all guards and steps.
    package let alpha: Double

    /// `current`: the worker's weights; a share that the candidate has in it goes to the others first.
    package init(
        candidate: UInt32, current: Weights, steps: [UInt32], every: Int64 = GuardLimits.everyDefault,
        guards: [RolloutGuard], minRequests: UInt64 = GuardLimits.minRequestsDefault, maxWait: Int64? = nil,
        alpha: Double = GuardLimits.alphaDefault
    ) throws(RolloutError) {
        let others = current.shares.filter { $0.version != candidate }
        guard let baseline = others.max(by: { ($0.hundredths, $1.version) < ($1.hundredths, $0.version) }) else {
            throw RolloutError(
                "v\(candidate) already has all requests", remedy: "name a version that is not live, or deploy one")
        }
        guard others.count < RolloutLimits.versionsMax else {
            throw RolloutError(
                "\(others.count) versions have a share, and v\(candidate) would be one more",
                remedy: "a rollout begins with at most \(RolloutLimits.versionsMax - 1): give shares to fewer before")
        }
        try Self.check(steps: steps)
        guard GuardLimits.every.contains(every) else {
            throw RolloutError(
                "a step of \(every) ms", remedy: "let it last 1 s to 30 days, as in \"--every 10m\"")
        }
        guard guards.count <= GuardLimits.guardsMax else {
            throw RolloutError("\(guards.count) guards", remedy: "name at most \(GuardLimits.guardsMax)")
        }
        for (index, rule) in guards.enumerated() where guards[..<index].contains(rule) {
            throw RolloutError("the guard \"\(rule.text)\" is there twice", remedy: "name it once")
        }
        guard GuardLimits.minRequests.contains(minRequests) else {
            throw RolloutError(
                "a least sample of \(minRequests) requests",
                remedy: "ask for \(GuardLimits.minRequests.lowerBound) to \(GuardLimits.minRequests.upperBound)")
        }
        let wait = maxWait ?? min(every * GuardLimits.maxWaitFactor, GuardLimits.maxWaitMax)
        guard every...GuardLimits.maxWaitMax ~= wait else {
            throw RolloutError(
                "a step that waits for \(wait) ms",
                remedy: "let it wait at least as long as a step lasts, and at most a year")
        }
        guard GuardLimits.alpha.contains(alpha) else {
            throw RolloutError(
                "a chance of false alarm of \(alpha)",
                remedy: "choose \(GuardLimits.alpha.lowerBound) to \(GuardLimits.alpha.upperBound)")
        }
        self.candidate = candidate
        self.baseline = baseline.version
        before = try Self.filled(others, upTo: Weights.whole, beside: nil)
        self.steps = steps
        self.every = every
        self.guards = guards
        self.minRequests = minRequests
        self.maxWait = wait
        self.alpha = alpha
    }

    /// `1,10,50,100`: percent with up to two decimals.
    package static func steps(parsing text: String) throws(RolloutError) -> [UInt32] {
        var steps: [UInt32] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let step = Weights.hundredths(ofPercent: part) else {
                throw RolloutError(
                    "\(Quoted.text(Substring(part))) is no step",
                    remedy: "write percents from 0.01 to 100, as in \"1,10,50,100\"")
            }
            steps.append(step)
        }
        try check(steps: steps)
        return steps
    }

    private static func check(steps: [UInt32]) throws(RolloutError) {
        let shown = steps.prefix(GuardLimits.stepsMax).map { Weights.percent(UInt64($0)) }.joined(separator: ",")
        guard 1...GuardLimits.stepsMax ~= steps.count, steps.first != 0, steps.last == Weights.whole,
            zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw RolloutError(
                "the steps \(shown) are none",
                remedy: "write up to \(GuardLimits.stepsMax) percents that rise to 100, as in \"1,10,50,100\"")
        }
    }

    /// At a step: the candidate's share, the rest in the proportions of before.
    package func weights(atStep step: Int) -> Weights {
        let share = steps[step]
        if share == Weights.whole { return Weights(only: candidate) }
        guard
            let weights = try? Self.filled(
                before.shares, upTo: Weights.whole - share, beside: (candidate, share))
        else { preconditionFailure("a step's weights are not whole") }
        return weights
    }

    /// The chance of a false alarm that each guard has in each step: an even part of all. The step of 100 % has none, for
    /// there is nothing to compare with.
    package var alphaPerTest: Double { alpha / Double(max(1, guards.count) * max(1, steps.count - 1)) }

    /// `shares` scaled to `whole`; what rounding leaves goes to those that lost most by it, lower versions first.
    private static func filled(
        _ shares: [Weights.Share], upTo whole: UInt32, beside other: (UInt32, UInt32)?
    ) throws(RolloutError) -> Weights {
        let sum = UInt64(shares.reduce(0) { $0 + $1.hundredths })
        let products = shares.map { UInt64($0.hundredths) * UInt64(whole) }
        var parts = zip(shares, products).map { (version: $0.version, hundredths: UInt32($1 / sum)) }
        let lost = products.map { $0 % sum }
        let left = Int(whole - parts.reduce(0) { $0 + $1.hundredths })
        let order = lost.indices.sorted { (lost[$1], $0) < (lost[$0], $1) }
        for index in order.prefix(left) { parts[index].hundredths += 1 }
        return try Weights(hundredths: parts + (other.map { [(version: $0.0, hundredths: $0.1)] } ?? []))
    }
}
