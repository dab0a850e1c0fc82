package import Hardening

extension Config {
    /// What the process gives up before it accepts its first connection; `[hardening]`.
    package struct Hardening: Sendable, Equatable {
        /// System calls that serving does not need. `seccomp`
        package var seccomp = SystemCallFilter.Mode.enforce
        /// Files and ports that the configuration does not name. `landlock`
        package var landlock = true
        /// What a program could gain by being started. `no_new_privileges`
        package var noNewPrivileges = true
        /// Images of the memory after a crash. `core_dumps`
        package var coreDumps = false
        /// The server does not start where one of these cannot be had. `required`
        package var required = false

        package init() {}
    }
}
