internal import CLinux
internal import Glibc

/// What the process gives up for good, for all threads that it has or will have.
package enum Privileges {
    /// No program that this process starts gets more than it has: set-user-ID bits and file capabilities count for
    /// nothing. `prctl(PR_SET_NO_NEW_PRIVS)`; this thread and those that it starts.
    package static func gainNoMore() throws(HardeningError) {
        try HardeningError.check(swiftlet_set_no_new_privileges(), "no_new_privs")
    }

    /// Gives up every capability, also those that a service manager passes on to users other than root (`AmbientCapabilities`).
    /// This thread and those that it starts.
    static func dropCapabilities() throws(HardeningError) {
        try HardeningError.check(swiftlet_drop_capabilities(), "drop capabilities")
    }

    /// No image of the memory, with its keys and secrets, is written when the process crashes, and no process of the same
    /// user may look into it (`ptrace`, /proc/PID/mem and /proc/PID/environ).
    package static func leaveNoCore() throws(HardeningError) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        try HardeningError.check(
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none), "set the limit of core dumps")
        // A core that goes to a program (core_pattern begins with a pipe) is beyond that limit.
        try HardeningError.check(swiftlet_set_dumpable(0), "forbid core dumps")
    }

    /// Erases a variable of the process's environment where it stands, so that neither children nor /proc/PID/environ
    /// show it, and removes it.
    ///
    /// At start, before there are other threads.
    package static func erase(variable name: String) {
        guard let value = unsafe getenv(name) else { return }
        unsafe explicit_bzero(value, strlen(value))
        unsafe unsetenv(name)
    }
}
