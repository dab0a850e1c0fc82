internal import Glibc
internal import Synchronization

/// Starts a program as a child, with nothing to read and a pipe to say things on. The one place where this process makes
/// others.
struct ChildStart {
    enum Errors {
        /// Into the same pipe.
        case merged
        case dropped
    }

    let arguments: [String]
    let errors: Errors
    /// A process group of its own: whoever ends the child can end what it started too, and the terminal's Ctrl-C reaches
    /// neither.
    let ownGroup: Bool

    /// Held from the making of a pipe until the start: a child that another thread starts in between would inherit the
    /// writing end, and keep the reader waiting.
    private static let order = Mutex(())

    /// The child and the pipe's reading end, both the caller's; or the system's error number.
    func start() -> Result<(child: pid_t, output: Int32), Refusal> {
        ChildStart.order.withLock { _ in
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { return .failure(Refusal(code: errno)) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            var child: pid_t = 0
            let code = spawn(&child, output: ends[1])
            _ = close(ends[1])
            guard code == 0 else {
                _ = close(ends[0])
                return .failure(Refusal(code: code))
            }
            return .success((child, ends[0]))
        }
    }

    /// The system's error number.
    struct Refusal: Error { let code: Int32 }

    private func spawn(_ child: inout pid_t, output: Int32) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        switch errors {
        case .merged: unsafe posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        case .dropped: unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        // Signals that we hold or ignore are the child's own business.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var defaults = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGXFSZ] { unsafe sigaddset(&defaults, signal) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let group = ownGroup ? POSIX_SPAWN_SETPGROUP : 0
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
        var list: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe list.indices { unsafe free(list[index]) } }
        var variables: [UnsafeMutablePointer<CChar>?] =
            unsafe ChildEnvironment.entries.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
        return unsafe posix_spawnp(&child, arguments[0], &actions, &attributes, &list, &variables)
    }
}
