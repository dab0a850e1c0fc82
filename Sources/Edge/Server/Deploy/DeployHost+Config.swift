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
                do throws(AdminError) {
                    let version = try naming(update.worker.name.text) { () throws(AdminError) in
                        try apply(update.version, to: update.worker)
                    }
                    result.versions.append(version)
                } catch {
                    var error = error
                    let done = result.applied.map(\.key).joined(separator: ", ")
                    if !done.isEmpty { error.detail += "; before it \(done) was applied, and stays so" }
                    throw error
                }
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
        do throws(ConfigError) { config = try ConfigFile.load(file, known: shared.config.secretValues) } catch {
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
            plan.changes += try changedSecrets(of: worker, live)
            guard !worker.path.isEmpty else { continue }
            let update = try naming(worker.name) { () throws(AdminError) in
                try version(of: worker, live, in: config)
            }
            guard let change = change(update, live) else { continue }
            if change.effect == .newVersion { updates[key] = (live, update) }
            plan.changes.append(change)
        }
        for live in workers where live.isConfigured && !config.workers.contains(where: { $0.name == live.name.text }) {
            plan.changes.append(.restart(.remove, "workers.\(live.name)", "the file does not name it any more"))
        }
        plan.changes += changedKeys(to: config.source.bytes)
        var text = ""
        for change in plan.changes {
            // With what would be taken: a module that is built anew after somebody has looked is another plan.
            let taken = updates[change.key]?.version.fingerprint ?? ""
            text += "\(change.key) \(change.before ?? "") \(change.after ?? "") \(taken)\n"
        }
        plan.digest = String(try asked(ModuleDigest(of: Array(text.utf8))).description.prefix(16))
        return (plan, updates)
    }

    /// With the secrets that the host has: it reads them when it starts.
    private func version(
        of worker: Config.Worker, _ live: LiveWorker, in config: Config
    ) throws(AdminError) -> FileVersion {
        let module: [UInt8]
        do throws(ServerError) {
            module = try WorkerLoader.read(try WorkerLoader.builtModule(of: worker), worker.name)
        } catch {
            throw AdminError(
                422, "no_module", "A module is missing", "\(error)",
                remedy: "build it: swiftlet build \(worker.path)")
        }
        var settings = try settings(of: worker, in: config)
        let present = shared.config.workers[live.place]
        settings.secrets = try fingerprints(of: present.secrets.map(\.name), present)
        return try FileVersion(module, settings)
    }

    /// Whose value is another by now; those that the file did not name are keys of it.
    private func changedSecrets(of worker: Config.Worker, _ live: LiveWorker) throws(AdminError) -> [ConfigChange] {
        let old = shared.config.workers[live.place]
        let before = try fingerprints(of: old.secrets.map(\.name), old)
        let after = try fingerprints(of: worker.secrets.map(\.name), worker)
        return before.keys.sorted().filter { name in after[name].map { $0 != before[name] } ?? false }.map { name in
            .restart(
                .change, "workers.\(worker.name).secrets.\(name)", "its value is another; only a new start reads it")
        }
    }

    /// Nil: what the file says is what runs.
    private func change(_ update: FileVersion, _ live: LiveWorker) -> ConfigChange? {
        let applied = update.applied(in: live.state)
        if let applied, applied == live.baseline { return nil }
        var change = ConfigChange()
        change.kind = live.isEmpty ? .add : .change
        change.key = "workers.\(live.name)"
        change.before = live.baseline.map { "\($0)" }
        change.after = applied.map { "a new version, as \($0)" } ?? "a new version"
        change.effect = .newVersion
        let before = live.baseline.flatMap { number in records(live).first { $0.number == number } }
        change.note = before.map { Self.differences($0.content, update.settings, update.module) }
        let missing = update.settings.origins.filter { name in !shared.config.origins.contains { $0.name == name } }
        if !missing.isEmpty {
            change.effect = .restart
            change.note = "the host has no origin \(missing.joined(separator: ", ")) before a new start"
        }
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

}

/// Keys of the file that only a start reads.
extension DeployHost {
    /// What the file of now says otherwise than the one of the start, as far as applying it would not change that. For
    /// whoever asks how the host is: no module is looked at, and mistakes are told as far as the file cannot be read.
    func changedKeys() -> [ConfigChange] {
        guard let file = about.file, !shared.config.source.bytes.isEmpty else { return [] }
        switch FileProbe.read(file, bytesMax: ConfigFile.bytesMax) {
        case .success(let bytes): return changedKeys(to: bytes)
        case .failure(let problem): return [.restart(.change, file, "the file cannot be read: \(problem.text)")]
        }
    }

    private func changedKeys(to bytes: [UInt8]) -> [ConfigChange] {
        let source = shared.config.source.bytes
        guard bytes != source, let before = WrittenConfig(source) else { return [] }
        guard let after = WrittenConfig(bytes) else {
            return [.restart(.change, about.file ?? "", "the file is no TOML by now: swiftlet check says where")]
        }
        return before.differences(to: after).filter { !isApplied($0, after) }.map { difference in
            let kind: ConfigChange.Kind = !difference.isBefore ? .add : difference.isAfter ? .change : .remove
            return .with { change in
                change = .restart(kind, difference.path, "only a new start reads it")
                change.before = difference.before
                change.after = difference.after
            }
        }
    }

    /// It belongs to the version of a worker whose module the file names, or to a worker that is told as a whole.
    private func isApplied(_ difference: WrittenConfig.Difference, _ file: WrittenConfig) -> Bool {
        let keys = difference.keys
        guard keys.count >= 2, keys[0] == "workers" else { return false }
        guard file.has(["workers", keys[1]]), workers.contains(where: { $0.name.text == keys[1] && $0.isConfigured })
        else { return true }
        guard keys.count > 2, file.has(["workers", keys[1], "path"]) else { return false }
        switch keys[2] {
        case "path", "env", "origins": return true
        case "limits": return keys.count == 3 || Config.WorkerLimits().entries[keys[3]] != nil
        default: return false
        }
    }

    /// What goes wrong with one of several workers says with which.
    private func naming<Value>(
        _ worker: String, _ body: () throws(AdminError) -> Value
    ) throws(AdminError) -> Value {
        do throws(AdminError) { return try body() } catch {
            var error = error
            if !error.detail.contains("worker \(worker)") { error.detail = "worker \(worker): \(error.detail)" }
            throw error
        }
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
