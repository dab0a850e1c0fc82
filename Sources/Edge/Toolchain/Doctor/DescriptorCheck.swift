/// File descriptors: each connection of a client or to an origin is one, and each version of a worker that is ready, whose
/// memory image wasmtime maps anew from a file in memory whenever a slot changes to it: it stays open as long as the
/// version. The server raises its soft limit to the hard one.
package struct DescriptorCheck: Sendable {
    /// Connections of clients, `limits.connections`.
    package var clients: Int
    /// Connections to origins, all loops together.
    package var origins: Int
    /// Versions of workers that are ready at once.
    package var versions: Int
    /// The hard limit; nil: none.
    package var hard: UInt64?

    package init(clients: Int, origins: Int, versions: Int, hard: UInt64?) {
        self.clients = clients
        self.origins = origins
        self.versions = versions
        self.hard = hard
    }

    /// Listeners, loops, log files, what the libraries keep open.
    private static let beside = 100

    package var finding: Finding {
        let needed = clients + origins + versions + Self.beside
        let subject = "open files"
        guard let hard, hard < UInt64(needed) else {
            return Finding(.ok, subject, "\(hard.map { "\($0) allowed" } ?? "no limit"), \(needed) needed at most")
        }
        return Finding(
            .warning, subject,
            "\(hard) allowed; \(clients) connections of clients, \(origins) to origins and \(versions) versions of workers "
                + "may need \(needed)",
            fix: "ulimit -Hn \(needed)    # as root, in the shell that starts it; systemd: LimitNOFILE=\(needed)")
    }
}
