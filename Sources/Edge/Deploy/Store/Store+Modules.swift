internal import Glibc

extension Store {
    /// Keeps a module. Until a version names it, or `discardModule` is called as often, it is not collected.
    ///
    /// Makes room by collecting what is not needed, if `limits.bytes` asks for it.
    package func putModule(_ module: [UInt8]) throws(DeployError) -> ModuleDigest {
        guard module.count <= limits.moduleBytes else {
            throw DeployError(
                .limit, "the module has \(module.count) bytes; [deploy] module_bytes allows \(limits.moduleBytes)",
                remedy: "build it smaller (-Osize), or raise module_bytes")
        }
        let digest = try ModuleDigest(of: module)
        return try change { contents throws(DeployError) in
            if try !isThere(module, digest, &contents) {
                try makeRoom(for: module.count, &contents)
                try place(module, at: shelf.module(digest), in: shelf.modules, before: .nothing, &contents)
                contents.modules[digest] = module.count
            }
            contents.awaited[digest, default: 0] += 1
            return digest
        }
    }

    /// The deploy that put it came to no version.
    package func discardModule(_ digest: ModuleDigest) throws(DeployError) {
        try change { contents throws(DeployError) in
            contents.endAwaiting(digest)
            guard contents.awaited[digest] == nil, contents.references[digest] == nil else { return }
            if let problem = removeModule(digest, &contents) { throw problem }
        }
    }

    /// The bytes of a module that some version names, checked.
    ///
    /// If they are not what was put there, the file and the versions that need it are moved aside, and what is live of
    /// their workers falls back as it would in an opening: the error says to what.
    package func loadModule(_ digest: ModuleDigest) throws(DeployError) -> [UInt8] {
        if case .sound(let bytes) = try module(digest) { return bytes }
        return try change { contents throws(DeployError) in
            guard contents.modules[digest] != nil else {
                throw DeployError(
                    .missing, "the store has no module \(digest)", remedy: "deploy the version that needs it again")
            }
            // Somebody may have put it there meanwhile.
            switch try module(digest) {
            case .sound(let bytes): return bytes
            case .damaged(let reason):
                let repairs = try dropModule(digest, because: reason, &contents)
                throw DeployError(
                    .corrupt, repairs.map(\.description).joined(separator: "; "),
                    remedy: "deploy what is gone again, and see to the disk")
            }
        }
    }

    private enum Loaded {
        case sound([UInt8])
        case damaged(String)
    }

    private func module(_ digest: ModuleDigest) throws(DeployError) -> Loaded {
        let path = shelf.module(digest)
        do throws(FileProblem) {
            guard let bytes = try shelf.files.read(path, bytesMax: StoreLimits.moduleBytesRange.upperBound) else {
                return .damaged("it is gone")
            }
            guard (try? ModuleDigest(of: bytes)) == digest else {
                return .damaged("its content is not what its name says")
            }
            return .sound(bytes)
        } catch {
            // For others, as no permission or no descriptors, the file can do nothing.
            guard [EIO, EFBIG, EINVAL, ELOOP].contains(error.code) else { throw DeployError(error) }
            return .damaged(DeployError(error).problem)
        }
    }

    /// Whether the file that is there is this module. Another one is moved aside.
    private func isThere(
        _ module: [UInt8], _ digest: ModuleDigest, _ contents: inout StoreContents
    ) throws(DeployError) -> Bool {
        guard contents.modules[digest] != nil else { return false }
        let path = shelf.module(digest)
        if let bytes = try? shelf.files.read(path, bytesMax: module.count), bytes == module { return true }
        if (try? shelf.files.size(of: path)) != nil {
            let note = try filing { () throws(FileProblem) in
                try shelf.moveAside(path, because: "its content is not what its name says", &contents)
            }
            contents.note(Repair(.movedAside, "\(note); the same module was put in its place"))
        }
        contents.modules[digest] = nil
        return false
    }

    /// What became of it all, the module first; it is told by `repairs` too.
    private func dropModule(
        _ digest: ModuleDigest, because reason: String, _ contents: inout StoreContents
    ) throws(DeployError) -> [Repair] {
        let path = shelf.module(digest)
        var repairs: [Repair] = []
        func tell(_ kind: Repair.Kind, _ worker: WorkerName?, _ words: String) {
            let repair = Repair(kind, worker: worker, words)
            repairs.append(repair)
            contents.note(repair)
        }
        if reason == "it is gone" {
            tell(.movedAside, nil, "\(path): \(reason)")
        } else {
            tell(
                .movedAside, nil,
                try filing { () throws(FileProblem) in
                    try shelf.moveAside(path, because: reason, &contents)
                })
        }
        contents.modules[digest] = nil
        for name in contents.workers.keys.sorted() {
            guard var worker = contents.workers[name] else { continue }
            let lost = worker.versions.filter { $0.content.module == digest }.map(\.number)
            guard !lost.isEmpty else { continue }
            for number in lost {
                let file = shelf.version(number, of: name)
                tell(
                    .movedAside, name,
                    try filing { () throws(FileProblem) in
                        try shelf.moveAside(file, because: "\(number) of \(name) lacks its module", &contents)
                    })
            }
            worker.versions.removeAll { lost.contains($0.number) }
            var state = worker.state
            if let (fallen, words) = Fallback.state(state, complete: worker.versions.map(\.number)) {
                state = fallen
                for text in words { tell(.fellBack, name, "worker \(name): \(text)") }
            }
            contents.workers[name] = worker
            state.revision = state.nextRevision
            try write(state, of: name, &contents)
        }
        return repairs
    }
}

extension StoreContents {
    /// One deploy less waits for this module.
    mutating func endAwaiting(_ digest: ModuleDigest) {
        let left = (awaited[digest] ?? 0) - 1
        awaited[digest] = left > 0 ? left : nil
    }
}
