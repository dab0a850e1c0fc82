internal import Glibc

/// Tells when the sources of packages change: inotify over their directories and those of their path dependencies.
///
/// Owned by whoever waits; one thread calls `next`, any thread may call `stop`. It ends with its last reference. What an
/// editor does to save one file (a new file beside it, renames, a backup) is one change.
@safe package final class SourceWatch: @unchecked Sendable {
    // Sendable: the thread that calls `next` has everything but `wake`, which never changes.

    /// What is watched; its place in the list names it in a `Change`.
    package enum Root: Sendable {
        /// Everything that a package is built of.
        case package(String)
        /// One file, which need not exist.
        case file(String)
    }

    package struct Change: Sendable {
        /// Which roots, by their place in the list.
        package var roots: Set<Int>
        /// Some of the files, for people.
        package var files: [String]
        /// When the first of it was seen.
        package var seen: ContinuousClock.Instant
    }

    /// A save's events come within less.
    private static let quietMilliseconds: Int32 = 8
    /// Somebody who writes without pause is not waited for any longer.
    private static let burstMax = Duration.milliseconds(150)
    private static let filesShown = 8
    private static let directoriesMax = 20_000

    private let roots: [Root]
    private let events: Int32
    /// A pipe: a byte in it ends the watching.
    private let wake: [Int32]
    private var directories: [Int32: Watched] = [:]

    /// A directory that is watched, and for whom.
    private struct Watched {
        var path: String
        /// Roots that any source in it belongs to.
        var packages: Set<Int> = []
        /// Roots that are one file in it.
        var files: [String: Set<Int>] = [:]
        /// The first level of a package, where tests lie apart.
        var isTop = false
    }

    /// - Throws: `.system` when the system allows no more watches; the message says which setting to raise.
    package init(_ roots: [Root]) throws(ToolchainError) {
        self.roots = roots
        events = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        var ends: [Int32] = [-1, -1]
        if events >= 0 { _ = unsafe pipe(&ends) }
        wake = ends
        guard ends[1] >= 0 else { throw Self.refusal(errno, "start watching") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        for index in roots.indices { try watch(index) }
    }

    deinit {
        for descriptor in [events] + wake where descriptor >= 0 { close(descriptor) }
    }

    /// Waits for the next change; nil after `stop`.
    package func next() throws(ToolchainError) -> Change? {
        var change: Change?
        while true {
            var wait: Int32 = -1
            if let change {
                guard ContinuousClock.now - change.seen < Self.burstMax else { return change }
                wait = Self.quietMilliseconds
            }
            guard let isReadable = poll(wait) else { return nil }
            guard isReadable else { return change }
            try readEvents(into: &change)
        }
    }

    /// Ends the watching: `next` returns nil.
    package func stop() {
        var byte: UInt8 = 0
        _ = unsafe write(wake[1], &byte, 1)
    }

    /// Whether there are events; nil: it was stopped.
    private func poll(_ milliseconds: Int32) -> Bool? {
        var descriptors = [
            pollfd(fd: events, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake[0], events: Int16(POLLIN), revents: 0),
        ]
        let count = unsafe Glibc.poll(&descriptors, 2, milliseconds)
        if descriptors[1].revents != 0 { return nil }
        return count > 0 && descriptors[0].revents != 0
    }

    // MARK: events

    private func readEvents(into change: inout Change?) throws(ToolchainError) {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe read(events, &bytes, bytes.count)
        guard count > 0 else { return }
        var position = 0
        while position + Self.headBytes <= count {
            let (descriptor, mask, nameBytes) = unsafe bytes.withUnsafeBytes { raw in
                unsafe (
                    raw.loadUnaligned(fromByteOffset: position, as: Int32.self),
                    raw.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self),
                    Int(raw.loadUnaligned(fromByteOffset: position + 12, as: UInt32.self))
                )
            }
            position += Self.headBytes
            let padded = bytes[position..<min(count, position + nameBytes)]
            let name = String(decoding: padded.prefix { $0 != 0 }, as: UTF8.self)
            position += nameBytes
            try take(descriptor, mask, name, &change)
        }
    }

    /// `struct inotify_event` without the name.
    private static let headBytes = 16

    private func take(
        _ descriptor: Int32, _ mask: UInt32, _ name: String, _ change: inout Change?
    ) throws(ToolchainError) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // What was lost is not known: everything may have changed, directories may be new.
            for index in roots.indices { try watch(index) }
            return note(Set(roots.indices), "", &change)
        }
        if mask & UInt32(IN_IGNORED) != 0 {
            directories[descriptor] = nil
            return
        }
        guard let directory = directories[descriptor], !name.isEmpty else { return }
        let path = directory.path + "/" + name
        if let files = directory.files[name] { note(files, path, &change) }
        guard !directory.packages.isEmpty else { return }
        if mask & UInt32(IN_ISDIR) != 0 {
            guard SourceNames.isEntered(name, atTop: directory.isTop) else { return }
            if mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0 {
                // Files may have been made in it before it was watched.
                for index in directory.packages { try enter(path, index, isTop: false) }
            } else {
                leave(path)
            }
            return note(directory.packages, path, &change)
        }
        guard SourceNames.isSource(name) else { return }
        // A file that is being made is not there yet: its end is told. A link is made at once.
        if mask & UInt32(IN_CREATE) != 0, !Self.isLink(path) { return }
        note(directory.packages, path, &change)
        if name == "Package.swift" {
            // It may name other path dependencies now.
            for index in directory.packages { try watch(index) }
        }
    }

    private func note(_ roots: Set<Int>, _ path: String, _ change: inout Change?) {
        var noted = change ?? Change(roots: [], files: [], seen: .now)
        noted.roots.formUnion(roots)
        if !path.isEmpty, noted.files.count < Self.filesShown, !noted.files.contains(path) { noted.files.append(path) }
        change = noted
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1
    }

    // MARK: directories

    private func watch(_ index: Int) throws(ToolchainError) {
        switch roots[index] {
        case .package(let directory):
            for directory in PathDependencies.all(of: directory) { try enter(directory, index, isTop: true) }
        case .file(let path):
            let slash = path.lastIndex(of: "/") ?? path.startIndex
            let parent = path[..<slash]
            guard let descriptor = try add(parent.isEmpty ? "/" : String(parent)) else { return }
            directories[descriptor]?.files[String(path[slash...].dropFirst()), default: []].insert(index)
        }
    }

    /// Watches a directory and those in it.
    private func enter(_ path: String, _ index: Int, isTop: Bool) throws(ToolchainError) {
        guard directories.count < Self.directoriesMax, let descriptor = try add(path) else { return }
        directories[descriptor]?.packages.insert(index)
        if isTop { directories[descriptor]?.isTop = true }
        for name in Directory.directories(in: path) where SourceNames.isEntered(name, atTop: isTop) {
            try enter(path + "/" + name, index, isTop: false)
        }
    }

    /// A directory was moved away: its watches would tell paths that are not true any more.
    private func leave(_ path: String) {
        for (descriptor, directory) in directories
        where directory.path == path || directory.path.hasPrefix(path + "/") {
            _ = inotify_rm_watch(events, descriptor)
            directories[descriptor] = nil
        }
    }

    /// Nil: it is no directory, or one that may not be read.
    private func add(_ path: String) throws(ToolchainError) -> Int32? {
        let mask =
            UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM)
            | UInt32(IN_DELETE) | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)
        let descriptor = unsafe inotify_add_watch(events, path, mask)
        guard descriptor >= 0 else {
            if errno == ENOSPC || errno == ENOMEM { throw Self.refusal(errno, "watch \(path)") }
            return nil
        }
        if directories[descriptor] == nil { directories[descriptor] = Watched(path: path) }
        return descriptor
    }

    static func refusal(_ code: Int32, _ what: String) -> ToolchainError {
        let hint =
            switch code {
            case ENOSPC: ": the limit of watches is reached; raise it: sudo sysctl fs.inotify.max_user_watches=1048576"
            case EMFILE: ": the limit of watchers is reached; raise it: sudo sysctl fs.inotify.max_user_instances=1024"
            default: ""
            }
        return ToolchainError(.system, "cannot \(what): \(unsafe String(cString: strerror(code)))\(hint)")
    }
}
