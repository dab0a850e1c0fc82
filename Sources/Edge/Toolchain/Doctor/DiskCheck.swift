/// Free space where something is written.
package struct DiskCheck: Sendable {
    /// What is written there.
    package var purpose: String
    package var path: String
    /// For this user; nil: it cannot be told.
    package var freeBytes: UInt64?
    /// What one use of it takes: less is a failure, less than ten times that a warning.
    package var neededBytes: UInt64

    package init(purpose: String, path: String, freeBytes: UInt64?, neededBytes: UInt64) {
        self.purpose = purpose
        self.path = path
        self.freeBytes = freeBytes
        self.neededBytes = neededBytes
    }

    package var finding: Finding {
        let subject = "disk space"
        guard let freeBytes else {
            return Finding(.warning, subject, "\(purpose): \(path) cannot be looked at", fix: "ls -ld \(path)")
        }
        let level: Finding.Level = freeBytes < neededBytes ? .failed : freeBytes / 10 < neededBytes ? .warning : .ok
        let text = "\(purpose): \(Self.text(freeBytes)) free in \(path)"
        guard level != .ok else { return Finding(.ok, subject, text) }
        return Finding(
            level, subject, "\(text), \(Self.text(neededBytes)) needed each time",
            fix: "df -h \(path)    # then make room on that file system")
    }

    private static func text(_ bytes: UInt64) -> String {
        bytes >= 10 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
    }
}
