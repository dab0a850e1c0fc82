/// The steps of a guarded rollout: decides when the next one comes, when to go back, when to wait. Without clock, traffic or
/// I/O: its owner asks it some ten times a second and does what it says. A value; control thread.
///
/// - In a step the guards compare what both versions did since the step began. A guard that is broken rolls back at that
///   look, to the weights before the rollout.
/// - When a step has lasted `every` and there are `minRequests` of both versions, the next begins. Until then it waits, and
///   says for how many; after `maxWait` it rolls back, as Flagger does at its progress deadline: a version that nobody
///   has tried is not promoted. (Argo Rollouts would stop and wait for somebody; `pause` does.)
/// - Without guards it is a ramp by time: nothing is compared, and no step waits for requests.
/// - The step of 100 % is the promotion: there is no baseline left to compare with.
/// - Time is what was observed: a jump of the clock that it is given, forwards or backwards, adds no more than
///   `GuardLimits.tickGapMax`; a host that is down adds none. A paused rollout's time stands; its guards do not.
package struct GuardedRollout: Equatable, Sendable {
    package enum Phase: String, Sendable, CaseIterable {
        case running, paused, promoted
        case rolledBack = "rolled_back"
        case aborted

        package var isOver: Bool { self != .running && self != .paused }
    }

    /// Two clocks: one that only rises decides, the other is for people.
    package struct Time: Equatable, Sendable {
        /// Of the clock that only rises.
        package let milliseconds: Int64
        /// Since 1970.
        package let seconds: Int64

        package init(milliseconds: Int64, seconds: Int64) {
            self.milliseconds = milliseconds
            self.seconds = seconds
        }
    }

    package enum Action: Equatable, Sendable {
        case none
        /// So many requests are missing until the step can end.
        case wait(candidate: UInt64, baseline: UInt64)
        case set(Weights)
        case promote(Weights)
        case rollBack(Weights, reason: String)
    }

    package let plan: RolloutPlan
    package internal(set) var phase = Phase.running
    /// Index in the plan's steps; -1: not begun.
    package internal(set) var step = -1
    /// Milliseconds that the step has lasted.
    package internal(set) var elapsed: Int64 = 0
    package internal(set) var log = DecisionLog()

    /// What was seen in this step before the host was restarted.
    var carried = Pair()
    /// The samples when the step, or the host, began; nil: with the next tick.
    private var start: Pair?
    private var last: Pair?
    private var lastTick: Int64?
    private var isWaiting = false

    struct Pair: Equatable, Sendable {
        var candidate = VersionSample()
        var baseline = VersionSample()
    }

    package init(_ plan: RolloutPlan) { self.plan = plan }

    /// A rollout that went on in a host that is no more.
    init(restored plan: RolloutPlan, phase: Phase, step: Int, elapsed: Int64, carried: Pair, log: DecisionLog) {
        self.plan = plan
        self.phase = phase
        self.step = step
        self.elapsed = elapsed
        self.carried = carried
        self.log = log
    }

    /// What the worker's weights have to be now: after a restart the owner sets them.
    package var weights: Weights {
        switch phase {
        case .running, .paused: step < 0 ? plan.before : plan.weights(atStep: step)
        case .promoted: Weights(only: plan.candidate)
        case .rolledBack, .aborted: plan.before
        }
    }

    /// What both versions did since the step began: what the guards compare.
    package var seen: (candidate: VersionSample, baseline: VersionSample) { (window.candidate, window.baseline) }

    var window: Pair {
        var window = carried
        if let start, let last {
            window.candidate += last.candidate.since(start.candidate)
            window.baseline += last.baseline.since(start.baseline)
        }
        return window
    }

    /// What the guards find now.
    package var findings: [GuardFinding] { findings(in: window) }

    // MARK: inputs

    /// Looks. The samples are all that was counted of each version since the host began.
    package mutating func tick(now: Time, baseline: VersionSample, candidate: VersionSample) -> Action {
        guard !phase.isOver else { return .none }
        if let lastTick, phase == .running, step >= 0 {
            let (gap, overflows) = now.milliseconds.subtractingReportingOverflow(lastTick)
            if !overflows { elapsed += min(max(gap, 0), GuardLimits.tickGapMax) }
        }
        lastTick = now.milliseconds
        last = Pair(candidate: candidate, baseline: baseline)
        if start == nil { start = last }
        if step < 0 { return phase == .paused ? .none : begin(step: 0, now) }

        let window = window
        let findings = findings(in: window)
        if let broken = findings.first(where: { $0.verdict == .broken }) {
            return rollBack(now, "\(share(plan.steps[step])) of v\(plan.candidate): \(broken.sentence)")
        }
        guard phase == .running, elapsed >= plan.every else { return .none }
        let missing = missing(in: window)
        if missing != (0, 0) { return wait(now, missing) }
        for finding in findings { note(.kept, now, finding.sentence) }
        return begin(step: step + 1, now)
    }

    /// Stands still; the guards go on.
    package mutating func pause(now: Time, reason: String) {
        guard phase == .running else { return }
        phase = .paused
        note(.paused, now, "paused\(Self.because(reason))")
    }

    package mutating func resume(now: Time) {
        guard phase == .paused else { return }
        phase = .running
        note(.resumed, now, "goes on")
    }

    /// Ends it at once, to the weights before.
    package mutating func abort(now: Time, reason: String) -> Action {
        guard !phase.isOver else { return .none }
        let text = "aborted\(Self.because(reason))"
        note(.aborted, now, text)
        phase = .aborted
        return .rollBack(plan.before, reason: text)
    }

    /// Ends it at once, all to the candidate.
    package mutating func promote(now: Time, reason: String) -> Action {
        guard !phase.isOver else { return .none }
        return promote(now, "v\(plan.candidate) gets everything\(Self.because(reason))")
    }

    // MARK: steps

    private mutating func begin(step next: Int, _ now: Time) -> Action {
        let isFirst = step < 0
        step = next
        elapsed = 0
        carried = Pair()
        start = last
        isWaiting = false
        if plan.steps[next] == Weights.whole {
            let why = plan.guards.isEmpty ? "by time alone, without guards" : "it kept to all guards"
            return promote(now, "v\(plan.candidate) gets everything: \(why)")
        }
        let part = share(plan.steps[next])
        note(
            isFirst ? .started : .step, now,
            "v\(plan.candidate) gets \(part) for \(plan.every / 1000) s beside v\(plan.baseline)"
                + (isFirst && plan.guards.isEmpty ? ", by time alone: there are no guards" : ""))
        return .set(plan.weights(atStep: next))
    }

    private mutating func promote(_ now: Time, _ text: String) -> Action {
        phase = .promoted
        step = plan.steps.count - 1
        note(.promoted, now, text)
        return .promote(Weights(only: plan.candidate))
    }

    private mutating func rollBack(_ now: Time, _ reason: String) -> Action {
        // With the share that it had, so before it has none.
        note(.rolledBack, now, reason)
        phase = .rolledBack
        return .rollBack(plan.before, reason: reason)
    }

    private mutating func wait(_ now: Time, _ missing: (candidate: UInt64, baseline: UInt64)) -> Action {
        var text = "\(counted(missing.candidate, "request")) of v\(plan.candidate)"
        if missing.baseline > 0 { text += " and \(missing.baseline) of v\(plan.baseline)" }
        guard elapsed < plan.maxWait else {
            return rollBack(now, "\(text) were still missing after \(elapsed / 1000) s, the longest wait of a step")
        }
        if !isWaiting { note(.waiting, now, "waits for \(text)") }
        isWaiting = true
        return .wait(candidate: missing.candidate, baseline: missing.baseline)
    }

    private func findings(in window: Pair) -> [GuardFinding] {
        guard step >= 0, !phase.isOver else { return [] }
        return plan.guards.map { rule in
            rule.evaluate(
                candidate: window.candidate, baseline: window.baseline, minRequests: plan.minRequests,
                alpha: plan.alphaPerTest)
        }
    }

    /// Without guards nothing is compared, and time alone decides.
    private func missing(in window: Pair) -> (candidate: UInt64, baseline: UInt64) {
        func missing(_ sample: VersionSample) -> UInt64 { plan.minRequests - min(plan.minRequests, sample.requests) }
        return (
            plan.guards.isEmpty ? 0 : missing(window.candidate),
            plan.guards.contains { $0.isRelative } ? missing(window.baseline) : 0
        )
    }

    // MARK: words

    mutating func note(_ event: DecisionLog.Event, _ now: Time, _ text: String) {
        log.add(event, at: now.seconds, share: weights.hundredths(of: plan.candidate), text)
    }

    private func share(_ hundredths: UInt32) -> String { "\(Weights.percent(UInt64(hundredths))) %" }

    private static func because(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(reason.prefix(GuardLimits.reasonMax))"
    }
}
