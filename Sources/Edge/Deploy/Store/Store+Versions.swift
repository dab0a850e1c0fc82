extension Store {
    /// Keeps a version under the next number. It is not live before a state says so. Its module is to be put first.
    package func addVersion(_ draft: VersionDraft, to name: WorkerName) throws(DeployError) -> VersionRecord {
        try draft.provenance.check()
        try draft.settings.check()
        for (index, request) in draft.smoke.enumerated() { try request.check(index: index) }
        return try change { contents throws(DeployError) in
            guard contents.modules[draft.module] == draft.moduleBytes else {
                throw DeployError(
                    .missing, "the store has no module \(draft.module) of \(draft.moduleBytes) bytes",
                    remedy: "send the module again")
            }
            let worker = try prepare(name, &contents)
            guard let number = VersionNumber(worker.lastNumber &+ 1) else {
                throw DeployError(.limit, "\(name) had \(worker.lastNumber) versions", remedy: "use another name")
            }
            let record = VersionRecord(worker: name, number: number, content: draft)
            let bytes = try encoded("version") { json in record.write(to: &json) }
            // Given out, whatever comes of it.
            contents.workers[name]?.lastNumber = number.value
            // From its first version on a worker has a state, though nothing is live: one without has lost it.
            if worker.hasNoState { try write(worker.state, of: name, &contents) }
            try place(
                bytes, at: shelf.version(number, of: name), in: shelf.versions(of: name), before: .nothing, &contents)
            contents.workers[name]?.versions.append(record)
            contents.endAwaiting(draft.module)
            return record
        }
    }

    /// Removes a version that is not in use: one that failed before it was live. Its number is not used again.
    package func removeVersion(_ number: VersionNumber, of name: WorkerName) throws(DeployError) {
        try change { contents throws(DeployError) in
            guard let worker = contents.workers[name], worker.index(of: number) != nil else {
                throw .noVersion(number, of: name, among: contents.workers[name]?.versions.map(\.number) ?? [])
            }
            guard !worker.state.versionsInUse.contains(number) else {
                throw DeployError(
                    .conflict, "\(number) of \(name) is in use", remedy: "roll out another version first")
            }
            // Should a crash bring it back, it is not live.
            if let problem = remove([number], of: name, &contents), contents.workers[name]?.index(of: number) != nil {
                throw problem
            }
        }
    }

    /// Removes versions that are not in use, numbers first: they must be remembered before nothing shows them any more.
    /// What could not be removed stays listed.
    func remove(
        _ numbers: [VersionNumber], of name: WorkerName, _ contents: inout StoreContents
    ) -> DeployError? {
        guard let worker = contents.workers[name] else { return nil }
        do throws(DeployError) {
            if let highest = numbers.max(), highest.value == worker.lastNumber, worker.state.lastNumber < highest.value
            {
                try write(worker.state, of: name, &contents)
            }
            try filing { () throws(FileProblem) in
                for number in numbers {
                    try shelf.files.remove(shelf.version(number, of: name))
                    contents.workers[name]?.versions.removeAll { $0.number == number }
                }
                // Before their modules go: a record without its module would look like damage.
                try shelf.files.syncDirectory(shelf.versions(of: name))
            }
            return nil
        } catch {
            return error
        }
    }

    /// The worker, with its directories.
    private func prepare(
        _ name: WorkerName, _ contents: inout StoreContents
    ) throws(DeployError) -> StoreContents.Worker {
        var worker = contents.workers[name] ?? StoreContents.Worker()
        guard !worker.hasDirectories else { return worker }
        guard contents.workers.count < StoreLimits.workersMax || contents.workers[name] != nil else {
            throw DeployError(
                .limit, "the store has had \(contents.workers.count) workers of \(StoreLimits.workersMax)",
                remedy: "use the name of one that is there, or another store ([deploy] store)")
        }
        try filing { () throws(FileProblem) in
            try shelf.makeDirectory(shelf.worker(name), in: shelf.workers)
            try shelf.makeDirectory(shelf.versions(of: name), in: shelf.worker(name))
        }
        worker.hasDirectories = true
        contents.workers[name] = worker
        return worker
    }
}
