internal import Admin
internal import Deploy
internal import Isolate
internal import Logging

/// From what the store says to what the loops do.
extension DeployHost {
    /// Makes a state the worker's: its versions are made ready, it is kept, and every loop told. What throws has changed
    /// nothing.
    ///
    /// - Parameter fresh: a version that is ready already.
    func activate(_ worker: LiveWorker, _ state: WorkerState, fresh: WorkerVersion? = nil) throws(AdminError)
        -> LiveWorker
    {
        var (worker, state) = (worker, state)
        if let fresh { worker.ready[UInt32(fresh.number)] = fresh }
        let before = worker
        let known = Set(records(worker).map(\.number))
        state.history.keep(known.contains)
        // One that has ended is told of until somebody decides otherwise.
        if state.guarded == nil, worker.rollout?.isRunning != true { worker.rollout = nil }
        settleShadow(of: &worker, for: &state)
        try makeReady(&state, &worker)
        // Kept on disk first: what the loops do then is what a start would do.
        worker.state = try asked(store.setState(state, of: worker.name))
        worker.problem = nil
        renewShadow(of: &worker, after: before)
        try tellLoops(&worker)
        return worker
    }

    /// Every version that is to have requests. One that has none, as the one that a rollback would go to, is in nobody's
    /// way when it cannot be: it is tried again when it is wanted.
    private func makeReady(_ state: inout WorkerState, _ worker: inout LiveWorker) throws(AdminError) {
        for number in state.versionsInUse where worker.ready[number.value] == nil {
            do throws(AdminError) {
                worker.ready[number.value] = try makeReady(number, of: worker)
            } catch {
                if state.shares.contains(where: { $0.version == number }) { throw error }
                // The store may have put it aside.
                let isKept = records(worker).contains { $0.number == number }
                guard let kept = store.state(of: worker.name), !isKept else { continue }
                state.revision = kept.revision
                state.pinned.removeAll { $0 == number }
                state.history.keep { $0 != number }
            }
        }
    }

    /// The loops' versions of a worker from now on, by its state; those that nobody needs are let go.
    func tellLoops(_ worker: inout LiveWorker) throws(AdminError) {
        let versions = self.versions(&worker)
        shared.records[worker.place].rename(isThere(worker) ? worker.name.text : "")
        keep(worker)
        guard set(worker.place, versions) else { throw .shuttingDown }
    }

    private func versions(_ worker: inout LiveWorker) -> WorkerRecord.Versions {
        var versions = WorkerRecord.Versions()
        func ready(_ number: VersionNumber?) -> WorkerVersion? { number.flatMap { worker.ready[$0.value] } }
        versions.current = ready(worker.baseline)
        let record = shared.records[worker.place]
        if record.keepsPrevious, versions.current?.isProven == false,
            let previous = ready(worker.state.previous), previous.isGood
        {
            versions.previous = previous
        }
        if let assignment = worker.assignment {
            versions.split = VersionSplit(
                assignment, worker: worker.name.text, keys: shared.config.workers[worker.place].rollout.keys,
                versions: Array(worker.ready.values))
        }
        versions.shadow = worker.shadow
        // The newest may be looked at before anybody gets them.
        let used = worker.state.versionsInUse
        let spare = worker.ready.keys.sorted(by: >).filter { number in !used.contains { $0.value == number } }
        for number in spare.dropFirst(shared.config.deploy.previewsMax) { worker.ready[number] = nil }
        versions.spare = worker.ready.values.sorted { $0.number > $1.number }
        return versions
    }

    /// A version that the store has, compiled: a matter of a millisecond where the cache has it. Blocks.
    func makeReady(_ number: VersionNumber, of worker: LiveWorker) throws(AdminError) -> WorkerVersion {
        let record: VersionRecord
        let module: [UInt8]
        do throws(DeployError) {
            record = try store.version(number, of: worker.name)
            module = try store.loadModule(record.content.module)
        } catch {
            // The store has put a damaged one aside, and does not count on it any more.
            if error.kind == .corrupt { noteFallback(of: worker) }
            throw AdminError(error)
        }
        let deployment = try deployment(worker, module, record.content.settings)
        return try version(worker, number, deployment, record.content)
    }

    /// The store's state of a worker is another than was set: what is set next starts from there.
    private func noteFallback(of worker: LiveWorker) {
        guard var present = try? self.worker(worker.name.text), let state = store.state(of: worker.name) else { return }
        present.state = state
        keep(present)
    }

    func version(
        _ worker: LiveWorker, _ number: VersionNumber, _ deployment: Deployment, _ draft: VersionDraft
    ) throws(AdminError) -> WorkerVersion {
        WorkerVersion(
            deployment, shared.records[worker.place].quarantine, loops: shared.config.threads,
            number: Int(number.value), module: String(draft.module.description.prefix(12)),
            origins: try origins(draft.settings),
            tellsOrigins: shared.config.workers[worker.place].rollout.tellsOrigins)
    }

    /// A deployment of a module with what a version is bound to. Verifies, initialises, compiles; blocks.
    func deployment(
        _ worker: LiveWorker, _ module: [UInt8], _ settings: VersionSettings
    ) throws(AdminError) -> Deployment {
        guard let runtime = shared.runtime else {
            throw AdminError(
                507, "no_place", "No place for a worker", "the host has set no memory aside for isolates",
                remedy: "raise deploy.workers")
        }
        guard let limits = Config.WorkerLimits(entries: settings.limits) else {
            throw AdminError(
                500, "corrupt", "The store is damaged", "the version's limits are none that this swiftlet knows",
                remedy: "deploy it again, or use the swiftlet that took it", step: .verify)
        }
        _ = try origins(settings)
        let present = shared.config.workers[worker.place].secrets
        let missing = settings.secrets.keys.filter { name in !present.contains { $0.name == name } }
        guard missing.isEmpty else {
            throw AdminError(
                422, "unknown_binding", "A binding is missing",
                "the configuration has no secret \(missing.sorted().joined(separator: ", ")) of \(worker.name)",
                remedy: "put it back into [workers.\(worker.name)] secrets, or deploy a version without it",
                step: .verify)
        }
        do throws(IsolateError) {
            return try Deployment(
                name: worker.name.text, module: module, runtime: runtime, limits: WorkerLimits(limits),
                origins: settings.origins,
                variables: settings.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                secrets: present.filter { settings.secrets[$0.name] != nil }.map { ($0.name, $0.value) })
        } catch {
            throw AdminError(making: error)
        }
    }

    /// Places in `Config.origins`.
    private func origins(_ settings: VersionSettings) throws(AdminError) -> [Int] {
        var places: [Int] = []
        for name in settings.origins {
            guard let place = shared.config.origins.firstIndex(where: { $0.name == name }) else {
                let known = shared.config.origins.map(\.name).joined(separator: ", ")
                throw AdminError(
                    422, "unknown_binding", "A binding is missing",
                    "no origin is named \"\(name)\" (\(known.isEmpty ? "there are none" : "there are: \(known)"))",
                    remedy: "add [origins.\(name)] to the configuration and start anew", step: .verify)
            }
            places.append(place)
        }
        return places
    }
}
