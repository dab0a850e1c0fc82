internal import Glibc

/// Keeps the signals that end a process waiting while something is written that must not stay half-written.
///
/// For the thread that makes it, which must end it.
struct SignalHold {
    private let previous: sigset_t
    private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    init() {
        var held = sigset_t()
        unsafe sigemptyset(&held)
        for signal in Self.ending { unsafe sigaddset(&held, signal) }
        var before = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
        previous = before
        // A limit on the size of files (ulimit -f) is then an error like a full disk.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// One of them waits.
    var isInterrupted: Bool {
        var waiting = sigset_t()
        guard unsafe sigpending(&waiting) == 0 else { return false }
        return Self.ending.contains { unsafe sigismember(&waiting, $0) == 1 }
    }

    /// Whatever waits takes effect now.
    func end() {
        var mask = previous
        unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
    }
}
