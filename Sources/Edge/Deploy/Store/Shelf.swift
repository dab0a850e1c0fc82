/// Where things lie in a store, and how a file gets there whole.
///
///     lock                                  held by the process that has the store open, with its id in it
///     store.json                            the store's own salt
///     tmp/                                  files that are being written
///     modules/SHA256.wasm                   by their content
///     workers/NAME/versions/NUMBER.json     never changed
///     workers/NAME/state.json               what is live; state.spare.json should that one rot
///     quarantine/                           what was not as it should be
struct Shelf: Sendable {
    let root: String
    let files: any FileOperations

    var lock: String { "\(root)/lock" }
    var salt: String { "\(root)/store.json" }
    var temporaries: String { "\(root)/tmp" }
    var modules: String { "\(root)/modules" }
    var workers: String { "\(root)/workers" }
    var quarantine: String { "\(root)/quarantine" }

    func module(_ digest: ModuleDigest) -> String { "\(modules)/\(digest).wasm" }
    func worker(_ name: WorkerName) -> String { "\(workers)/\(name)" }
    func versions(of name: WorkerName) -> String { "\(worker(name))/versions" }
    func version(_ number: VersionNumber, of name: WorkerName) -> String {
        "\(versions(of: name))/\(number.value).json"
    }
    func state(of name: WorkerName) -> String { "\(worker(name))/state.json" }
    func spareState(of name: WorkerName) -> String { "\(worker(name))/state.spare.json" }

    static func digest(fileName: String) -> ModuleDigest? {
        fileName.hasSuffix(".wasm") ? ModuleDigest(text: fileName.dropLast(5)) : nil
    }

    static func version(fileName: String) -> VersionNumber? {
        fileName.hasSuffix(".json") ? VersionNumber(text: "v" + fileName.dropLast(5)) : nil
    }

    /// What is there now, to be put back if the last step fails.
    enum Before {
        case nothing
        case bytes([UInt8])
        /// Whatever it is, the new one is as good.
        case anything
    }

    /// Why a file was not placed.
    struct Problem: Error {
        var reason: FileProblem
        /// Everything is as before. Otherwise nobody knows what a crash would leave: the old or the new.
        var isUndone: Bool
    }

    /// Puts a file where it is found, at once and for good: written aside, on the disk, renamed, the name on the disk.
    ///
    func place(
        _ bytes: [UInt8], at target: String, in directory: String, before: Before, temporary: Int
    ) throws(Problem) {
        do throws(FileProblem) {
            try putAtOnce(bytes, at: target, temporary: temporary, isSynced: true)
        } catch {
            throw Problem(reason: error, isUndone: true)
        }
        do throws(FileProblem) {
            try files.syncDirectory(directory)
        } catch {
            throw Problem(reason: error, isUndone: undo(target, in: directory, before: before, temporary: temporary))
        }
    }

    /// As `place`, but neither bytes nor name are waited for.
    func putAtOnce(_ bytes: [UInt8], at target: String, temporary: Int, isSynced: Bool) throws(FileProblem) {
        let path = "\(temporaries)/\(temporary)"
        do throws(FileProblem) {
            let file = try files.create(path)
            do throws(FileProblem) {
                try files.write(bytes, to: file, at: path)
                if isSynced { try files.sync(file, at: path) }
            } catch {
                files.close(file)
                throw error
            }
            files.close(file)
            try files.rename(path, to: target)
        } catch {
            // What stays goes at the next opening.
            try? files.remove(path)
            throw error
        }
    }

    private func undo(_ target: String, in directory: String, before: Before, temporary: Int) -> Bool {
        do throws(FileProblem) {
            switch before {
            case .nothing: try files.remove(target)
            case .bytes(let bytes): try putAtOnce(bytes, at: target, temporary: temporary, isSynced: true)
            case .anything: return true
            }
        } catch {
            return false
        }
        try? files.syncDirectory(directory)
        return true
    }

    /// A directory that is there after a crash too.
    func makeDirectory(_ path: String, in parent: String) throws(FileProblem) {
        _ = try files.makeDirectory(path)
        try files.syncDirectory(parent)
    }
}
