internal import Admin
internal import Deploy
internal import Glibc
internal import Isolate
internal import Logging

/// From bytes that somebody sent to a version that answers. What fails has changed nothing, and says at which step.
extension DeployHost {
    func deploy(
        _ request: DeployRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult {
        try prepare(telling: progress) { clock throws(AdminError) in try take(request, caller, &clock) }
    }

    /// Makes a version step by step; one that fails is told at its step, and counted.
    func prepare(
        telling progress: (DeployEvent) -> Void, _ body: (inout StepClock) throws(AdminError) -> DeployResult
    ) throws(AdminError) -> DeployResult {
        // The clock keeps the closure, and ends here.
        try withoutActuallyEscaping(progress) { progress throws(AdminError) in
            try prepare { () throws(AdminError) in
                var clock = StepClock(progress)
                do throws(AdminError) {
                    return try body(&clock)
                } catch {
                    clock.fail()
                    shared.deployCounts?.add(.failed)
                    throw error.at(clock.present)
                }
            }
        }
    }

    private func take(
        _ request: DeployRequest, _ caller: AdminCaller, _ clock: inout StepClock
    ) throws(AdminError) -> DeployResult {
        clock.begin(.receive)
        let name = try asked(WorkerName(request.worker))
        let worker = try workerOrPlace(name)
        try checkBaseline(worker, request.expect)
        clock.end("\(request.bundle.count) bytes")

        clock.begin(.verify)
        let (bundle, digest) = try read(request)
        let signer = try verify(bundle, of: name)
        let settings = try settings(of: shared.config.workers[worker.place], in: shared.config)
        try asked(settings.check())
        let provenance = provenance(bundle, request, caller)
        try asked(provenance.check())
        if request.activate { try refuseDuringRollout(worker, isDeployment: true) }
        if let same = same(worker, digest, settings) {
            clock.end("as \(same.number)")
            return try change { () throws(AdminError) in try reuse(same, worker, request, clock) }
        }
        clock.end(signer.map { "signed by \($0)" })

        clock.begin(.initialise)
        let deployment = try deployment(worker, request.bundle, settings)
        tellPhases(of: deployment, &clock)

        clock.begin(.store)
        _ = try asked(store.putModule(request.bundle))
        clock.end()
        do throws(AdminError) {
            clock.begin(.smoke)
            let smoke = bundle.manifest.smoke
            try run(smoke, on: deployment)
            clock.end(smoke.isEmpty ? "none declared" : "\(smoke.count) answered")
            let draft = VersionDraft(
                module: digest, moduleBytes: request.bundle.count, settings: settings, smoke: smoke,
                provenance: provenance, signedBy: signer, created: Self.milliseconds)
            return try finish(
                draft, deployment, worker, activate: request.activate, expect: request.expect, &clock)
        } catch {
            try? store.discardModule(digest)
            throw error
        }
    }

    /// Gives the version its number, and requests.
    func finish(
        _ draft: VersionDraft, _ deployment: Deployment, _ worker: LiveWorker, activate isLive: Bool,
        expect: VersionID?, _ clock: inout StepClock
    ) throws(AdminError) -> DeployResult {
        clock.begin(.activate)
        return try change { () throws(AdminError) in
            // It may be another by now than when this began.
            let present = (try? self.worker(worker.name.text)) ?? worker
            try checkBaseline(present, expect)
            if isLive { try refuseDuringRollout(present, isDeployment: true) }
            let (worker, record) = try install(draft, deployment, for: present) {
                worker, number, version throws(AdminError) in
                if isLive {
                    worker = try activate(worker, worker.state.live(number), fresh: version)
                } else {
                    worker.ready[number.value] = version
                    try tellLoops(&worker)
                }
            }
            note(record, of: worker, isLive: isLive)
            clock.end(isLive ? "\(record.number) answers" : "\(record.number) waits")
            var result = DeployResult()
            result.previous = present.baseline.map { VersionID($0) }
            result.version = info(record, worker)
            result.activated = isLive
            result.steps = clock.times
            let lost = lostVariables(from: present.baseline, to: record, worker)
            result.notes = [lost, wayIn(to: worker, isFirst: present.isEmpty)].compactMap(\.self)
            return result
        }
    }

    /// What leads to a worker that nothing in the configuration names; nil: it does, or it was there before.
    private func wayIn(to worker: LiveWorker, isFirst: Bool) -> String? {
        guard isFirst, !worker.isConfigured else { return nil }
        if let preview = shared.config.deploy.preview {
            return "\(worker.name) is new, and no route leads to it: it answers at \(worker.name).\(preview)"
        }
        return "\(worker.name) is new, and nothing leads to it: add [workers.\(worker.name)] and a route to the "
            + "configuration and start the host anew; if another worker was meant, name it (--name)"
    }

    /// Makes a version of a draft whose module the store has, and lets `use` make it answer or wait. What throws leaves
    /// no version behind; its number is not used again.
    func install(
        _ draft: VersionDraft, _ deployment: Deployment, for worker: LiveWorker,
        _ use: (inout LiveWorker, VersionNumber, WorkerVersion) throws(AdminError) -> Void
    ) throws(AdminError) -> (LiveWorker, VersionRecord) {
        var worker = worker
        let record = try asked(store.addVersion(draft, to: worker.name))
        do throws(AdminError) {
            worker.state = store.state(of: worker.name) ?? worker.state
            try use(&worker, record.number, try version(worker, record.number, deployment, draft))
        } catch {
            try? store.removeVersion(record.number, of: worker.name)
            throw error
        }
        collect()
        return (worker, record)
    }

    /// Somebody has made a version: it is counted, and stands in the log.
    func note(_ record: VersionRecord, of worker: LiveWorker, isLive: Bool) {
        shared.deployCounts?.add(.taken)
        shared.log.deployed(worker.name.text, record, isLive: isLive)
    }

    // MARK: steps

    func checkBaseline(_ worker: LiveWorker, _ expected: VersionID?) throws(AdminError) {
        guard let expected, worker.baseline?.value != expected.number else { return }
        let present = worker.baseline.map { "\($0)" } ?? "none"
        throw .conflict(
            "version_conflict", "Another version answers by now",
            "the baseline of \(worker.name) is \(present), not \(expected)",
            remedy: "look at what changed (swiftlet versions \(worker.name)), then ask with --expect \(present) "
                + "(expect=\(present))")
    }

    /// A guarded rollout compares two versions, and a third would take requests from both.
    ///
    /// - Parameter isDeployment: that could do without requests.
    func refuseDuringRollout(_ worker: LiveWorker, isDeployment: Bool = false) throws(AdminError) {
        guard let rollout = worker.rollout, rollout.isRunning else { return }
        throw .conflict(
            "rollout_running", "A guarded rollout is under way",
            "\(worker.name) goes from v\(rollout.machine.plan.baseline) to v\(rollout.machine.plan.candidate), guarded",
            remedy: "wait, or end it: swiftlet promote, rollback, or rollout \(worker.name) --abort"
                + (isDeployment ? "; or deploy without requests: --no-activate (activate: false)" : ""))
    }

    private func read(_ request: DeployRequest) throws(AdminError) -> (Bundle, ModuleDigest) {
        let limit = shared.config.deploy.moduleBytesMax
        guard request.bundle.count <= limit else {
            throw AdminError(
                413, "limit", "It is beyond a limit",
                "the bundle has \(request.bundle.count) bytes, deploy.module_bytes allows \(limit)",
                remedy: "make it smaller (swiftlet inspect shows what is in it), or raise the limit")
        }
        return (try asked(Bundle(request.bundle)), try asked(ModuleDigest(of: request.bundle)))
    }

    /// The id of the key that signed it, if one did; refused where it must be signed and is not, by one of those.
    private func verify(_ bundle: Bundle, of name: WorkerName) throws(AdminError) -> String? {
        if let own = bundle.manifest.name, own != name {
            throw AdminError(
                422, "invalid", "It is another worker", "the bundle's manifest says that it is \(own), not \(name)",
                remedy: "deploy it as \(own), or build a bundle for \(name)")
        }
        let signers = shared.config.deploy.signers
        // Without a list of those that count a signature says nothing.
        guard !signers.isEmpty else { return nil }
        return try asked(bundle.verify(signers)).description
    }

    /// What a version is bound to: what a configuration gives its worker.
    func settings(of worker: Config.Worker, in config: Config) throws(AdminError) -> VersionSettings {
        var settings = VersionSettings(
            origins: worker.origins.map { config.origins[$0].name },
            variables: Dictionary(worker.variables.map { ($0.name, $0.value) }) { $1 },
            limits: worker.limits.entries)
        settings.secrets = try fingerprints(of: worker.secrets.map(\.name), worker)
        return settings
    }

    /// Of those secrets that the configuration gives its worker now.
    func fingerprints(
        of names: some Collection<String>, _ worker: Config.Worker
    ) throws(AdminError) -> [String: SecretFingerprint] {
        var fingerprints: [String: SecretFingerprint] = [:]
        for (name, value) in worker.secrets where names.contains(name) {
            fingerprints[name] = try asked(store.fingerprint(of: value.copy(), name: name))
        }
        return fingerprints
    }

    /// The newest version, where that is what would be made. An older one is not: to deploy is to be the newest.
    private func same(
        _ worker: LiveWorker, _ digest: ModuleDigest, _ settings: VersionSettings
    ) -> VersionRecord? {
        guard let last = records(worker).last, last.content.module == digest, last.content.settings == settings
        else { return nil }
        return last
    }

    private func reuse(
        _ record: VersionRecord, _ worker: LiveWorker, _ request: DeployRequest, _ clock: StepClock
    ) throws(AdminError) -> DeployResult {
        var worker = try self.worker(worker.name.text)
        var result = DeployResult()
        result.previous = worker.baseline.map { VersionID($0) }
        result.unchanged = true
        shared.deployCounts?.add(.unchanged)
        let isLive = worker.state.shares.count == 1 && worker.baseline == record.number
        if request.activate, !isLive {
            try refuseDuringRollout(worker, isDeployment: true)
            worker = try activate(worker, worker.state.live(record.number))
        }
        result.version = info(record, worker)
        result.activated = request.activate
        result.steps = clock.times
        result.notes = ["\(record.number) is the same, byte for byte, with the same settings"]
        return result
    }

    func tellPhases(of deployment: Deployment, _ clock: inout StepClock) {
        guard !deployment.cameFromCache else {
            clock.end("known")
            return clock.skip(.compile, "known")
        }
        for (name, duration) in deployment.phases {
            clock.end(name == "snapshot" ? .initialise : .compile, duration)
        }
    }

    private func provenance(_ bundle: Bundle, _ request: DeployRequest, _ caller: AdminCaller) -> Deploy.Provenance {
        var provenance = bundle.manifest.provenance
        if let message = request.message { provenance.message = message }
        if let commit = request.commit { provenance.commit = commit }
        provenance.author = request.author ?? provenance.author ?? caller.name
        return provenance
    }

    /// Old versions go. What cannot be removed now can be the next time.
    func collect() {
        do throws(DeployError) {
            for problem in try store.collectGarbage().problems { shared.log.logger.warning("store: \(problem)") }
        } catch {
            shared.log.logger.warning("store: \(error)")
        }
    }

    /// Since 1970.
    static var milliseconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
