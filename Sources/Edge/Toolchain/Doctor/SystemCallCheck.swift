/// The filter of system calls that the server would put up.
package struct SystemCallCheck: Sendable {
    /// `hardening.seccomp`.
    package var mode: String
    package var isAvailable: Bool
    /// System calls that are left.
    package var allowed: Int
    /// `hardening.required`.
    package var isRequired: Bool

    package init(mode: String, isAvailable: Bool, allowed: Int, isRequired: Bool) {
        self.mode = mode
        self.isAvailable = isAvailable
        self.allowed = allowed
        self.isRequired = isRequired
    }

    package var finding: Finding {
        let subject = "seccomp"
        if mode == "off" {
            return Finding(
                .warning, subject, "off: the process may make any system call",
                fix: "remove hardening.seccomp from the configuration")
        }
        guard isAvailable else {
            return Finding(
                isRequired ? .failed : .warning, subject, "this kernel does not filter system calls",
                fix:
                    "a kernel with CONFIG_SECCOMP_FILTER (Debian's have it); in a container: a profile that allows seccomp"
            )
        }
        if mode == "log" {
            return Finding(
                .warning, subject, "log: what is not among \(allowed) system calls is made all the same",
                fix: "remove hardening.seccomp from the configuration")
        }
        return Finding(.ok, subject, "enforce: \(allowed) system calls are left")
    }
}
