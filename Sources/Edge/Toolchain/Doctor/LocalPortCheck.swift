/// Ports on this side of connections to origins. One origin's address can have as many connections as there are of them.
package struct LocalPortCheck: Sendable {
    /// The most connections to one origin, all loops together.
    package var wanted: Int
    /// `net.ipv4.ip_local_port_range`; nil: unknown.
    package var range: ClosedRange<Int>?

    package init(wanted: Int, range: ClosedRange<Int>?) {
        self.wanted = wanted
        self.range = range
    }

    package var finding: Finding {
        let subject = "local ports"
        guard let range, range.count < wanted else {
            return Finding(.ok, subject, "\(range.map { "\($0.count)" } ?? "enough"), \(wanted) needed at most")
        }
        return Finding(
            .warning, subject,
            "\(range.count) (\(range.lowerBound) to \(range.upperBound)); \(wanted) connections to one origin are configured",
            fix: "sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"    # or lower connections of the origin")
    }
}
