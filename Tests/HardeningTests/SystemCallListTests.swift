import CSeccomp
import Testing

@testable import Hardening

@Suite struct SystemCallListTests {
    /// Names that this architecture has never had stand for their successors.
    private func isKnown(_ name: String) -> Bool {
        unsafe seccomp_syscall_resolve_name(name) != __NR_SCMP_ERROR
    }

    @Test("every name is one that libseccomp knows, and stands there once")
    func names() {
        let all =
            SystemCallFilter.allowed + SystemCallFilter.allowedWith.map(\.name) + SystemCallFilter.absent
        for name in all where name != "futex_waitv" && name != "epoll_pwait2" { #expect(isKnown(name), "\(name)") }
        #expect(Set(all).count == all.count)
    }

    @Test(
        "what starts programs, touches other processes or changes the system is not on the list",
        arguments: [
            "execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "kill", "tkill",
            "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "init_module", "finit_module", "kexec_load",
            "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key", "open_by_handle_at",
            "setuid", "setgid", "setgroups", "setresuid", "capset", "chmod", "fchmod", "chown", "fchown", "link",
            "symlink", "mknod", "reboot", "swapon", "acct", "personality", "socketpair", "pidfd_getfd", "modify_ldt",
        ])
    func forbidden(name: String) {
        #expect(!SystemCallFilter.allowed.contains(name))
        #expect(!SystemCallFilter.allowedWith.contains { $0.name == name })
    }

    @Test("what is only let through under conditions is let through under no others")
    func conditions() {
        for (name, alternatives) in SystemCallFilter.allowedWith {
            #expect(!SystemCallFilter.allowed.contains(name))
            #expect(!alternatives.isEmpty && alternatives.allSatisfy { !$0.isEmpty })
        }
    }
}
