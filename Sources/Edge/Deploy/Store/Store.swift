internal import Synchronization

/// Deployed workers on disk: their modules, their versions, and what of them is live.
///
/// One directory, one process at a time. Every change is on the disk when its call returns, or has not happened: after a
/// crash at any moment the old or the new is there, whole. Owns its directory's lock until `close()` or its end.
///
/// Any thread; one call at a time goes on, and it blocks for the disk: not for loops. Process lifetime.
package final class Store: Sendable {
    package let directory: String
    package let limits: StoreLimits
    let shelf: Shelf
    private let contents: Mutex<StoreContents>
    /// What lay in the quarantine before it was opened.
    private let earlier: [String]

    /// Opens the store, or makes one.
    ///
    /// - Parameter directory: absolute, or relative to the process's.
    package init(
        _ directory: String, limits: StoreLimits = StoreLimits(), files: any FileOperations = SystemFiles()
    ) throws(DeployError) {
        var opening = StoreOpening(Shelf(root: directory, files: files))
        try opening.run()
        self.directory = directory
        self.limits = limits
        shelf = opening.shelf
        var contents = opening.contents
        contents.repairs = opening.repairs
        self.contents = Mutex(contents)
        earlier = opening.quarantined
    }

    deinit { close() }

    /// Lets another process have the store. Later changes are refused.
    package func close() {
        contents.withLock { contents in
            guard let lock = contents.lock else { return }
            contents.lock = nil
            shelf.files.close(lock)
        }
    }

    // MARK: reading

    /// What was put right when it was opened, and since then. Of more than `StoreLimits.repairsMax` the last.
    package var repairs: [Repair] { contents.withLock { $0.repairs } }

    /// The salt was gone when it was opened: fingerprints of secrets from before are like none that are made now.
    package var hasLostSalt: Bool { contents.withLock { $0.hasLostSalt } }

    /// What was moved aside by hosts before this one, and still lies there; nil: nothing.
    package var leftInQuarantine: String? {
        guard !earlier.isEmpty, let names = try? shelf.files.names(in: shelf.quarantine) else { return nil }
        let left = earlier.filter(Set(names).contains)
        guard !left.isEmpty else { return nil }
        let shown = left.suffix(3).joined(separator: ", ")
        return "\(shelf.quarantine): \(left.count == 1 ? "a file that was" : "\(left.count) files that were") "
            + "moved aside before this start: \(left.count > 3 ? "…, " : "")\(shown); look at them, then remove them"
    }

    /// All workers that are not deleted, by name.
    package var workers: [WorkerName] {
        contents.withLock { contents in
            contents.workers.filter { !$0.value.isGone }.map(\.key).sorted()
        }
    }

    /// Of all modules, in bytes.
    package var bytes: Int { contents.withLock { $0.bytes } }

    /// By number, ascending. Empty for a worker that is not there.
    package func versions(of name: WorkerName) -> [VersionRecord] {
        contents.withLock { $0.workers[name]?.versions ?? [] }
    }

    package func version(_ number: VersionNumber, of name: WorkerName) throws(DeployError) -> VersionRecord {
        let versions = versions(of: name)
        guard let record = versions.first(where: { $0.number == number }) else {
            throw .noVersion(number, of: name, among: versions.map(\.number))
        }
        return record
    }

    /// What is live; nil for a worker that is not there.
    package func state(of name: WorkerName) -> WorkerState? {
        contents.withLock { contents in
            guard let worker = contents.workers[name], !worker.isGone else { return nil }
            var state = worker.state
            state.isDeleted = false
            state.lastNumber = worker.lastNumber
            return state
        }
    }

    /// Tells whether a secret is the one that a version was made with.
    package func fingerprint(of secret: [UInt8], name: String) throws(DeployError) -> SecretFingerprint {
        try StoreSalt.fingerprint(of: secret, name: name, salt: contents.withLock { $0.salt })
    }

    // MARK: changing

    /// Runs a change, if the store is one that can be changed.
    func change<Value: Sendable>(
        _ body: (inout StoreContents) throws(DeployError) -> Value
    ) throws(DeployError) -> Value {
        try contents.withLock { contents throws(DeployError) in
            guard contents.lock != nil else {
                throw DeployError(
                    .conflict, "\(directory) is closed: the host is shutting down", remedy: "deploy to the next one")
            }
            if let doubt = contents.doubt {
                throw DeployError(
                    .system, "\(directory) takes no more changes since this: \(doubt)",
                    remedy: "see to the disk and start the host again")
            }
            return try body(&contents)
        }
    }

    /// Puts a file there, or leaves everything as it was.
    func place(
        _ bytes: [UInt8], at target: String, in directory: String, before: Shelf.Before, _ contents: inout StoreContents
    ) throws(DeployError) {
        do throws(Shelf.Problem) {
            try shelf.place(bytes, at: target, in: directory, before: before, temporary: contents.nextTemporary())
        } catch {
            var reason = DeployError(error.reason)
            if !error.isUndone {
                contents.doubt = reason.problem
                reason.remedy =
                    "nor could it be undone: see to the disk and start the host again, which then takes what is there"
            }
            throw reason
        }
    }
}

extension DeployError {
    static func noWorker(_ name: WorkerName) -> DeployError {
        DeployError(.missing, "there is no worker \(name)", remedy: "deploy it first: swiftlet deploy --name \(name)")
    }

    static func noVersion(
        _ number: VersionNumber, of name: WorkerName, among versions: [VersionNumber]
    ) -> DeployError {
        guard !versions.isEmpty else { return noWorker(name) }
        let shown = versions.suffix(20).map(\.description).joined(separator: ", ")
        return DeployError(
            .missing, "\(name) has no version \(number)",
            remedy: versions.count > 20 ? "its newest are \(shown)" : "it has \(shown)")
    }
}
