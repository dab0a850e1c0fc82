internal import Admin
internal import Deploy
internal import Isolate

/// What the configuration's file makes of a worker. A value.
struct FileVersion: Sendable {
    let module: [UInt8]
    let settings: VersionSettings
    private let mark: AppliedMark

    init(_ module: [UInt8], _ settings: VersionSettings) throws(AdminError) {
        self.module = module
        self.settings = settings
        mark = try AppliedMark(module, settings)
    }

    /// The version that was made of the same, when the file was last applied; nil: it said something else then.
    func applied(in state: WorkerState) -> VersionNumber? { AppliedMark.number(state.appliedFromConfig, mark) }

    /// The same where fingerprints of secrets cannot be compared: the version that the file was applied as last, if it has
    /// the same code and settings and secrets of the same names.
    func appliedWithSecrets(in state: WorkerState, _ records: [VersionRecord]) -> VersionNumber? {
        guard !settings.secrets.isEmpty, let number = AppliedMark.number(state.appliedFromConfig),
            let content = records.first(where: { $0.number == number })?.content,
            content.settings.secrets.keys.sorted() == settings.secrets.keys.sorted(),
            (try? ModuleDigest(of: module)) == content.module
        else { return nil }
        var before = content.settings
        before.secrets = settings.secrets
        return before == settings ? number : nil
    }

    /// The worker's state, with this as what that version was made of.
    func marked(_ number: VersionNumber, in state: WorkerState) -> WorkerState {
        var state = state
        state.appliedFromConfig = mark.text(number)
        return state
    }

    /// Tells whether the file says the same as before.
    var fingerprint: String { mark.digest.description }

    /// The worker's state with this as its version, whose number that is.
    fileprivate func live(_ number: VersionNumber, in state: WorkerState) -> WorkerState {
        var state = state.live(number)
        state.appliedFromConfig = mark.text(number)
        return state
    }
}

extension DeployHost {
    /// Makes a version of what the file says. `use` is given the state in which it answers.
    func install(
        _ update: FileVersion, _ deployment: Deployment, for worker: LiveWorker,
        _ use: (inout LiveWorker, WorkerState, WorkerVersion) throws(AdminError) -> Void
    ) throws(AdminError) -> (LiveWorker, VersionRecord) {
        let digest = try asked(store.putModule(update.module))
        do throws(AdminError) {
            var provenance = (try? Bundle(update.module))?.manifest.provenance ?? Deploy.Provenance()
            if provenance.message == nil { provenance.message = "from the configuration" }
            let draft = VersionDraft(
                module: digest, moduleBytes: update.module.count, settings: update.settings, provenance: provenance,
                created: Self.milliseconds)
            return try install(draft, deployment, for: worker) { worker, number, version throws(AdminError) in
                worker.applied = number
                try use(&worker, update.live(number, in: worker.state), version)
            }
        } catch {
            try? store.discardModule(digest)
            throw error
        }
    }
}

/// What the configuration said of a worker when a version was made of it: the version's number and a hash of everything.
struct AppliedMark: Equatable {
    fileprivate let digest: ModuleDigest

    init(_ module: [UInt8], _ settings: VersionSettings) throws(AdminError) {
        var text = "origins \(settings.origins)\n"
        for (name, value) in settings.variables.sorted(by: { $0.key < $1.key }) {
            text += "variable \(name.utf8.count) \(name) \(value.utf8.count) \(value)\n"
        }
        for (name, value) in settings.secrets.sorted(by: { $0.key < $1.key }) { text += "secret \(name) \(value)\n" }
        for (name, value) in settings.limits.sorted(by: { $0.key < $1.key }) { text += "limit \(name) \(value)\n" }
        digest = try asked(ModuleDigest(of: Array(text.utf8) + module))
    }

    func text(_ number: VersionNumber) -> String { "\(number) \(digest)" }

    /// The version that the file was applied as last, whatever it said.
    static func number(_ text: String?) -> VersionNumber? {
        text?.split(separator: " ").first.flatMap { VersionNumber(text: $0) }
    }

    /// The version that was made of the same; nil: there is none.
    static func number(_ text: String?, _ mark: AppliedMark) -> VersionNumber? {
        guard let parts = text?.split(separator: " "), parts.count == 2, parts[1] == mark.digest.description else {
            return nil
        }
        return VersionNumber(text: parts[0])
    }
}
