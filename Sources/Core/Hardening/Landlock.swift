internal import CLinux
internal import Glibc

/// The kernel's own sandbox: which files this process may open, which TCP ports it may use. landlock(7).
///
/// A list of rules, made at start. What is opened before stays open: it is opening that is checked.
package struct Landlock: Sendable {
    /// What may be done with all that lies at or below a path.
    package enum Access: Int, Sendable, Comparable {
        case read
        /// Reading, writing, making and removing files; directories stay as they are.
        case write
        /// The same, and directories are made and removed, files moved from one to another.
        case manage

        package static func < (one: Access, other: Access) -> Bool { one.rawValue < other.rawValue }
    }

    package struct FileRule: Sendable, Equatable {
        package let path: String
        package let access: Access
    }

    /// In the order of `allow`; none twice.
    package private(set) var files: [FileRule] = []
    /// Sorted; none twice.
    package private(set) var ports: [UInt16] = []

    package init() {}

    /// A path that is not there when the rules come into force is left out. A rule holds for the file or directory that
    /// is there then, whatever stands at the path later.
    package mutating func allow(_ path: String, _ access: Access) {
        if files.contains(where: { $0.path == path && $0.access >= access }) { return }
        files.append(FileRule(path: path, access: access))
    }

    /// Connections to that TCP port of any machine.
    package mutating func allow(port: UInt16) {
        guard !ports.contains(port) else { return }
        ports.append(port)
        ports.sort()
    }

    /// The version that the kernel has in force; 0: none.
    package static var version: Int { max(0, Int(swiftlet_landlock_version())) }

    /// From which version on what is limited.
    package enum Version {
        package static let truncation = 3
        package static let ports = 4
        package static let devices = 5
        package static let scopes = 6
    }

    /// From now on this thread, and those that it starts, may do what the rules say and no more. For good.
    ///
    /// `no_new_privs` must be set, or the process be root's. Threads that are there already stay free.
    package func restrict() throws(HardeningError) {
        let version = Self.version
        guard version > 0 else { throw HardeningError("Landlock", code: errno) }
        var ruleset = swiftlet_landlock_ruleset(files: Right.all(version), network: 0, scopes: 0)
        var size = MemoryLayout<UInt64>.size
        if version >= Version.ports {
            ruleset.network = Right.bind | Right.connect
            size += MemoryLayout<UInt64>.size
        }
        if version >= Version.scopes {
            ruleset.scopes = Right.abstractSockets | Right.signals
            size += MemoryLayout<UInt64>.size
        }
        let descriptor = unsafe swiftlet_landlock_create(&ruleset, size)
        try HardeningError.check(descriptor, "make Landlock's rules")
        defer { close(descriptor) }
        for rule in files { try add(rule, to: descriptor, handled: ruleset.files) }
        if version >= Version.ports {
            for port in ports {
                var rule = swiftlet_landlock_port(allowed: Right.connect, port: UInt64(port))
                try HardeningError.check(
                    unsafe swiftlet_landlock_add_port(descriptor, &rule), "a Landlock rule for port \(port)")
            }
        }
        try HardeningError.check(swiftlet_landlock_restrict(descriptor), "put Landlock's rules in force")
    }

    private func add(_ file: FileRule, to ruleset: Int32, handled: UInt64) throws(HardeningError) {
        let place = unsafe open(file.path, Int32(SWIFTLET_O_PATH) | O_CLOEXEC)
        // What this user cannot reach needs no permission.
        guard place >= 0 else { return }
        // The kernel makes files of /proc anew when it has forgotten them, and the rule is for the old ones: those stay in
        // use, for good.
        defer { if !file.path.hasPrefix("/proc/") { close(place) } }
        var status = stat()
        guard unsafe fstat(place, &status) == 0 else { return }
        var rights =
            switch file.access {
            case .read: Right.reading
            case .write: Right.writing
            case .manage: Right.managing
            }
        // Rights on directories are refused for what is none.
        if status.st_mode & S_IFMT != S_IFDIR { rights &= Right.ofFiles }
        var rule = swiftlet_landlock_path(allowed: rights & handled, parent: place)
        try HardeningError.check(
            unsafe swiftlet_landlock_add_path(ruleset, &rule), "a Landlock rule for \(file.path)")
    }

    /// Bits of linux/landlock.h.
    private enum Right {
        static let execute: UInt64 = 1 << 0
        static let writeFile: UInt64 = 1 << 1
        static let readFile: UInt64 = 1 << 2
        static let readDirectory: UInt64 = 1 << 3
        static let removeDirectory: UInt64 = 1 << 4
        static let removeFile: UInt64 = 1 << 5
        static let makeDirectory: UInt64 = 1 << 7
        static let makeFile: UInt64 = 1 << 8
        static let moveElsewhere: UInt64 = 1 << 13
        static let truncate: UInt64 = 1 << 14
        static let device: UInt64 = 1 << 15

        static let bind: UInt64 = 1 << 0
        static let connect: UInt64 = 1 << 1

        static let abstractSockets: UInt64 = 1 << 0
        static let signals: UInt64 = 1 << 1

        static let reading = readFile | readDirectory
        static let writing = reading | writeFile | removeFile | makeFile | truncate
        static let managing = writing | removeDirectory | makeDirectory | moveElsewhere
        static let ofFiles = execute | writeFile | readFile | truncate | device

        /// All that a version can forbid: the first 13, moving to another directory, truncating, devices' ioctls.
        static func all(_ version: Int) -> UInt64 {
            let count = version == 1 ? 13 : version == 2 ? 14 : version < Version.devices ? 15 : 16
            return (1 << count) - 1
        }
    }
}
