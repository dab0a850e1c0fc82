internal import SwiftletFormats

extension Store {
    /// Makes a state the worker's own: from here on it is what is live, also after a crash.
    ///
    /// - Parameter state: made from the one that `state(of:)` returned last: its revision tells. Its `lastNumber` and
    ///   `isDeleted` are the store's own.
    /// - Returns: the state with its new revision.
    package func setState(_ state: WorkerState, of name: WorkerName) throws(DeployError) -> WorkerState {
        try change { contents throws(DeployError) in
            guard let worker = contents.workers[name], !worker.isGone else { throw .noWorker(name) }
            try checkRevision(state.revision, worker, name)
            var next = state
            next.isDeleted = false
            next.lastNumber = worker.lastNumber
            next.revision = state.nextRevision
            if let problem = next.problem {
                throw DeployError(.input, "this is no state of \(name): \(problem)", remedy: "correct it")
            }
            for number in next.versionsInUse.sorted() where worker.index(of: number) == nil {
                throw .noVersion(number, of: name, among: worker.versions.map(\.number))
            }
            try write(next, of: name, &contents)
            return next
        }
    }

    /// Removes a worker with all its versions. What its numbers were is remembered. Its modules go with the next
    /// collection.
    ///
    /// - Parameter revision: of the state that the caller saw.
    package func deleteWorker(_ name: WorkerName, revision: UInt64) throws(DeployError) {
        try change { contents throws(DeployError) in
            guard let worker = contents.workers[name], !worker.isGone else { throw .noWorker(name) }
            try checkRevision(revision, worker, name)
            var tombstone = WorkerState()
            tombstone.revision = worker.state.nextRevision
            tombstone.isDeleted = true
            try write(tombstone, of: name, &contents)
            // It is deleted. Files that cannot be removed now are at the next opening.
            contents.workers[name]?.versions = []
            for record in worker.versions { try? shelf.files.remove(shelf.version(record.number, of: name)) }
            try? shelf.files.syncDirectory(shelf.versions(of: name))
        }
    }

    private func checkRevision(
        _ revision: UInt64, _ worker: StoreContents.Worker, _ name: WorkerName
    ) throws(DeployError) {
        guard worker.state.revision != revision else { return }
        throw DeployError(
            .conflict, "\(name) was changed meanwhile (revision \(worker.state.revision), not \(revision))",
            remedy: "look at it again and repeat the command if it is still right")
    }

    /// Writes a state, with the number that its worker has come to.
    func write(_ state: WorkerState, of name: WorkerName, _ contents: inout StoreContents) throws(DeployError) {
        guard let worker = contents.workers[name] else { return }
        var state = state
        state.lastNumber = worker.lastNumber
        let bytes = try encoded("state") { json in state.write(to: &json) }
        let before: Shelf.Before =
            worker.hasNoState
            ? .nothing : .bytes(try encoded("state") { json in worker.state.write(to: &json) })
        try place(bytes, at: shelf.state(of: name), in: shelf.worker(name), before: before, &contents)
        contents.workers[name]?.state = state
        // A second one, should the first rot. Nothing depends on it, so nothing waits for it.
        try? shelf.putAtOnce(
            bytes, at: shelf.spareState(of: name), temporary: contents.nextTemporary(), isSynced: false)
    }

    func encoded(
        _ kind: StaticString, _ body: (inout JSONWriter) -> Void
    ) throws(DeployError) -> [UInt8] {
        let bytes = try StoredFile.encode(kind, body)
        guard bytes.count <= StoreLimits.recordBytesMax else {
            throw DeployError(
                .limit, "the \(kind)'s file has \(bytes.count) bytes of \(StoreLimits.recordBytesMax)",
                remedy: "use fewer and shorter variables")
        }
        return bytes
    }
}
