internal import Glibc

/// Every file that a package's module is made from, with the mark that tells whether it was written since: the package's
/// own sources and those of the packages that it names by path. What was fetched does not change.
///
/// A value, as of one moment. Kept beside the module, so that the next build knows what changed.
struct SourceTree: Equatable {
    /// Directories that are looked through, sorted.
    var roots: [String]
    /// "bytes nanoseconds" by path.
    var files: [String: String]

    /// The directories at the top of packages that have something which the build reads; packages themselves where it
    /// reads files at their top (a target whose path is "."): others may come beside them.
    static func roots(_ manifest: BuildManifest, scratch: String) -> [String] {
        var roots: Set<String> = []
        for command in manifest.commands where command.name.hasPrefix("C.") || command.name.hasSuffix(".o") {
            for input in command.inputs where input.hasPrefix("/") && !input.hasPrefix(scratch + "/") {
                guard let package = Self.package(of: input) else { continue }
                let rest = input.dropFirst(package.count + 1)
                roots.insert(rest.firstIndex(of: "/").map { "\(package)/\(rest[..<$0])" } ?? package)
            }
        }
        // What is in a package is not looked through twice.
        return roots.filter { root in !roots.contains { root.hasPrefix($0 + "/") } }.sorted()
    }

    init(roots: [String], files: [String: String]) {
        self.roots = roots
        self.files = files
    }

    init(roots: [String]) {
        self.init(roots: roots, files: [:])
        for root in roots {
            add(root)
            guard let slash = root.lastIndex(of: "/") else { continue }
            let package = String(root[..<slash])
            for name in Directory.entries(package) where name.hasPrefix("Package") { add("\(package)/\(name)") }
        }
    }

    /// Files written since `moment` count as changed whatever is found later: a build may have read them before.
    mutating func distrust(since moment: Int) {
        // SwiftPM itself writes Package.resolved while it builds.
        for (path, mark) in files where !path.hasSuffix("/Package.resolved") {
            guard let modified = mark.split(separator: " ").last.flatMap({ Int($0) }), modified >= moment else {
                continue
            }
            files[path] = "0 0"
        }
    }

    /// Paths of files that are other than in `old`; nil: files came, went, or the roots are others.
    func changes(since old: SourceTree) -> Set<String>? {
        guard roots == old.roots, files.count == old.files.count else { return nil }
        var changed: Set<String> = []
        for (path, mark) in files {
            guard let before = old.files[path] else { return nil }
            if before != mark { changed.insert(path) }
        }
        return changed
    }

    private mutating func add(_ path: String) {
        guard let status = FileStatus(path) else { return }
        if status.isFile {
            files[path] = "\(status.bytes) \(status.modified)"
        } else if status.isDirectory, !Self.leadsUp(path) {
            // Editors' copies (.swp, ~) are no sources.
            for name in Directory.entries(path) where !name.hasPrefix(".") && !name.hasSuffix("~") {
                add("\(path)/\(name)")
            }
        }
    }

    /// A link to a directory that it is in: a way without an end.
    private static func leadsUp(_ path: String) -> Bool {
        guard let target = Directory.resolved(path), let slash = path.lastIndex(of: "/"),
            let place = Directory.resolved(String(path[..<slash]))
        else { return false }
        return (place + "/").hasPrefix(target == "/" ? "/" : target + "/")
    }

    /// The nearest directory above with a Package.swift.
    private static func package(of file: String) -> String? {
        var directory = file[...]
        while let slash = directory.lastIndex(of: "/") {
            directory = directory[..<slash]
            if FileStatus("\(directory)/Package.swift")?.isFile == true { return String(directory) }
        }
        return nil
    }

    // MARK: On disk

    /// A line for each root and file, which begin with `kind`.
    func text(_ kind: String) -> String {
        var lines = roots.map { "\(kind) root \($0)" }
        for (path, mark) in files.sorted(by: { $0.key < $1.key }) { lines.append("\(kind) file \(mark) \(path)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// From lines of this kind; nil: damaged.
    init?(text: String, kind: String) {
        self.init(roots: [], files: [:])
        for line in text.split(separator: "\n") where line.hasPrefix(kind + " ") {
            let parts = line.split(separator: " ", maxSplits: 4)
            if parts.count >= 3, parts[1] == "root" {
                roots.append(String(line.dropFirst("\(kind) root ".count)))
            } else if parts.count == 5, parts[1] == "file" {
                files[String(parts[4])] = "\(parts[2]) \(parts[3])"
            } else {
                return nil
            }
        }
    }
}
