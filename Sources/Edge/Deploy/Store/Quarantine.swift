internal import Glibc

extension Shelf {
    /// Moves a file out of the way, where it can be looked at. What to say of it.
    func moveAside(_ path: String, because reason: String, _ contents: inout StoreContents) throws(FileProblem)
        -> String
    {
        try putAside(path, because: reason, &contents) { (target, _) throws(FileProblem) in
            do throws(FileProblem) {
                try files.rename(path, to: target)
                return true
            } catch {
                // A link, a pipe, a socket: this process may not make one anywhere. There is nothing in it to be kept.
                guard [EPERM, EACCES, EXDEV].contains(error.code), isNoFile(path) else { throw error }
                try files.remove(path)
                return false
            }
        }
    }

    private func isNoFile(_ path: String) -> Bool {
        do throws(FileProblem) {
            _ = try files.size(of: path)
            return false
        } catch {
            return error.code == EINVAL
        }
    }

    /// As `moveAside`, but the file stays.
    func copyAside(
        _ path: String, _ bytes: [UInt8], because reason: String, _ contents: inout StoreContents
    ) throws(FileProblem) -> String {
        try putAside(path, because: reason, &contents) { (target, contents) throws(FileProblem) in
            try putAtOnce(bytes, at: target, temporary: contents.nextTemporary(), isSynced: true)
            return true
        }
    }

    /// `put`: false if there is nothing that could be kept.
    private func putAside(
        _ path: String, because reason: String, _ contents: inout StoreContents,
        _ put: (String, inout StoreContents) throws(FileProblem) -> Bool
    ) throws(FileProblem) -> String {
        var names = try files.names(in: quarantine)
        let number = contents.nextAside(after: names)
        let original = path.dropFirst(root.count + 1).map { $0 == "/" ? "_" : $0 }
        // A file's name has at most 255 bytes, and what strangers put here may have that many already.
        let name = "\(number)-" + String(decoding: String(original).utf8.suffix(200), as: UTF8.self)
        guard try put("\(quarantine)/\(name)", &contents) else { return "\(path): \(reason); it is removed" }
        try? files.syncDirectory(quarantine)
        var note = "\(path): \(reason); it is now \(quarantine)/\(name)"
        names.sort { (StoreContents.asideNumber($0) ?? 0, $0) < (StoreContents.asideNumber($1) ?? 0, $1) }
        for old in names.prefix(max(0, names.count + 1 - StoreLimits.quarantineMax)) {
            try? files.remove("\(quarantine)/\(old)")
            note += "; \(old) there was removed, the oldest of more than \(StoreLimits.quarantineMax)"
        }
        return note
    }
}
