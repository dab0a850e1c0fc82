/// What a collection removed.
package struct Collected: Sendable, Equatable {
    package struct Version: Sendable, Equatable {
        package var worker: WorkerName
        package var number: VersionNumber
    }

    package var versions: [Version] = []
    package var modules = 0
    package var bytes = 0
    /// What should have been removed and could not be. It is tried again next time.
    package var problems: [DeployError] = []

    package init() {}
}

extension Store {
    /// Removes what the limits leave no room for: the oldest versions of each worker, and modules that nobody names.
    ///
    /// Never those that a state names, nor a worker's newest, which may be about to go live.
    package func collectGarbage() throws(DeployError) -> Collected {
        try change { contents throws(DeployError) in collect(leaving: 0, &contents) }
    }

    /// Collects if that is needed for so many bytes more. Where it would not be enough, nothing is removed.
    func makeRoom(for bytes: Int, _ contents: inout StoreContents) throws(DeployError) {
        guard contents.bytes > limits.bytes - bytes else { return }
        let needed = needed(contents).reduce(0) { $0 + (contents.modules[$1] ?? 0) }
        guard needed + bytes <= limits.bytes else {
            throw DeployError(
                .limit,
                "the store has \(needed) bytes of modules that are needed; with \(bytes) more it would have more than "
                    + "[deploy] store_bytes, \(limits.bytes)",
                remedy: "raise store_bytes, or delete a worker")
        }
        if let problem = collect(leaving: bytes, &contents).problems.first { throw problem }
    }

    /// Modules that no collection may remove.
    private func needed(_ contents: StoreContents) -> Set<ModuleDigest> {
        var modules = Set(contents.awaited.keys)
        for worker in contents.workers.values {
            let removable = Set(removable(worker))
            for version in worker.versions where !removable.contains(version.number) {
                modules.insert(version.content.module)
            }
        }
        return modules
    }

    private func collect(leaving room: Int, _ contents: inout StoreContents) -> Collected {
        var collected = Collected()
        for (name, worker) in contents.workers.sorted(by: { $0.key < $1.key }) {
            let excess = worker.versions.count - limits.versions
            if excess > 0 { remove(Array(removable(worker).prefix(excess)), of: name, &contents, &collected) }
        }
        removeModules(&contents, &collected)
        // Workers with many versions give first, and of each the oldest: times are not compared, as clocks go wrong. A
        // version whose module is needed by another would give nothing.
        let needed = needed(contents)
        var candidates = contents.workers.mapValues { worker in
            removable(worker).filter { number in
                worker.index(of: number).map { !needed.contains(worker.versions[$0].content.module) } ?? false
            }[...]
        }.filter { !$0.value.isEmpty }
        while contents.bytes > limits.bytes - room,
            let most = candidates.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
            let oldest = most.value.first
        {
            remove([oldest], of: most.key, &contents, &collected)
            removeModules(&contents, &collected)
            candidates[most.key] = most.value.count > 1 ? most.value.dropFirst() : nil
        }
        return collected
    }

    private func removable(_ worker: StoreContents.Worker) -> [VersionNumber] {
        let inUse = worker.state.versionsInUse
        return worker.versions.dropLast().map(\.number).filter { !inUse.contains($0) }
    }

    private func remove(
        _ numbers: [VersionNumber], of name: WorkerName, _ contents: inout StoreContents, _ collected: inout Collected
    ) {
        guard !numbers.isEmpty else { return }
        if let problem = remove(numbers, of: name, &contents) { collected.problems.append(problem) }
        for number in numbers where contents.workers[name]?.index(of: number) == nil {
            collected.versions.append(Collected.Version(worker: name, number: number))
        }
    }

    private func removeModules(_ contents: inout StoreContents, _ collected: inout Collected) {
        // Versions that are not surely gone may come back, and need theirs.
        guard collected.problems.isEmpty else { return }
        let references = contents.references
        for (digest, size) in contents.modules where references[digest] == nil && contents.awaited[digest] == nil {
            if let problem = removeModule(digest, &contents) {
                collected.problems.append(problem)
            } else {
                collected.modules += 1
                let (sum, overflows) = collected.bytes.addingReportingOverflow(size)
                collected.bytes = overflows ? .max : sum
            }
        }
    }

    /// A name that comes back after a crash is one that nobody names: no need to wait for the disk.
    func removeModule(_ digest: ModuleDigest, _ contents: inout StoreContents) -> DeployError? {
        do throws(FileProblem) {
            try shelf.files.remove(shelf.module(digest))
            contents.modules[digest] = nil
            return nil
        } catch {
            return DeployError(error)
        }
    }
}
