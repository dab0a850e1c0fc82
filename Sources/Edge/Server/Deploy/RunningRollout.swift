internal import Admin
internal import Deploy
internal import Logging

/// A guarded rollout of a worker: the one under way, or how the last one ended. A value.
struct RunningRollout: Sendable {
    var machine: GuardedRollout
    /// Requests that are missing for a decision, as it was told last.
    var missing: (candidate: UInt64, baseline: UInt64) = (0, 0)
    /// What both versions did in the step, as it was seen last.
    var figures: [VersionFigures] = []

    init(_ machine: GuardedRollout) { self.machine = machine }

    var isRunning: Bool { !machine.phase.isOver }
    var baseline: VersionNumber? { VersionNumber(machine.plan.baseline) }
    var candidate: VersionNumber? { VersionNumber(machine.plan.candidate) }

    func tell(_ status: inout RolloutStatus) {
        let plan = machine.plan
        status.phase =
            switch machine.phase {
            case .running: missing == (0, 0) ? .running : .waiting
            case .paused: .paused
            case .promoted: .promoted
            case .rolledBack: .rolledBack
            case .aborted: .aborted
            }
        status.candidate = VersionID(plan.candidate)
        status.plan = Admin.RolloutPlan.with { told in
            told.candidate = VersionID(plan.candidate)
            told.steps = plan.steps.map { Double($0) / 100 }
            told.everyMilliseconds = Int(plan.every)
            told.guards = plan.guards.map(\.text)
            told.minRequests = Int(clamping: plan.minRequests)
        }
        if isRunning {
            status.baseline = VersionID(plan.baseline)
            status.step = machine.step + 1
            status.nextStepMilliseconds = Int(max(0, plan.every - machine.elapsed))
            if missing != (0, 0) { status.missingRequests = Int(clamping: missing.candidate + missing.baseline) }
        }
        status.figures = figures
        status.log = machine.log.entries.map { entry in
            RolloutDecision.with { decision in
                decision.at = Double(entry.at)
                decision.kind = entry.event.rawValue
                decision.text = entry.text
                decision.numbers = ["share": Double(entry.share) / 100]
            }
        }
    }
}

/// Guarded rollouts: begun, watched ten times a second, and ended.
extension DeployHost {
    static var time: GuardedRollout.Time {
        GuardedRollout.Time(milliseconds: Int64(AccessLog.now() / 1_000_000), seconds: milliseconds / 1000)
    }

    func begin(_ plan: Admin.RolloutPlan, of worker: LiveWorker) throws(AdminError) -> LiveWorker {
        try refuseDuringRollout(worker)
        _ = try record(plan.candidate, worker)
        var worker = worker
        do throws(RolloutError) {
            var guards: [RolloutGuard] = []
            for text in plan.guards { guards.append(try RolloutGuard(parsing: text)) }
            let current = try Deploy.Weights(
                hundredths: worker.state.shares.map { ($0.version.value, UInt32(clamping: $0.weight)) })
            let machine = GuardedRollout(
                try Deploy.RolloutPlan(
                    candidate: plan.candidate.number, current: current,
                    steps: plan.steps.map { UInt32(($0 * 100).rounded()) }, every: Int64(plan.everyMilliseconds),
                    guards: guards,
                    minRequests: plan.minRequests.map { UInt64($0) } ?? GuardLimits.minRequestsDefault))
            worker.rollout = RunningRollout(machine)
        } catch {
            throw AdminError(error)
        }
        if let candidate = worker.rollout?.candidate, worker.ready[candidate.value] == nil {
            worker.ready[candidate.value] = try makeReady(candidate, of: worker)
        }
        shared.log.logger.notice("worker \(worker.name): guarded rollout of \(plan.candidate) begins")
        return try look(&worker)
    }

    func pause(_ isPaused: Bool, _ worker: LiveWorker) throws(AdminError) -> LiveWorker {
        var worker = worker
        guard worker.rollout?.isRunning == true else { throw .noRollout(worker.name.text) }
        if isPaused {
            worker.rollout?.machine.pause(now: Self.time, reason: "")
        } else {
            worker.rollout?.machine.resume(now: Self.time)
        }
        return try keepRollout(worker)
    }

    func abort(_ worker: LiveWorker, by name: String) throws(AdminError) -> LiveWorker {
        var worker = worker
        guard let action = worker.rollout?.machine.abort(now: Self.time, reason: "says \(name)") else {
            throw .noRollout(worker.name.text)
        }
        return try act(action, &worker)
    }

    func promote(_ worker: LiveWorker, by name: String) throws(AdminError) -> LiveWorker {
        var worker = worker
        guard let action = worker.rollout?.machine.promote(now: Self.time, reason: "says \(name)") else {
            throw .noRollout(worker.name.text)
        }
        return try act(action, &worker)
    }

