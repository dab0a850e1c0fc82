internal import Admin
internal import Deploy
internal import Isolate
internal import Logging

/// What there is when the host starts: the store's workers, and the configuration's, which are deployments like any other.
extension DeployHost {
    /// Opens the store that the configuration names.
    static func open(_ config: Config, _ log: ServerLog) throws(ServerError) -> Store {
        var limits = StoreLimits()
        limits.versions = config.deploy.versionsMax
        limits.bytes = config.deploy.storeBytesMax
        limits.moduleBytes = config.deploy.moduleBytesMax
        do throws(DeployError) {
            let store = try Store(config.deploy.store, limits: limits)
            for repair in store.repairs { log.logger.warning("store: \(repair)") }
            return store
        } catch {
            let isSystem = error.kind == .system || error.kind == .conflict
            throw ServerError(isSystem ? .system : .configuration, "store \(config.deploy.store): \(error)")
        }
    }

    /// Makes everything ready that is live. Before the loops start.
    ///
    /// - Parameter modules: as in `Config.workers`; nil: the file names no module.
    func start(modules: [String?]) throws(ServerError) {
        for (place, worker) in shared.config.workers.enumerated() where !worker.name.isEmpty {
            let name: WorkerName
            do throws(DeployError) { name = try WorkerName(worker.name) } catch {
                throw ServerError(.configuration, "worker \(error)")
            }
            var live = LiveWorker(name: name, place: place, isConfigured: !worker.isPlace)
            live.state = store.state(of: name) ?? WorkerState()
            if place < modules.count, let module = modules[place] { try adopt(module, &live) }
            resume(live)
        }
    }

    /// What the store says is live, is. A version that cannot be keeps the host from nothing: its worker answers 503, and
    /// both log and status say why.
    private func resume(_ worker: LiveWorker) {
        var worker = worker
        var tried: Set<VersionNumber> = []
        while let number = worker.state.versionsInUse.subtracting(tried).max() {
            tried.insert(number)
            guard worker.ready[number.value] == nil else { continue }
            do throws(AdminError) {
                worker.ready[number.value] = try makeReady(number, of: worker)
            } catch {
                worker.problem = "\(number) cannot be made ready: \(error.detail)"
                shared.log.logger.error("worker \(worker.name): \(worker.problem ?? "")")
                // The store may have fallen back to another.
                worker.state = store.state(of: worker.name) ?? worker.state
            }
        }
        // Whoever has deployed it has not seen it answer yet, but by its preview.
        if worker.isEmpty, let newest = records(worker).last?.number {
            worker.ready[newest.value] = try? makeReady(newest, of: worker)
        }
        resumeRollout(&worker)
        resumeShadow(&worker)
        do throws(AdminError) { try tellLoops(&worker) } catch {
            shared.log.logger.error("worker \(worker.name): \(error.detail)")
        }
    }

    /// The version that says what the file says; nil: it has to be made.
    private func applied(_ update: FileVersion, _ worker: inout LiveWorker) throws(AdminError) -> VersionNumber? {
        guard let baseline = worker.baseline else { return nil }
        let records = records(worker)
        if let applied = update.applied(in: worker.state) {
            // One that was collected has newer ones before it. Damage takes a worker back, and the file makes that good.
            return baseline > applied || records.contains { $0.number == applied } ? applied : nil
        }
        // With other salt no secret looks as it did, and what was deployed would have to give way to an unchanged file.
        guard store.hasLostSalt, let applied = update.appliedWithSecrets(in: worker.state, records) else { return nil }
        worker.state = try asked(store.setState(update.marked(applied, in: worker.state), of: worker.name))
        return applied
    }

    /// The module that the configuration names becomes a version, unless it was one when it was last looked at: what was
    /// deployed since stays live through a start.
    private func adopt(_ path: String, _ worker: inout LiveWorker) throws(ServerError) {
        let module = try WorkerLoader.read(path, worker.name.text)
        do throws(AdminError) {
            let settings = try settings(of: shared.config.workers[worker.place], in: shared.config)
            let update = try FileVersion(module, settings)
            if let applied = try applied(update, &worker) {
                worker.applied = applied
                return
            }
            let deployment = try deployment(worker, module, settings)
            for line in deployment.initialisationLog {
                shared.log.logger.info("worker \(worker.name): init: \(line.text)")
            }
            // There is no loop yet that could be told.
            (worker, _) = try install(update, deployment, for: worker) { worker, state, version throws(AdminError) in
                worker.ready[UInt32(version.number)] = version
                var state = state
                state.guarded = nil
                worker.state = try asked(store.setState(state, of: worker.name))
            }
        } catch {
            throw ServerError(
                .configuration,
                "worker \(worker.name): \(path): \(error.detail)\(error.remedy.map { " (\($0))" } ?? "")")
        }
    }
}
