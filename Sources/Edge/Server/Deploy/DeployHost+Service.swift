internal import Admin
internal import Deploy
internal import Glibc
internal import Logging
internal import Wasm

/// What the admin API asks, answered.
extension DeployHost: AdminService {
    // MARK: the host

    func status(_ caller: AdminCaller) throws(AdminError) -> HostStatus {
        let workers = self.workers
        var status = HostStatus()
        status.swiftlet = about.version
        status.engine = "wasmtime \(EngineSettings.libraryVersion)"
        status.state = ends ? .ending : .serving
        status.processID = Int(getpid())
        status.startedAt = Int(about.startedAt)
        status.config = about.file
        status.loops = shared.config.threads
        status.listeners = about.urls
        status.workers = workers.count { !$0.isEmpty }
        status.waiting = workers.filter { $0.isEmpty && isThere($0) }.map(\.name.text)
        status.rolling = workers.filter { $0.rollout?.isRunning == true }.map(\.name.text)
        status.store = storeStatus()
        status.drift = workers.flatMap { drift($0) } + changedKeys()
        status.quarantined = workers.flatMap { quarantined($0) }
        return status
    }

    private func storeStatus() -> StoreStatus {
        var status = StoreStatus()
        status.path = shared.config.deploy.store
        status.bytes = store.bytes
        status.bytesMax = shared.config.deploy.storeBytesMax
        let records = store.workers.flatMap { store.versions(of: $0) }
        status.versions = records.count
        status.modules = Set(records.map(\.content.module)).count
        status.repairs = store.repairs.map(\.description) + [store.leftInQuarantine].compactMap(\.self)
        return status
    }

    func note(_ event: AdminNotice) {
        switch event {
        case .operation(let name, let caller, let target, let status):
            shared.log.logger.notice(
                "admin: \(name)\(target.isEmpty ? "" : " \(target)") status=\(status) by=\(caller.name) from=\(caller.address)"
            )
        case .refused(let address, let reason): shared.log.logger.warning("admin: refused from=\(address): \(reason)")
        case .refusals(let address, let count):
            shared.log.logger.warning("admin: \(count) more refused from=\(address)")
        case .failed(let text): shared.log.logger.error("admin: \(text)")
        }
    }

    // MARK: workers and versions

    func workers(_ caller: AdminCaller) throws(AdminError) -> WorkerList {
        var list = WorkerList()
        for worker in workers where isThere(worker) { list.workers.append(summary(worker)) }
        return list
    }

    func worker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDetail {
        let worker = try self.worker(name)
        var detail = WorkerDetail()
        detail.summary = summary(worker)
        detail.previous = worker.state.previous.map { VersionID($0) }
        detail.routes = routes(to: worker.place)
        detail.rollout = rolloutStatus(worker)
        detail.shadow = worker.shadow?.status(of: name)
        detail.liveVersions = records(worker).filter { record in
            worker.state.shares.contains { $0.version == record.number }
        }.map { info($0, worker) }
        return detail
    }

    func versions(of name: String, _ caller: AdminCaller) throws(AdminError) -> VersionList {
        let worker = try self.worker(name)
        var list = VersionList()
        list.worker = name
        list.versions = records(worker).reversed().map { info($0, worker) }
        return list
    }

    func version(_ version: VersionID, of name: String, _ caller: AdminCaller) throws(AdminError) -> VersionInfo {
        let worker = try self.worker(name)
        return info(try record(version, worker), worker)
    }

    func deleteWorker(_ name: String, _ caller: AdminCaller) throws(AdminError) -> WorkerDeletion {
        try change { () throws(AdminError) in
            var worker = try self.worker(name)
            let kept = records(worker).count
            guard kept > 0 else {
                throw AdminError(
                    404, "unknown_worker", "No such worker", "\(name) has no version that could be deleted",
                    remedy: "swiftlet workers lists those that have")
            }
            var deletion = WorkerDeletion()
            deletion.worker = name
            deletion.versions = kept
            deletion.last = VersionID(worker.state.lastNumber)
            try asked(store.deleteWorker(worker.name, revision: worker.state.revision))
            worker.state = WorkerState()
            worker.ready = [:]
            worker.rollout = nil
            worker.shadow.take()?.end()
            try tellLoops(&worker)
            if !worker.isConfigured { forget(name) }
            shared.log.logger.notice("worker \(name): deleted, with \(counted(kept, "version"))")
            return deletion
        }
    }

