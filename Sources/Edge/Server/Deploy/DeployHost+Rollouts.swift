internal import Admin
internal import Deploy
internal import Logging

/// Which versions get what.
extension DeployHost {
    func rollout(of name: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        rolloutStatus(try worker(name))
    }

    func setRollout(
        of name: String, _ request: RolloutRequest, _ caller: AdminCaller
    ) throws(AdminError) -> RolloutStatus {
        try change { () throws(AdminError) in
            let worker = if case .weights = request { try promotable(name) } else { try present(name) }
            switch request {
            case .weights(let weights): return rolloutStatus(try share(worker, weights))
            case .guarded(let plan):
                let worker = try begin(plan, of: worker)
                watchRollouts()
                return rolloutStatus(worker)
            case .pause(let isPaused): return rolloutStatus(try pause(isPaused, worker))
            }
        }
    }

    func abortRollout(of name: String, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change { () throws(AdminError) in
            let worker = try present(name)
            guard worker.rollout?.isRunning == true else { throw .noRollout(name) }
            return rolloutStatus(try abort(worker, by: caller.name))
        }
    }

    func promote(_ name: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change { () throws(AdminError) in
            var worker = try promotable(name)
            if let rollout = worker.rollout, rollout.isRunning {
                if version == nil || version?.number == rollout.machine.plan.candidate {
                    return rolloutStatus(try promote(worker, by: caller.name))
                }
                try refuseDuringRollout(worker)
            }
            let target = if let version { try record(version, worker).number } else { try candidate(of: worker) }
            worker = try activate(worker, worker.state.live(target))
            shared.log.logger.notice("worker \(name): \(target) has all requests, says \(caller.name)")
            return rolloutStatus(worker)
        }
    }

    func rollBack(_ name: String, to version: VersionID?, _ caller: AdminCaller) throws(AdminError) -> RolloutStatus {
        try change { () throws(AdminError) in
            var worker = try present(name)
            if worker.rollout?.isRunning == true {
                worker = try abort(worker, by: caller.name)
                if version == nil { return rolloutStatus(worker) }
            }
            let target = if let version { try record(version, worker).number } else { try previous(of: worker) }
            worker = try goBack(to: target, worker)
            shared.deployCounts?.add(.rolledBack)
            shared.log.logger.notice("worker \(name): back to \(target), says \(caller.name)")
            return rolloutStatus(worker)
        }
    }

    // MARK: parts

    /// One that answers, or has a version that could.
    private func promotable(_ name: String) throws(AdminError) -> LiveWorker {
        let worker = try self.worker(name)
        return records(worker).isEmpty ? try present(name) : worker
    }

    /// One that has a version that answers.
    func present(_ name: String) throws(AdminError) -> LiveWorker {
        let worker = try self.worker(name)
        guard !worker.isEmpty else {
            if let newest = records(worker).last?.number {
                throw .conflict(
                    "no_version", "None of its versions answers yet", "\(name) has \(newest), which was not activated",
                    remedy: "promote it: swiftlet promote \(name) \(newest)")
            }
            throw .conflict(
                "no_version", "It has no version yet", "\(name) waits for its first deployment",
                remedy: "deploy it: swiftlet deploy --name \(name)")
        }
        return worker
    }

    /// The version that is to have everything when nobody says which.
    private func candidate(of worker: LiveWorker) throws(AdminError) -> VersionNumber {
        if let candidate = worker.state.candidate { return candidate }
        guard !worker.isSplit else {
            throw .conflict(
                "no_candidate", "It is not clear which",
                "\(worker.name) is split between \(worker.state.shares.map { "\($0.version)" }.joined(separator: ", "))",
                remedy: "say which: swiftlet promote \(worker.name) \(worker.state.shares[0].version)")
        }
        guard let last = records(worker).last else { throw .unknownWorker(worker.name.text) }
        return last.number
    }

    /// Where a rollback goes when nobody says where.
    private func previous(of worker: LiveWorker) throws(AdminError) -> VersionNumber {
        if let previous = worker.state.previous { return previous }
        throw .conflict(
            "no_previous", "There is nothing to go back to",
            "no version has answered all requests of \(worker.name) before "
                + (worker.isSplit ? "they were split" : "\(worker.state.shares[0].version)"),
            remedy: "name one: swiftlet versions \(worker.name) lists them")
    }

    /// A full disk must not keep requests at a version that somebody wants to be rid of: they go back all the same, and
    /// the error says what the next start would do.
    private func goBack(to target: VersionNumber, _ worker: LiveWorker) throws(AdminError) -> LiveWorker {
        let state = worker.state.back(to: target)
        do throws(AdminError) {
            return try activate(worker, state)
        } catch {
            guard error.status == 507, worker.ready[target.value] != nil else { throw error }
            try serve(state, worker.name.text)
            throw AdminError(
                507, "not_kept", "It could not be written down",
                "\(target) answers all requests of \(worker.name) from now on, but the next start would not know: "
                    + error.detail,
                remedy: "make room for the store, then roll back to \(target) again")
        }
    }

    /// Shares as somebody has set them, at once.
    private func share(_ worker: LiveWorker, _ weights: Admin.Weights) throws(AdminError) -> LiveWorker {
        try refuseDuringRollout(worker)
        for share in weights.shares { _ = try record(share.version, worker) }
        let target: Deploy.Weights
        do throws(RolloutError) {
            target = try Deploy.Weights(
                hundredths: weights.shares.map { ($0.version.number, UInt32(clamping: $0.hundredths)) })
        } catch {
            throw AdminError(error)
        }
        let state = try worker.state.shared(target)
        let worker = try activate(worker, state)
        shared.log.logger.notice("worker \(worker.name): \(target.text)")
        return worker
    }

    func rolloutStatus(_ worker: LiveWorker) -> RolloutStatus {
        var status = RolloutStatus()
        status.worker = worker.name.text
        status.weights = weights(worker)
        status.baseline = worker.baseline.map { VersionID($0) }
        status.phase = worker.isSplit ? .split : .steady
        worker.rollout?.tell(&status)
        if status.figures.isEmpty, worker.isSplit {
            status.figures = worker.state.shares.compactMap { share in
                worker.ready[share.version.value].map { VersionFigures(of: share.version, $0.meter.sample) }
            }
        }
        return status
    }
}

extension WorkerState {
    /// With other shares: who has a version keeps it, as far as that can be.
    func shared(_ weights: Deploy.Weights) throws(AdminError) -> WorkerState {
        var state = self
        let before: Assignment
        do throws(RolloutError) {
            if let assignment {
                before = try Assignment(parsing: assignment)
            } else if let only = shares.first {
                before = Assignment(Deploy.Weights(only: only.version.value))
            } else {
                before = Assignment(weights)
            }
        } catch {
            throw AdminError(error)
        }
        let after = before.adjusted(to: weights)
        state.shares = weights.shares.compactMap { share in
            VersionNumber(share.version).map { Share($0, weight: Int(share.hundredths)) }
        }
        state.assignment = after.text
        state.guarded = nil
        if state.shares.count == 1 { return state.live(state.shares[0].version) }
        return state
    }
}

extension VersionFigures {
    init(of number: VersionNumber, _ sample: VersionSample) {
        self.init()
        version = VersionID(number)
        requests = Int(clamping: sample.requests)
        errors = Int(clamping: sample.errors)
        guard sample.requests > 0 else { return }
        p50Milliseconds = sample.latency(atShare: 0.5) / 1e6
        p99Milliseconds = sample.latency(atShare: 0.99) / 1e6
        cpuMicroseconds = sample.cpuMean / 1e3
    }
}
