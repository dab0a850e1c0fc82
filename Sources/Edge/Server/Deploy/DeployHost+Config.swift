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
                result.versions.append(try apply(update.version, to: update.worker))
                result.applied.append(change)
            }
            return result
        }
    }

    /// By key: a worker of the file, and its version that is not what runs.
    private typealias Updates = [String: (worker: LiveWorker, version: FileVersion)]

    private func plan() throws(AdminError) -> (plan: ConfigPlan, updates: Updates) {
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
        var updates: Updates = [:]
        for worker in config.workers {
            let key = "workers.\(worker.name)"
            guard let live = workers.first(where: { $0.name.text == worker.name && $0.isConfigured }) else {
                plan.changes.append(.restart(.add, key, "a worker that the file did not name when the host started"))
                continue
            }
            guard !worker.path.isEmpty else { continue }
            let version = try version(of: worker, in: config)
            if let change = change(version, live) {
                updates[key] = (live, version)
                plan.changes.append(change)
            }
        }
        for live in workers where live.isConfigured && !config.workers.contains(where: { $0.name == live.name.text }) {
            plan.changes.append(.restart(.remove, "workers.\(live.name)", "the file does not name it any more"))
        }
        if let note = otherChanges(config) { plan.changes.append(.restart(.change, note, "only a new start reads it")) }
        var text = ""
        for change in plan.changes {
            // With what would be taken: a module that is built anew after somebody has looked is another plan.
            let taken = updates[change.key]?.version.fingerprint ?? ""
            text += "\(change.key) \(change.before ?? "") \(change.after ?? "") \(taken)\n"
        }
        plan.digest = String(try asked(ModuleDigest(of: Array(text.utf8))).description.prefix(16))
        return (plan, updates)
    }

    private func version(of worker: Config.Worker, in config: Config) throws(AdminError) -> FileVersion {
        let module: [UInt8]
        do throws(ServerError) {
            module = try WorkerLoader.read(try WorkerLoader.builtModule(of: worker), worker.name)
        } catch {
            throw AdminError(
                422, "no_module", "A module is missing", "\(error)",
                remedy: "build it: swiftlet build \(worker.path)")
        }
        return try FileVersion(module, try settings(of: worker, in: config))
    }

    /// Nil: what the file says is what runs.
    private func change(_ update: FileVersion, _ live: LiveWorker) -> ConfigChange? {
        let applied = update.applied(in: live.state)
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

    private func apply(_ update: FileVersion, to planned: LiveWorker) throws(AdminError) -> DeployResult {
        do throws(AdminError) {
            try refuseDuringRollout(planned)
            let deployment = try deployment(planned, update.module, update.settings)
            return try change { () throws(AdminError) in
                let present = workers.first { $0.place == planned.place } ?? planned
                try refuseDuringRollout(present)
                let (worker, record) = try install(update, deployment, for: present) {
                    worker, state, version throws(AdminError) in
                    worker = try activate(worker, state, fresh: version)
                }
                note(record, of: worker, isLive: true)
                var result = DeployResult()
                result.previous = present.baseline.map { VersionID($0) }
                result.version = info(record, worker)
                result.activated = true
                return result
            }
        } catch {
            shared.deployCounts?.add(.failed)
            throw error
        }
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
