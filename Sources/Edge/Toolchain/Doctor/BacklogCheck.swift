/// Connections that wait to be accepted: the kernel cuts what a server asks for down to its own limit.
package struct BacklogCheck: Sendable {
    /// What each loop's listener asks for.
    package var wanted: Int
    /// `net.core.somaxconn`; nil: unknown.
    package var allowed: Int?

    package init(wanted: Int, allowed: Int?) {
        self.wanted = wanted
        self.allowed = allowed
    }

    package var finding: Finding {
        let subject = "accept queue"
        guard let allowed, allowed < wanted else {
            return Finding(.ok, subject, "\(wanted) connections per loop may wait to be accepted")
        }
        return Finding(
            .warning, subject,
            "net.core.somaxconn is \(allowed): of \(wanted) connections that may wait, the rest is refused",
            fix: "sysctl -w net.core.somaxconn=\(wanted)    # and in /etc/sysctl.d/, for the next boot")
    }
}