    /// Looks at every rollout under way. On the thread that watches.
    func look() -> Bool {
        let names = workers.filter { $0.rollout?.isRunning == true }.map(\.name.text)
        for name in names {
            do throws(AdminError) {
                try change { () throws(AdminError) in
                    var worker = try present(name)
                    if worker.rollout?.isRunning == true { _ = try look(&worker) }
                }
            } catch {
                if !ends { note(error, name) }
            }
        }
        return !names.isEmpty
    }

    /// Once, not at every look.
    private func note(_ error: AdminError, _ name: String) {
        let problem = "guarded rollout: \(error.detail)"
        let isNew = try? change { () throws(AdminError) in
            var worker = try present(name)
            guard worker.problem != problem else { return false }
            worker.problem = problem
            keep(worker)
            return true
        }
        if isNew == true { shared.log.logger.error("worker \(name): \(problem)") }
    }

    private func look(_ worker: inout LiveWorker) throws(AdminError) -> LiveWorker {
        guard var rollout = worker.rollout, let baseline = rollout.baseline, let candidate = rollout.candidate,
            let old = worker.ready[baseline.value], let new = worker.ready[candidate.value]
        else { return worker }
        let samples = (old: old.meter.sample, new: new.meter.sample)
        let action = rollout.machine.tick(now: Self.time, baseline: samples.old, candidate: samples.new)
        rollout.figures = [
            VersionFigures(of: candidate, rollout.machine.seen.candidate),
            VersionFigures(of: baseline, rollout.machine.seen.baseline),
        ]
        if case .wait(let candidate, let baseline) = action {
            rollout.missing = (candidate, baseline)
        } else {
            rollout.missing = (0, 0)
        }
        worker.rollout = rollout
        return try act(action, &worker)
    }

    private func act(_ action: GuardedRollout.Action, _ worker: inout LiveWorker) throws(AdminError) -> LiveWorker {
        switch action {
        case .none, .wait:
            keep(worker)
            return worker
        case .set(let weights): return try go(to: weights, worker, "\(weights.text)")
        case .promote(let weights): return try go(to: weights, worker, "promoted: \(weights.text)")
        case .rollBack(let weights, let reason):
            do throws(AdminError) {
                // To be counted once: what throws is tried again.
                let worker = try go(to: weights, worker, "rolled back to \(weights.text): \(reason)")
                shared.deployCounts?.add(worker.rollout?.machine.phase == .aborted ? .rolledBack : .guarded)
                return worker
            } catch {
                try leave(to: weights, worker.name.text)
                throw error
            }
        }
    }

    /// A full disk must not keep requests at a version that breaks its guards: they go back all the same. What could not be
    /// written down is tried again at the next look, for there the rollout is still under way.
    private func leave(to weights: Deploy.Weights, _ name: String) throws(AdminError) {
        try serve(try present(name).state.shared(weights), name)
    }

    /// Answers as that state says, without writing it down.
    func serve(_ state: WorkerState, _ name: String) throws(AdminError) {
        var worker = try present(name)
        worker.state = state
        try tellLoops(&worker)
    }

    private func go(to weights: Deploy.Weights, _ worker: LiveWorker, _ words: String) throws(AdminError) -> LiveWorker
    {
        guard let rollout = worker.rollout else { return worker }
        var state = try worker.state.shared(weights)
        state.guarded = rollout.machine.text
        let worker = try activate(worker, state)
        shared.log.logger.notice("worker \(worker.name): \(words)")
        return worker
    }

    /// Writes down how far it is: a host that starts goes on there.
    private func keepRollout(_ worker: LiveWorker) throws(AdminError) -> LiveWorker {
        var state = worker.state
        state.guarded = worker.rollout?.machine.text
        return try activate(worker, state)
    }

    /// When the host starts.
    func resumeRollout(_ worker: inout LiveWorker) {
        guard let text = worker.state.guarded else { return }
        do throws(RolloutError) {
            worker.rollout = RunningRollout(try GuardedRollout(parsing: text, now: Self.time))
        } catch {
            shared.log.logger.error("worker \(worker.name): its guarded rollout cannot be read: \(error)")
        }
    }
}

extension AdminError {
    static func noRollout(_ name: String) -> AdminError {
        .conflict(
            "no_rollout", "No guarded rollout is under way", "no guarded rollout of \(name) is under way",
            remedy: "begin one: swiftlet rollout \(name) vN --steps 1,10,50,100 --guard 'errors<1%'; "
                + "to go back to the version before: swiftlet rollback \(name)")
    }
}
