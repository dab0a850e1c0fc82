extension Shelf {
    /// Moves a file out of the way, where it can be looked at. What to say of it.
    func moveAside(_ path: String, because reason: String, _ contents: inout StoreContents) throws(FileProblem)
        -> String
    {
        var names = try files.names(in: quarantine)
        let number = contents.nextAside(after: names)
        let original = path.dropFirst(root.count + 1).map { $0 == "/" ? "_" : $0 }
        // A file's name has at most 255 bytes, and what strangers put here may have that many already.
        let name = "\(number)-" + String(decoding: String(original).utf8.suffix(200), as: UTF8.self)
        try files.rename(path, to: "\(quarantine)/\(name)")
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
