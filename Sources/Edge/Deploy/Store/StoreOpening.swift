internal import Glibc

/// Opens a store: takes it, reads everything but the modules' bytes, and puts right what a crash or a bad disk left.
struct StoreOpening {
    let shelf: Shelf
    var contents = StoreContents()
    var repairs: [Repair] = []
    /// What was moved aside before this opening, in order.
    var quarantined: [String] = []

    private var files: any FileOperations { shelf.files }

    init(_ shelf: Shelf) {
        self.shelf = shelf
    }

    mutating func run() throws(DeployError) {
        try filing { () throws(FileProblem) in try makeDirectories() }
        contents.lock = try takeLock()
        do throws(DeployError) {
            try removeLeftovers()
            try readQuarantine()
            try readModules()
            let isSaltNew = try readSalt()
            try readWorkers()
            if isSaltNew { noteLostSalt() }
        } catch {
            if let lock = contents.lock { files.close(lock) }
            throw error
        }
    }

    // MARK: directories and lock

    private func makeDirectories() throws(FileProblem) {
        var parent = shelf.root.hasPrefix("/") ? "/" : "."
        for index in shelf.root.indices.dropFirst() where shelf.root[index] == "/" {
            let path = String(shelf.root[..<index])
            try makeDirectory(path, in: parent)
            parent = path
        }
        try makeDirectory(shelf.root, in: parent)
        for directory in [shelf.temporaries, shelf.modules, shelf.workers, shelf.quarantine] {
            _ = try files.makeDirectory(directory)
        }
        try files.syncDirectory(shelf.root)
    }

    /// One that is new is on the disk, as far as this user may see to that: not each directory above is one to be opened.
    private func makeDirectory(_ path: String, in parent: String) throws(FileProblem) {
        guard try files.makeDirectory(path) else { return }
        try? files.syncDirectory(parent)
    }

    private func takeLock() throws(DeployError) -> Int32 {
        guard try filing({ () throws(FileProblem) in try files.isPrivate(shelf.root) }) else {
            throw DeployError(
                .system, "\(shelf.root) does not belong to this user alone",
                remedy: "chown it to this user and chmod it 700: what lies there is run")
        }
        switch try filing({ () throws(FileProblem) in try files.lock(shelf.lock) }) {
        case .held(let handle): return handle
        case .heldBy(let process):
            let holder = process > 0 ? "process \(process)" : "another process"
            throw DeployError(
                .conflict, "\(shelf.root) is in use by \(holder)",
                remedy: "stop that one, or give this host another store ([deploy] store)")
        }
    }

    private mutating func removeLeftovers() throws(DeployError) {
        let names = try filing { () throws(FileProblem) in
            let names = try files.names(in: shelf.temporaries)
            for name in names { try files.remove("\(shelf.temporaries)/\(name)") }
            return names
        }
        guard !names.isEmpty else { return }
        let what = names.count == 1 ? "a write that was cut short" : "\(names.count) writes that were cut short"
        repairs.append(Repair(.leftovers, "\(shelf.temporaries): what was left of \(what) is removed"))
    }

    // MARK: modules and salt

    private mutating func readModules() throws(DeployError) {
        for name in try filing({ () throws(FileProblem) in try files.names(in: shelf.modules) }) {
            let path = "\(shelf.modules)/\(name)"
            var size: Int?
            do throws(FileProblem) {
                size = try files.size(of: path)
            } catch {
                // What cannot be looked at for another reason may be as good as ever.
                guard error.code == EINVAL else { throw DeployError(error) }
            }
            if let size, let digest = Shelf.digest(fileName: name) {
                contents.modules[digest] = size
            } else {
                try moveAside(path, "it is no module's file")
            }
        }
    }

