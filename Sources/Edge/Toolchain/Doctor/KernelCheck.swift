/// The kernel: what the server is tried with begins at Debian 12's.
package struct KernelCheck: Sendable {
    /// "6.1.0-18-amd64"; nil: unknown.
    package var release: String?

    package init(release: String?) { self.release = release }

    /// What is needed beside files and sockets: `memfd_create` and `MADV_DONTNEED` for isolates, `eventfd` for loops.
    private static let least = "5.10"

    package var finding: Finding {
        let subject = "kernel"
        let fix = "a later kernel: apt-get install linux-image-amd64"
        guard let release, let version = Version(String(release.prefix { $0.isNumber || $0 == "." })),
            let least = Version(Self.least)
        else { return Finding(.warning, subject, "its version cannot be told", fix: fix) }
        guard version >= least else {
            return Finding(
                .warning, subject, "Linux \(release); \(Self.least) or later is what it is made for", fix: fix)
        }
        return Finding(.ok, subject, "Linux \(release)")
    }
}
