internal import Admin
internal import Deploy
internal import Isolate

/// What the configuration's file says by now, beside what runs.
extension DeployHost {
    func configPlan(_ caller: AdminCaller) throws(AdminError) -> ConfigPlan { try plan().plan }

    func applyConfig(_ request: ApplyRequest, _ caller: AdminCaller) throws(AdminError) -> ApplyResult {
        try prepare { () throws(AdminError) in
            let present = try plan()
            guard present.plan.digest == request.plan else {
                throw .conflict(
                    "plan_changed", "Something changed meanwhile",
                    "the plan is \(present.plan.digest) by now, not \(request.plan)",
                    remedy: "look at the new plan: swiftlet apply")
            }
            var result = ApplyResult()
            result.plan = request.plan
            for change in present.plan.changes {
                guard change.effect == .newVersion, let update = present.updates[change.key] else {
                    result.left.append(change)
                    continue
                }
                result.versions.append(try prepare(update))
                result.applied.append(change)
            }
            return result
        }
    }

    /// A worker of the file whose version is not that of the file.
    private struct Update {
        var worker: LiveWorker
        var module: [UInt8]
        var settings: VersionSettings
        var mark: AppliedMark
    }

    private func plan() throws(AdminError) -> (plan: ConfigPlan, updates: [String: Update]) {
        guard let file = about.file else {
            throw .conflict(
                "no_config", "There is no file", "the host was not started from a configuration file",
                remedy: "start it with swiftlet serve --config FILE")
        }
        let config: Config
        do throws(ConfigError) { config = try ConfigFile.load(file) } catch {
            throw AdminError(
                422, "bad_config", "The configuration has mistakes", "\(error)",
                remedy: "mend it: swiftlet check shows them")
        }
        var plan = ConfigPlan()
        plan.config = file
        var updates: [String: Update] = [:]
        for worker in config.workers {
            let key = "workers.\(worker.name)"
            guard let live = workers.first(where: { $0.name.text == worker.name && $0.isConfigured }) else {
                plan.changes.append(.restart(.add, key, "a worker that the file did not name when the host started"))
                continue
            }
            guard !worker.path.isEmpty else { continue }
            if let update = try update(worker, config, live), let change = change(update, live) {
                updates[key] = update
                plan.changes.append(change)
            }
        }
        for live in workers where live.isConfigured && !config.workers.contains(where: { $0.name == live.name.text }) {
            plan.changes.append(.restart(.remove, "workers.\(live.name)", "the file does not name it any more"))
        }
        if let note = otherChanges(config) { plan.changes.append(.restart(.change, note, "only a new start reads it")) }
        var text = ""
        for change in plan.changes { text += "\(change.key) \(change.before ?? "") \(change.after ?? "")\n" }
        plan.digest = String(try asked(ModuleDigest(of: Array(text.utf8))).description.prefix(16))
        return (plan, updates)
    }

    private func update(
        _ worker: Config.Worker, _ config: Config, _ live: LiveWorker
    ) throws(AdminError) -> Update? {
        let module: [UInt8]
        do throws(ServerError) {
            module = try WorkerLoader.read(try WorkerLoader.builtModule(of: worker), worker.name)
        } catch {
            throw AdminError(
                422, "no_module", "A module is missing", "\(error)",
                remedy: "build it: swiftlet build \(worker.path)")
        }
        let settings = try settings(of: worker, in: config)
        return Update(worker: live, module: module, settings: settings, mark: try AppliedMark(module, settings))
    }

    /// Nil: what the file says is what runs.
    private func change(_ update: Update, _ live: LiveWorker) -> ConfigChange? {
        let applied = AppliedMark.number(live.state.appliedFromConfig, update.mark)
        if let applied, applied == live.baseline { return nil }
        var change = ConfigChange()
        change.kind = live.isEmpty ? .add : .change
        change.key = "workers.\(live.name)"
        change.before = live.baseline.map { "\($0)" }
        change.after = applied.map { "\($0)" } ?? "a new version"
        change.effect = .newVersion
        let before = live.baseline.flatMap { number in records(live).first { $0.number == number } }
        change.note = before.map { Self.differences($0.content, update.settings, update.module) }
        return change
    }

    private static func differences(
        _ before: VersionDraft, _ after: VersionSettings, _ module: [UInt8]
    ) -> String {
        var parts: [String] = []
        if (try? ModuleDigest(of: module)) != before.module { parts.append("code") }
        if before.settings.origins != after.origins { parts.append("origins") }
        let names = Set(before.settings.variables.keys).union(after.variables.keys).sorted()
        for name in names where before.settings.variables[name] != after.variables[name] { parts.append("env.\(name)") }
        let secrets = Set(before.settings.secrets.keys).union(after.secrets.keys).sorted()
        for name in secrets where before.settings.secrets[name] != after.secrets[name] {
            parts.append("secrets.\(name)")
        }
        let limits = Set(before.settings.limits.keys).union(after.limits.keys).sorted()
        for name in limits where before.settings.limits[name] != after.limits[name] {
            let (old, new) = (before.settings.limits[name] ?? "", after.limits[name] ?? "")
            parts.append("limits.\(name) \(old) -> \(new)")
        }
        return parts.isEmpty ? "deployed over the configuration's version" : parts.joined(separator: ", ")
    }

    private func prepare(_ update: Update) throws(AdminError) -> DeployResult {
        try refuseDuringRollout(update.worker)
        let deployment = try deployment(update.worker, update.module, update.settings)
        return try change { () throws(AdminError) in try apply(update, deployment) }
    }

    private func apply(_ update: Update, _ deployment: Deployment) throws(AdminError) -> DeployResult {
        var worker = workers.first { $0.place == update.worker.place } ?? update.worker
        try refuseDuringRollout(worker)
        let record = try add(update.module, update.settings, to: worker)
        do throws(AdminError) {
            let version = try version(worker, record.number, deployment, update.settings)
            var state = (store.state(of: worker.name) ?? WorkerState()).live(record.number)
            state.appliedFromConfig = update.mark.text(record.number)
            worker.applied = record.number
            worker = try activate(worker, state, fresh: version)
        } catch {
            try? store.removeVersion(record.number, of: worker.name)
            throw error
        }
        collect()
        shared.log.deployed(worker.name.text, record, isLive: true)
        var result = DeployResult()
        result.previous = update.worker.baseline.map { VersionID($0.value) }
        result.version = info(record, worker)
        result.activated = true
        return result
    }

    /// What of the rest differs, by its names; nil: nothing.
    private func otherChanges(_ config: Config) -> String? {
        let present = shared.config
        var names: [String] = []
        func text<Part>(_ part: Part) -> String { "\(part)" }
        let routes = present.routes.filter { if case .preview = $0.action { false } else { true } }
        if text(config.listeners) != text(present.listeners) { names.append("listeners") }
        if text(config.origins) != text(present.origins) { names.append("origins") }
        if config.routes.map(\.pattern) != routes.map(\.pattern)
            || text(config.routes.map(\.action)) != text(routes.map(\.action))
        {
            names.append("routes")
        }
        if config.limits != present.limits { names.append("limits") }
        if config.deploy.shadow != present.deploy.shadow { names.append("deploy.shadow") }
        if config.threads != present.threads { names.append("threads") }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}

extension ConfigChange {
    fileprivate static func restart(_ kind: Kind, _ key: String, _ note: String) -> ConfigChange {
        .with { change in
            change.kind = kind
            change.key = key
            change.effect = .restart
            change.note = note
        }
    }
}
