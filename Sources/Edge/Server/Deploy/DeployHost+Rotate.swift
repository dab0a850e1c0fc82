internal import Admin
internal import Deploy
internal import Isolate

/// The same code with other variables, or with secrets that were changed where the configuration has them: a version by
/// reference, without a build.
extension DeployHost {
    func rotate(
        _ name: String, _ request: RotateRequest, _ caller: AdminCaller, progress: (DeployEvent) -> Void
    ) throws(AdminError) -> DeployResult {
        try prepare(telling: progress) { clock throws(AdminError) in try rotate(name, request, caller, &clock) }
    }

    private func rotate(
        _ name: String, _ request: RotateRequest, _ caller: AdminCaller, _ clock: inout StepClock
    ) throws(AdminError) -> DeployResult {
        clock.begin(.verify)
        let worker = try present(name)
        try checkBaseline(worker, request.expect)
        guard let baseline = worker.baseline else { throw .unknownWorker(name) }
        let base = try record(VersionID(baseline), worker)
        guard request.secrets.isEmpty else {
            throw .badRequest(
                "secrets are not sent: they come from where the configuration of \(name) has them",
                remedy: "change the file or the variable there, and start the host anew")
        }
        var draft = base.content
        draft.settings.variables = try variables(of: base, changedBy: request, worker)
        // A secret may have another value since its version was made, and this one gets that.
        let secrets = try fingerprints(of: draft.settings.secrets.keys, shared.config.workers[worker.place])
        draft.settings.secrets.merge(secrets) { $1 }
        if draft.settings == base.content.settings { return unchanged(base, worker, &clock) }
        try asked(draft.settings.check())
        if request.activate { try refuseDuringRollout(worker, isDeployment: true) }
        draft.created = Self.milliseconds
        draft.basedOn = baseline
        draft.provenance.author = caller.name
        draft.provenance.message = request.message ?? Self.message(request.variables.keys.sorted())
        try asked(draft.provenance.check())
        clock.end("\(baseline) with \(counted(request.variables.count, "variable")) changed")

        clock.begin(.initialise)
        let deployment = try deployment(worker, try asked(store.loadModule(draft.module)), draft.settings)
        tellPhases(of: deployment, &clock)

        clock.begin(.smoke)
        try run(draft.smoke, on: deployment)
        clock.end(draft.smoke.isEmpty ? "none declared" : "\(draft.smoke.count) answered")
        // What it goes out from must still answer then: a rollback meanwhile is not to be undone.
        return try finish(draft, deployment, worker, activate: request.activate, expect: VersionID(baseline), &clock)
    }

    private func variables(
        of base: VersionRecord, changedBy request: RotateRequest, _ worker: LiveWorker
    ) throws(AdminError) -> [String: String] {
        var variables = base.content.settings.variables
        let missing = request.variables.filter { $1 == nil && variables[$0] == nil }.keys.sorted()
        if let first = missing.first {
            let names = variables.keys.sorted()
            let known = names.isEmpty ? "none" : names.prefix(20).joined(separator: ", ")
            throw AdminError(
                422, "unknown_variable", "No such variable",
                "\(worker.name) \(base.number) has no variable \(Quoted.text(first)) to be taken away (it has \(known))",
                remedy: "name one of those, or none: swiftlet versions \(worker.name) \(base.number) shows them")
        }
        for (name, value) in request.variables { variables[name] = value }
        return variables
    }

    /// It has those values already: it stays what it is, and gets the requests that it had.
    private func unchanged(_ base: VersionRecord, _ worker: LiveWorker, _ clock: inout StepClock) -> DeployResult {
        clock.end("as \(base.number)")
        shared.deployCounts?.add(.unchanged)
        var result = DeployResult()
        result.previous = VersionID(base.number)
        result.version = info(base, worker)
        result.activated = worker.state.shares.contains { $0.version == base.number }
        result.unchanged = true
        result.steps = clock.times
        result.notes = ["\(base.number) has these variables already"]
        return result
    }

    /// A few of the names: as many as there may be would be no message.
    private static func message(_ names: [String]) -> String {
        let shown = names.prefix(10)
        let rest = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
        return "variables changed: \(shown.joined(separator: ", "))\(rest)"
    }

    /// What a version was given by `rotate` or `apply` and the next has not, as it is made of what the configuration said
    /// when the host started. Nil: nothing.
    func lostVariables(
        from before: VersionNumber?, to record: VersionRecord, _ worker: LiveWorker
    ) -> String? {
        guard record.content.basedOn == nil, let before,
            let old = records(worker).first(where: { $0.number == before })?.content.settings.variables
        else { return nil }
        let new = record.content.settings.variables
        let lost = old.keys.filter { new[$0] != old[$0] }.sorted()
        guard let first = lost.first else { return nil }
        let names = lost.prefix(10).joined(separator: ", ") + (lost.count > 10 ? " and \(lost.count - 10) more" : "")
        let place = worker.isConfigured ? "put them into [workers.\(worker.name)] env" : "name it in the configuration"
        return "\(record.number) has not the values that \(before) had of \(names): to keep such, \(place) "
            + "and start the host anew; for now: swiftlet rotate \(worker.name) \(first)=…"
    }
}
