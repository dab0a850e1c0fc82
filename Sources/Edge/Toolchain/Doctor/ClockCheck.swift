/// The system's clock: certificates are judged by it.
package struct ClockCheck: Sendable {
    /// Seconds since 1970.
    package var now: Int
    /// When this binary was written; nil: unknown.
    package var written: Int?

    package init(now: Int, written: Int?) {
        self.now = now
        self.written = written
    }

    /// Between machines that copy files to each other.
    private static let tolerance = 60 * 60

    package var finding: Finding {
        guard let written, now + Self.tolerance < written else {
            return Finding(.ok, "clock", "later than this binary")
        }
        let days = (written - now) / 86_400
        return Finding(
            .failed, "clock",
            "\(days > 0 ? "\(days) days" : "\((written - now) / 3600) hours") before this binary was "
                + "written: certificates will be refused",
            fix: "timedatectl set-ntp true")
    }
}
