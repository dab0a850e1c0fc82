internal import Glibc
import Hardening
import Loop
import Server
import Toolchain

/// What the server would give up before it accepts its first connection, and what this system lacks for that.
extension Examination {
    var walls: [Finding] {
        let hardening = config.hardening
        return [
            UserCheck(
                user: config.user?.description, isCurrent: config.user?.isCurrent == true, isRoot: geteuid() == 0,
                isConfigured: isConfigured
            ).finding,
            privileges,
            SystemCallCheck(
                mode: hardening.seccomp.rawValue, isAvailable: SystemCallFilter.isAvailable,
                allowed: SystemCallFilter.allowedCount, isRequired: hardening.required
            ).finding,
            LandlockCheck(
                isEnabled: hardening.landlock, version: Landlock.version, portsVersion: Landlock.Version.ports,
                isRequired: hardening.required
            ).finding,
            CoreDumpCheck(
                isAllowed: hardening.coreDumps, pattern: SystemProbe.firstLine("/proc/sys/kernel/core_pattern")
            ).finding,
        ]
    }

    private var privileges: Finding {
        if config.hardening.noNewPrivileges {
            return Finding(.ok, "no_new_privs", "set: nothing that it starts gets more rights")
        }
        return Finding(
            .warning, "no_new_privs", "off: a program that it starts may get more rights than it has",
            fix: "remove hardening.no_new_privileges from the configuration")
    }

    // MARK: connections

    var kernel: Finding { KernelCheck(release: SystemProbe.firstLine("/proc/sys/kernel/osrelease")).finding }

    var sockets: [Finding] {
        [
            BacklogCheck(wanted: Int(TCPListener.backlog), allowed: SystemProbe.setting("net/core/somaxconn")).finding,
            LocalPortCheck(
                wanted: config.threads * (config.origins.map(\.connectionsMax).max() ?? 0),
                range: SystemProbe.localPorts
            ).finding,
        ]
    }
}
