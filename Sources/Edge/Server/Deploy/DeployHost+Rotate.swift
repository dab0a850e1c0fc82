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
        for (key, value) in request.variables { draft.settings.variables[key] = value }
        // A secret may have another value since its version was made, and this one gets that.
        let secrets = try fingerprints(of: draft.settings.secrets.keys, shared.config.workers[worker.place])
        draft.settings.secrets.merge(secrets) { $1 }
        draft.created = Self.milliseconds
        draft.basedOn = baseline
        draft.provenance.author = caller.name
        draft.provenance.message =
            request.message ?? "variables changed: " + request.variables.keys.sorted().joined(separator: ", ")
        clock.end("\(baseline) with \(request.variables.count) variables changed")

        clock.begin(.initialise)
        let deployment = try deployment(worker, try asked(store.loadModule(draft.module)), draft.settings)
        tellPhases(of: deployment, &clock)

        clock.begin(.smoke)
        try run(draft.smoke, on: deployment)
        clock.end(draft.smoke.isEmpty ? "none declared" : "\(draft.smoke.count) answered")
        // What it goes out from must still answer then: a rollback meanwhile is not to be undone.
        return try finish(draft, deployment, worker, activate: request.activate, expect: VersionID(baseline), &clock)
    }
}
