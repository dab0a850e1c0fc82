internal import CLinux
internal import CSeccomp
internal import Glibc

/// What serving needs of the kernel, and nothing else: no program is started, nobody's process but this one is touched,
/// nothing is mounted, traced, or loaded into the kernel, no socket but TCP, UDP and the routing table's is made.
///
/// How it was found: the tests against a running server with `hardening.seccomp = "log"`, and with strace. What happens at
/// every request stands here without conditions on arguments: the kernel answers such calls from a table of bits, without
/// running the filter.
extension SystemCallFilter {
    static let allowed =
        input + files + memory + threads + time + network
        // Who we are.
        + [
            "getuid", "geteuid", "getgid", "getegid", "getpid", "gettid", "getrandom", "uname", "getrlimit",
            "getrusage",
        ]

    private static let input = [
        "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "fcntl", "dup",
        // The loop.
        "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "poll", "ppoll", "eventfd2", "pipe2",
    ]

    /// Static files, the module cache, names and certificates; the store of deployed workers, which alone waits for the
    /// disk, takes a lock and removes a directory. Landlock says which files.
    private static let files = [
        "open", "openat", "stat", "lstat", "fstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
        "readlink", "readlinkat", "getdents64", "getcwd", "mkdir", "mkdirat", "rename", "renameat", "renameat2",
        "unlink", "unlinkat", "utimensat", "ftruncate", "fadvise64", "statfs", "fstatfs", "fsync", "flock",
        "rmdir",
    ]

    /// `memfd_create`: images of modules' memories.
    private static let memory = [
        "brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "memfd_create", "membarrier", "mincore",
    ]

    /// Their making is below. `restart_syscall`: what the kernel puts in place of a sleep that a signal broke.
    private static let threads = [
        "futex", "set_robust_list", "rseq", "set_tid_address", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
        "sigaltstack", "sched_yield", "sched_getaffinity", "getcpu", "exit", "exit_group", "restart_syscall",
    ]

    private static let time = [
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    ]

    /// `bind` is the name resolver's, for the routing table; Landlock refuses it for TCP.
    private static let network = [
        "accept", "accept4", "listen", "bind", "connect", "shutdown", "getsockname", "getpeername", "getsockopt",
        "setsockopt", "recvfrom", "recvmsg", "recvmmsg",
    ]

    /// TCP, UDP, and the routing table's, which says how far addresses are: Landlock knows TCP alone, and would not be asked
    /// about the ports of MPTCP and SCTP.
    private static let sockets: [[Argument]] =
        [AF_INET, AF_INET6].flatMap { family in
            [(SOCK_STREAM, IPPROTO_TCP), (SOCK_DGRAM, IPPROTO_UDP)].flatMap { kind, transport in
                [0, UInt64(transport)].map { socket(family, UInt64(kind.rawValue), $0) }
            }
        } + [socket(AF_NETLINK, UInt64(SOCK_RAW.rawValue), UInt64(NETLINK_ROUTE))]

    private static func socket(_ family: Int32, _ kind: UInt64, _ transport: UInt64) -> [Argument] {
        // Beside the kind there are flags.
        [
            Argument(index: 0, value: UInt64(family)), Argument(index: 1, mask: 0xF, value: kind),
            Argument(index: 2, value: transport),
        ]
    }

    /// Sending that connects as well (TCP Fast Open), to a port that Landlock is not asked about. The resolver alone sends so.
    private static func sending(flags index: UInt32) -> [[Argument]] {
        [[Argument(index: index, mask: UInt64(MSG_FASTOPEN), value: 0)]]
    }

    /// Allowed where all conditions of one line hold.
    static var allowedWith: [(name: String, alternatives: [[Argument]])] {
        let itself = UInt64(getpid())
        return [
            // Threads, not processes. `clone3`, whose arguments lie in memory, is below.
            (
                "clone",
                [[Argument(index: 0, mask: UInt64(SWIFTLET_CLONE_THREAD), value: UInt64(SWIFTLET_CLONE_THREAD))]]
            ),
            ("socket", sockets), ("sendto", sending(flags: 3)), ("sendmsg", sending(flags: 2)),
            ("sendmmsg", sending(flags: 3)),
            // The thread that frees large memories steps back behind the loops: SCHED_BATCH.
            ("sched_setscheduler", [[Argument(index: 1, mask: 0xFFFF_FFFF, value: 3)]]),
            // The thread that runs candidates with copies of requests does so too: of the calling thread, its nice value.
            ("setpriority", [[Argument(index: 0, value: 0), Argument(index: 1, value: 0)]]),
            // `abort` sends the signal that ends a process that has found itself broken.
            ("tgkill", [[Argument(index: 0, value: itself)]]),
            // Its own limits; setting them too, which the kernel keeps below the hard ones.
            ("prlimit64", [0, itself].map { [Argument(index: 0, value: $0)] }),
            (
                "prctl",
                [PR_SET_NAME, PR_GET_NAME, PR_SET_VMA].map { [Argument(index: 0, value: UInt64($0))] }
            ),
            // Of libuv; what a client has not taken yet; whether the log is a terminal.
            (
                "ioctl",
                [
                    swiftlet_ioctl_fionbio(), swiftlet_ioctl_fioclex(), swiftlet_ioctl_fionread(),
                    swiftlet_ioctl_outq(), swiftlet_ioctl_tcgets(),
                ].map { [Argument(index: 1, value: $0)] }
            ),
        ]
    }

    /// Said not to exist: libraries ask for these first and take the older way where the kernel does not have them. A
    /// refusal (EPERM) would be their last word.
    static let absent = ["clone3", "openat2", "close_range", "epoll_pwait2", "io_uring_setup", "futex_waitv"]
}
