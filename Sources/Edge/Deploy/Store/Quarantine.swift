extension Shelf {
    /// Moves a file out of the way, where it can be looked at. What to say of it.
    func moveAside(_ path: String, because reason: String, _ contents: inout StoreContents) throws(FileProblem)
        -> String
    {
        try putAside(path, because: reason, &contents) { (target, _) throws(FileProblem) in
            try files.rename(path, to: target)
        }
    }

    /// As `moveAside`, but the file stays.
    func copyAside(
        _ path: String, _ bytes: [UInt8], because reason: String, _ contents: inout StoreContents
    ) throws(FileProblem) -> String {
        try putAside(path, because: reason, &contents) { (target, contents) throws(FileProblem) in
            try putAtOnce(bytes, at: target, temporary: contents.nextTemporary(), isSynced: true)
        }
    }

    private func putAside(
        _ path: String, because reason: String, _ contents: inout StoreContents,
        _ put: (String, inout StoreContents) throws(FileProblem) -> Void
    ) throws(FileProblem) -> String {
        var names = try files.names(in: quarantine)
        let number = contents.nextAside(after: names)
        let original = path.dropFirst(root.count + 1).map { $0 == "/" ? "_" : $0 }
        // A file's name has at most 255 bytes, and what strangers put here may have that many already.
        let name = "\(number)-" + String(decoding: String(original).utf8.suffix(200), as: UTF8.self)
        try put("\(quarantine)/\(name)", &contents)
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
