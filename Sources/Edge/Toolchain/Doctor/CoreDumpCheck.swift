/// Whether a crash would leave the memory, with its keys and secrets, on a disk.
package struct CoreDumpCheck: Sendable {
    /// `hardening.core_dumps`.
    package var isAllowed: Bool
    /// The kernel's `core_pattern`; nil: unknown.
    package var pattern: String?

    package init(isAllowed: Bool, pattern: String?) {
        self.isAllowed = isAllowed
        self.pattern = pattern
    }

    package var finding: Finding {
        let subject = "core dumps"
        guard isAllowed else { return Finding(.ok, subject, "none, whatever core_pattern says") }
        let place = pattern.map { $0.hasPrefix("|") ? "are handed to \($0.dropFirst())" : "are written to \($0)" }
        return Finding(
            .warning, subject, "allowed, and hold keys and secrets; they \(place ?? "go where core_pattern says")",
            fix: "remove hardening.core_dumps from the configuration")
    }
}
