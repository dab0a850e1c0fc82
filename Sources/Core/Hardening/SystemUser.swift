internal import Glibc

/// A user and a group of this system, to run as.
///
/// A value. Becoming one is for the process's beginning, and for good.
package struct SystemUser: Sendable, Equatable, CustomStringConvertible {
    /// As the operator wrote it.
    package let name: String
    package let user: UInt32
    package let group: UInt32

    /// Looks up "name" or "name:group"; numbers stand for themselves. Without a group it is the user's own.
    package init(_ text: String) throws(HardeningError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        name = text
        let found = Self.user(parts[0])
        guard let user = found?.user ?? UInt32(parts[0]) else {
            throw HardeningError("user \"\(parts[0])\"", reason: "there is none of that name")
        }
        self.user = user
        if parts.count > 1 {
            guard let group = Self.group(parts[1]) ?? UInt32(parts[1]) else {
                throw HardeningError("group \"\(parts[1])\"", reason: "there is none of that name")
            }
            self.group = group
        } else if let group = found?.group {
            self.group = group
        } else {
            throw HardeningError(
                "user \"\(text)\"", reason: "a number that is no user of this system needs a group: \"\(text):\(text)\""
            )
        }
    }

    package var description: String { "\(name) (\(user):\(group))" }

    /// Whether the process runs as this user already.
    package var isCurrent: Bool { geteuid() == user && getuid() == user && getegid() == group && getgid() == group }

    /// Gives up all that the process has as root: its user, its group, supplementary groups, capabilities. Then tries to
    /// get it back, and throws where that works.
    ///
    /// Where it is this user already it gives up its capabilities; groups stay, which only root may give up. All threads;
    /// capabilities of the calling one.
    package func become() throws(HardeningError) {
        if isCurrent, user != 0 { return try Privileges.dropCapabilities() }
        guard geteuid() == 0 else {
            throw HardeningError(
                "become \(self)", reason: "only root may; this process runs as user \(geteuid()), group \(getegid())")
        }
        try HardeningError.check(setgroups(0, nil), "setgroups")
        try HardeningError.check(setgid(group), "setgid \(group)")
        try HardeningError.check(setuid(user), "setuid \(user)")
        try verify()
    }

    private func verify() throws(HardeningError) {
        guard isCurrent, getgroups(0, nil) == 0 else {
            throw HardeningError("become \(self)", reason: "the system did not do it")
        }
        if user == 0 { return }
        let capabilities = ProcessStatus.current()?.capabilities ?? 0
        guard setuid(0) != 0, seteuid(0) != 0, capabilities == 0 else {
            throw HardeningError(
                "become \(self)", reason: "root's power came along (capabilities \(String(capabilities, radix: 16)))")
        }
    }

    // MARK: looking up

    private static func user(_ name: String) -> (user: UInt32, group: UInt32)? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
            guard unsafe getpwnam_r(name, &entry, buffer.baseAddress!, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe (entry.pw_uid, entry.pw_gid)
        }
    }

    private static func group(_ name: String) -> UInt32? {
        var entry = unsafe Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
            guard unsafe getgrnam_r(name, &entry, buffer.baseAddress!, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe entry.gr_gid
        }
    }

    /// A group's line lists its members: some of the largest there are.
    private static let bufferBytes = 256 << 10
}
