internal import Glibc
internal import SwiftletFormats

extension StoreOpening {
    mutating func readWorkers() throws(DeployError) {
        for text in try filing({ () throws(FileProblem) in try shelf.files.names(in: shelf.workers) }).sorted() {
            if let name = try? WorkerName(text) {
                try readWorker(name)
            } else {
                try moveAside("\(shelf.workers)/\(text)", "it is no worker's directory")
            }
        }
    }

    private mutating func readWorker(_ name: WorkerName) throws(DeployError) {
        var worker = StoreContents.Worker()
        guard let files = try versionFiles(of: name) else { return }
        worker.hasDirectories = true
        for number in files {
            worker.lastNumber = max(worker.lastNumber, number.value)
            if let record = try readVersion(number, of: name) { worker.versions.append(record) }
        }
        let stored = try readState(of: name, worker.versions)
        worker.state = stored.state
        if worker.state.isDeleted { finishDeletion(of: name, &worker) }
        let isKnown = worker.state.revision > 0 || worker.state.lastNumber > 0
        guard !worker.versions.isEmpty || isKnown || worker.lastNumber > 0 else {
            // What is left of a first deploy that did not come to its end.
            try? shelf.files.removeDirectory(shelf.versions(of: name))
            try? shelf.files.removeDirectory(shelf.worker(name))
            return
        }
        var isChanged = stored.isRebuilt
        // A number whose file is gone would be given out again.
        let isRemembered = worker.versions.last.map { $0.number.value == worker.lastNumber } ?? false
        let isForgotten = worker.state.lastNumber < worker.lastNumber && !isRemembered
        worker.lastNumber = max(worker.lastNumber, worker.state.lastNumber)
        if let (state, notes) = Fallback.state(worker.state, complete: worker.versions.map(\.number)) {
            worker.state = state
            isChanged = true
            repairs += notes.map { Repair(.fellBack, worker: name, "worker \(name): \($0)") }
        }
        if isChanged { worker.state.revision = worker.state.nextRevision }
        if isChanged || isForgotten { try writeState(of: name, &worker) }
        contents.workers[name] = worker
    }

    /// The numbers of the files that are there, ascending; nil, and moved aside, if this is no worker's directory.
    private mutating func versionFiles(of name: WorkerName) throws(DeployError) -> [VersionNumber]? {
        let names: [String]
        do throws(FileProblem) {
            names = try shelf.files.names(in: shelf.versions(of: name))
        } catch {
            switch error.code {
            // Cut short between the two directories, or between the second and its first file.
            case ENOENT: names = []
            case ENOTDIR:
                try moveAside(shelf.worker(name), worker: name, "it is no worker's directory")
                return nil
            default: throw DeployError(error)
            }
        }
        var numbers: [VersionNumber] = []
        for file in names {
            if let number = Shelf.version(fileName: file) {
                numbers.append(number)
            } else {
                try moveAside("\(shelf.versions(of: name))/\(file)", worker: name, "it is no version's file")
            }
        }
        return numbers.sorted()
    }

    private mutating func readVersion(_ number: VersionNumber, of name: WorkerName) throws(DeployError)
        -> VersionRecord?
    {
        let path = shelf.version(number, of: name)
        let found = try read(path, worker: name) { bytes throws(StoredFile.Problem) in
            let record = try StoredFile.decode(bytes, "version") { json throws(JSONError) in
                try VersionRecord(json: &json)
            }
            guard record.worker == name, record.number == number else {
                throw .damaged("it is \(record.number) of \(record.worker)")
            }
            return record
        }
        guard let record = found else { return nil }
        let module = record.content.module
        switch contents.modules[module] {
        case record.content.moduleBytes: return record
        case let size?:
            contents.modules[module] = nil
            try moveAside(
                shelf.module(module), worker: name, "it has \(size) bytes instead of \(record.content.moduleBytes)")
        case nil: break
        }
        try moveAside(path, worker: name, "\(number) of \(name) lacks its module \(shelf.module(module))")
        return nil
    }

    // MARK: state

    private mutating func readState(
        of name: WorkerName, _ versions: [VersionRecord]
    ) throws(DeployError) -> (state: WorkerState, isRebuilt: Bool) {
        func decode(_ bytes: [UInt8]) throws(StoredFile.Problem) -> WorkerState {
            try StoredFile.decode(bytes, "state") { json throws(JSONError) in try WorkerState(json: &json) }
        }
        let path = shelf.state(of: name)
        let first = try look(path, decode)
        if case .found(let state) = first { return (state, false) }
        let second = try look(shelf.spareState(of: name), decode)
        // The damaged one stays until another takes its place: it shows that there was one.
        if case .damaged(let reason, let bytes) = first {
            if let bytes {
                try copyAside(path, bytes, worker: name, reason)
            } else {
                try moveAside(path, worker: name, reason)
            }
        }
        switch (first, second) {
        case (_, .found(let state)):
            repairs.append(Repair(.madeAgain, worker: name, "worker \(name): its state is taken from the spare one"))
            return (state, true)
        case (_, .damaged(let reason, _)): try moveAside(shelf.spareState(of: name), worker: name, reason)
        case (.damaged, _): break
        // A first version is not there before its worker's state is.
        default: if versions.isEmpty { return (WorkerState(), false) }
        }
        let isGone = if case .absent = first { true } else { false }
        var state = WorkerState()
        guard let newest = versions.last?.number else { return (state, false) }
        state.revision = 1
        state.lastNumber = newest.value
        state.shares = [WorkerState.Share(newest, weight: WorkerState.weightOfAll)]
        repairs.append(
            Repair(
                .fellBack, worker: name,
                "worker \(name): what was live is not known any more\(isGone ? ", as \(path) is gone" : ""): "
                    + "the newest version, \(newest), takes all requests"
            ))
        return (state, true)
    }

    /// The state says so: what is still there was to be removed when something ended this process.
    private func finishDeletion(of name: WorkerName, _ worker: inout StoreContents.Worker) {
        for record in worker.versions where record.number.value <= worker.state.lastNumber {
            try? shelf.files.remove(shelf.version(record.number, of: name))
        }
        worker.versions.removeAll { $0.number.value <= worker.state.lastNumber }
    }

    private mutating func writeState(of name: WorkerName, _ worker: inout StoreContents.Worker) throws(DeployError) {
        worker.state.lastNumber = worker.lastNumber
        let state = worker.state
        let bytes = try StoredFile.encode("state") { json in state.write(to: &json) }
        do throws(Shelf.Problem) {
            try shelf.place(
                bytes, at: shelf.state(of: name), in: shelf.worker(name), before: .anything,
                temporary: contents.nextTemporary())
        } catch {
            // It would be worked out in the same way again.
            repairs.append(Repair(.notDone, worker: name, DeployError(error.reason).description))
        }
    }
}