    /// True: it was made anew.
    private mutating func readSalt() throws(DeployError) -> Bool {
        let salt = try read(shelf.salt) { bytes throws(StoredFile.Problem) in try StoreSalt.read(bytes) }
        if let salt {
            contents.salt = salt
            return false
        }
        contents.salt = StoreSalt.make()
        let bytes = try StoreSalt.bytes(contents.salt)
        do throws(Shelf.Problem) {
            try shelf.place(
                bytes, at: shelf.salt, in: shelf.root, before: .nothing, temporary: contents.nextTemporary())
        } catch {
            throw DeployError(error.reason)
        }
        return true
    }

    /// A store that has secrets' fingerprints has had a salt.
    private mutating func noteLostSalt() {
        let affected = contents.workers.filter { worker in
            worker.value.versions.contains { !$0.content.settings.secrets.isEmpty }
        }.keys.sorted()
        guard !affected.isEmpty else { return }
        contents.hasLostSalt = true
        let names = affected.prefix(5).map(\.description).joined(separator: ", ")
        repairs.append(
            Repair(
                .madeAgain,
                "\(shelf.salt) is made again: whether a secret of \(names)\(affected.count > 5 ? ", …" : "") "
                    + "is the one that a version was made with is not known any more; what is live stays live"))
    }

    private mutating func readQuarantine() throws(DeployError) {
        quarantined = try filing { () throws(FileProblem) in try files.names(in: shelf.quarantine) }
            .filter { StoreContents.asideNumber($0) != nil }
            .sorted { (StoreContents.asideNumber($0) ?? 0, $0) < (StoreContents.asideNumber($1) ?? 0, $1) }
    }

    // MARK: files

    enum Read<Value> {
        case found(Value)
        case absent
        /// Why, and what was in it, as far as that could be read.
        case damaged(String, [UInt8]?)
    }

    /// Reads one of the store's files. What cannot be read for lack of permission, or was written by a later swiftlet,
    /// ends the opening: nothing is wrong with it.
    func look<Value>(
        _ path: String, _ decode: ([UInt8]) throws(StoredFile.Problem) -> Value
    ) throws(DeployError) -> Read<Value> {
        switch load(path) {
        case .success(nil): return .absent
        case .failure(let problem):
            guard [EIO, EFBIG, EINVAL, ELOOP, EISDIR].contains(problem.code) else { throw DeployError(problem) }
            return .damaged(DeployError(problem).problem, nil)
        case .success(let bytes?):
            do throws(StoredFile.Problem) {
                return .found(try decode(bytes))
            } catch {
                switch error {
                case .damaged(let text): return .damaged(text, bytes)
                case .newer(let format):
                    throw DeployError(
                        .input, "\(path) has form \(format); this swiftlet reads \(StoredFile.format)",
                        remedy: "a later swiftlet wrote it: use that one, or another store ([deploy] store)")
                }
            }
        }
    }

    /// As `look`; what is no longer what was written is moved aside.
    mutating func read<Value>(
        _ path: String, worker: WorkerName? = nil, _ decode: ([UInt8]) throws(StoredFile.Problem) -> Value
    ) throws(DeployError) -> Value? {
        switch try look(path, decode) {
        case .found(let value): return value
        case .absent: return nil
        case .damaged(let reason, _):
            try moveAside(path, worker: worker, reason)
            return nil
        }
    }

    private func load(_ path: String) -> Result<[UInt8]?, FileProblem> {
        do throws(FileProblem) {
            return .success(try files.read(path, bytesMax: StoreLimits.recordBytesMax))
        } catch {
            return .failure(error)
        }
    }

    mutating func moveAside(_ path: String, worker: WorkerName? = nil, _ reason: String) throws(DeployError) {
        let note = try filing { () throws(FileProblem) in
            try shelf.moveAside(path, because: reason, &contents)
        }
        repairs.append(Repair(.movedAside, worker: worker, note))
    }

    /// Keeps what is in a damaged file whose place is about to be taken: at no moment is there none.
    mutating func copyAside(_ path: String, _ bytes: [UInt8], worker: WorkerName, _ reason: String) throws(DeployError)
    {
        let note = try filing { () throws(FileProblem) in
            try shelf.copyAside(path, bytes, because: reason, &contents)
        }
        repairs.append(Repair(.movedAside, worker: worker, note))
    }
}
