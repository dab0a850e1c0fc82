import Glibc

/// A program started by a test; ended with it.
///
/// Foundation's Process is not used: it hands the child the signal mask of the thread that starts it, and a test's
/// thread blocks SIGTERM.
final class ChildProcess {
    let id: pid_t
    /// As waitpid gives it; nil while it runs.
    private var status: Int32?

    /// - Parameters:
    ///   - arguments: the program first, found through PATH.
    ///   - output: files that take what it prints; the same file may take both.
    init(_ arguments: [String], output: String, errors: String) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var id = pid_t()
        let result = unsafe posix_spawnp(&id, arguments[0], &actions, &attributes, &words, environ)
        guard result == 0 else { throw EndToEndError("\(arguments[0]): \(EndToEndError.text(result))") }
        self.id = id
    }

    deinit {
        guard isRunning else { return }
        signal(SIGKILL)
        _ = wait()
    }

    var isRunning: Bool {
        collect(WNOHANG)
        return status == nil
    }

    func signal(_ number: Int32) {
        guard status == nil else { return }
        kill(id, number)
    }

    /// Waits for its end: the exit code, or minus the signal that ended it.
    func wait() -> Int32 {
        while status == nil { collect(0) }
        let status = status ?? 0
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    private func collect(_ options: Int32) {
        guard status == nil else { return }
        var status: Int32 = 0
        if unsafe waitpid(id, &status, options) == id { self.status = status }
    }
}