    // MARK: parts

    func records(_ worker: LiveWorker) -> [VersionRecord] { store.versions(of: worker.name) }

    func record(_ version: VersionID, _ worker: LiveWorker) throws(AdminError) -> VersionRecord {
        guard let found = records(worker).first(where: { $0.number.value == version.number }) else {
            throw .unknownVersion(version, of: worker.name.text)
        }
        return found
    }

    func summary(_ worker: LiveWorker) -> WorkerSummary {
        let records = records(worker)
        var summary = WorkerSummary()
        summary.name = worker.name.text
        summary.state =
            worker.isEmpty
            ? .waiting : worker.rollout?.isRunning == true ? .rolling : worker.isSplit ? .split : .live
        summary.weights = weights(worker)
        summary.baseline = worker.baseline.map { VersionID($0) }
        summary.latest = records.last.map { VersionID($0.number) }
        summary.versions = records.count
        summary.deployedAt = records.last.map { Int($0.content.created / 1000) }
        summary.isConfigured = worker.isConfigured
        summary.drift = drift(worker).map { "\($0.key): \($0.note ?? "")" } + [worker.problem].compactMap(\.self)
        summary.quarantined = quarantined(worker)
        return summary
    }

    func weights(_ worker: LiveWorker) -> Admin.Weights {
        Admin.Weights(worker.state.shares.map { .init(VersionID($0.version), hundredths: $0.weight) })
    }

    func info(_ record: VersionRecord, _ worker: LiveWorker) -> VersionInfo {
        let content = record.content
        let share = worker.state.shares.first { $0.version == record.number }
        var info = VersionInfo()
        info.worker = worker.name.text
        info.version = VersionID(record.number)
        info.state = share == nil ? .idle : .live
        info.share = Double(share?.weight ?? 0) / 100
        info.quarantinedAt = worker.ready[record.number.value]?.outSince
        info.source = content.basedOn == nil ? .deploy : .rotate
        info.createdAt = Int(content.created / 1000)
        info.moduleSHA256 = content.module.description
        info.moduleBytes = content.moduleBytes
        info.origins = content.settings.origins
        info.variables = content.settings.variables
        info.secrets = content.settings.secrets.mapValues(\.description)
        info.limits = content.settings.limits
        info.smokeRequests = content.smoke.count
        info.signedBy = content.signedBy
        info.provenance = Admin.Provenance.with { provenance in
            provenance.author = content.provenance.author
            provenance.at = content.provenance.at.map { Int($0) }
            provenance.message = content.provenance.message
            provenance.commit = content.provenance.commit
            provenance.toolchain = content.provenance.toolchain
        }
        return info
    }

    /// Of those with requests, which are out.
    private func quarantined(_ worker: LiveWorker) -> [QuarantinedVersion] {
        worker.state.shares.compactMap { share in
            worker.ready[share.version.value]?.outSince.map { since in
                QuarantinedVersion.with { out in
                    out.worker = worker.name.text
                    out.version = VersionID(share.version)
                    out.since = since
                }
            }
        }
    }

    private func routes(to place: Int) -> [String] {
        shared.config.routes.compactMap { route in
            if case .worker(place) = route.action { route.pattern.text } else { nil }
        }
    }

    /// How what runs differs from what the configuration said when the host started.
    func drift(_ worker: LiveWorker) -> [ConfigChange] {
        guard worker.isConfigured, !shared.config.workers[worker.place].path.isEmpty, let baseline = worker.baseline,
            let applied = worker.applied, baseline != applied
        else { return [] }
        return [
            .with { change in
                change.kind = .change
                change.key = "workers.\(worker.name)"
                change.before = "\(baseline)"
                change.after = "\(applied)"
                change.effect = .live
                change.note = "\(baseline) runs, which was deployed after \(applied), the configuration's"
            }
        ]
    }
}
