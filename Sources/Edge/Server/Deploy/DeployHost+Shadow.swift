internal import Admin
internal import Deploy
internal import Isolate
internal import Logging
internal import Loop

/// Shadow traffic: asked for, kept through a start of the host, and ended, by somebody or with its candidate.
extension DeployHost {
    func shadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus {
        guard let shadow = try worker(name).shadow else { throw .noShadow(name) }
        return shadow.status(of: name)
    }

    func setShadow(
        of name: String, _ request: ShadowRequest, _ caller: AdminCaller
    ) throws(AdminError) -> ShadowStatus {
        try change { () throws(AdminError) in
            var worker = try present(name)
            let old = worker.shadow
            let candidate = try record(request.candidate, worker).number
            guard !worker.state.isOnly(candidate) else {
                throw .conflict(
                    "candidate_live", "There is nothing to compare",
                    "all requests of \(name) go to \(candidate) already",
                    remedy: "name another version: swiftlet versions \(name) lists them")
            }
            if worker.ready[candidate.value] == nil {
                worker.ready[candidate.value] = try makeReady(candidate, of: worker)
            }
            let shadow = try makeShadow(request, worker)
            worker.shadow = shadow
            worker = try activate(worker, worker.state)
            old?.end()
            shared.log.logger.notice(
                "worker \(name): \(request.share)% of its requests are mirrored to \(candidate), says \(caller.name)")
            return shadow.status(of: name)
        }
    }

    func endShadow(of name: String, _ caller: AdminCaller) throws(AdminError) -> ShadowStatus {
        try change { () throws(AdminError) in
            var worker = try worker(name)
            guard let shadow = worker.shadow.take() else { throw .noShadow(name) }
            _ = try activate(worker, worker.state)
            shadow.end()
            shared.log.logger.notice("worker \(name): shadow traffic ends, says \(caller.name)")
            return shadow.status(of: name)
        }
    }

    private func makeShadow(_ request: ShadowRequest, _ worker: LiveWorker) throws(AdminError) -> Shadow {
        guard let version = worker.ready[request.candidate.number] else {
            throw .unknownVersion(request.candidate, of: worker.name.text)
        }
        let seat: ShadowSeat?
        do throws(LoopError) { seat = try shadows.start() } catch {
            throw AdminError(
                507, "system", "The system refused", "a thread for shadow traffic: \(error)",
                remedy: "see the host's log")
        }
        guard let seat else {
            throw AdminError(
                507, "no_place", "No place for a candidate", "the host has set no memory aside for isolates",
                remedy: "raise deploy.workers")
        }
        do throws(RolloutError) {
            return try Shadow(request, version, seat, since: Self.milliseconds / 1000)
        } catch {
            throw AdminError(error)
        }
    }

    /// Of a request that `answering` would get.
    func explainShadow(_ worker: LiveWorker, _ answering: VersionNumber, _ explanation: inout Explanation) {
        guard let settings = worker.shadow?.settings, settings.candidate.number != answering.value else { return }
        let share = Deploy.Weights.percent(UInt64((settings.share * 100).rounded()))
        explanation.add(
            "shadow", "\(settings.candidate)",
            why: "it gets copies of \(share) % of such requests, in mode \(settings.subrequests.rawValue); "
                + "nobody gets its answers")
    }

    // MARK: with other changes

    /// What becomes of it with other shares: it ends when its candidate is taken back, and when there is no other version
    /// to compare it with. Nothing has happened yet.
    func settleShadow(of worker: inout LiveWorker, for state: inout WorkerState) {
        if let number = worker.shadow?.settings.candidate.number, let candidate = VersionNumber(number) {
            let isTakenBack = worker.state.has(candidate) && !state.has(candidate)
            if isTakenBack || state.isOnly(candidate) { worker.shadow = nil }
        }
        state.shadow = worker.shadow.map { String(decoding: $0.settings.jsonText, as: UTF8.self) }
        var pinned: [VersionNumber] = []
        if let rollout = worker.rollout, rollout.isRunning {
            pinned = [rollout.candidate, rollout.baseline].compactMap(\.self)
        }
        if let number = worker.shadow?.settings.candidate.number, let candidate = VersionNumber(number),
            !pinned.contains(candidate)
        {
            pinned.append(candidate)
        }
        state.pinned = pinned
    }

    /// The state is kept. Another baseline is compared with from now on, and counted from now on.
    func renewShadow(of worker: inout LiveWorker, after before: LiveWorker) {
        guard let old = before.shadow else { return }
        guard let shadow = worker.shadow else {
            old.end()
            return
        }
        guard worker.baseline != before.baseline else { return }
        // Its rules have been read before.
        worker.shadow = (try? shadow.renewed(since: Self.milliseconds / 1000)) ?? shadow
    }

    /// When the host starts.
    func resumeShadow(_ worker: inout LiveWorker) {
        guard let text = worker.state.shadow else { return }
        let problem: String
        do {
            let request = try ShadowRequest(parsing: Array(text.utf8), strict: true)
            worker.shadow = try makeShadow(request, worker)
            return
        } catch let error as AdminError {
            problem = error.detail
        } catch {
            problem = "\(error)"
        }
        shared.log.logger.error("worker \(worker.name): its shadow traffic cannot go on: \(problem)")
    }
}

extension WorkerState {
    fileprivate func has(_ version: VersionNumber) -> Bool { shares.contains { $0.version == version } }

    /// It has all requests.
    fileprivate func isOnly(_ version: VersionNumber) -> Bool { shares.count == 1 && has(version) }
}

extension AdminError {
    fileprivate static func noShadow(_ name: String) -> AdminError {
        AdminError(
            404, "no_shadow", "No shadow traffic", "no requests of \(name) are mirrored",
            remedy: "ask for it: swiftlet shadow \(name) vN")
    }
}
