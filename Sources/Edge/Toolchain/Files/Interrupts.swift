internal import Glibc

/// SIGINT and SIGTERM held back, to be asked for instead of ending the process. For programs with this one thread, which
/// must end it.
final class Interrupts {
    private var held = sigset_t()
    private var previous = sigset_t()

    init() {
        unsafe sigemptyset(&held)
        for signal in [SIGINT, SIGTERM] { unsafe sigaddset(&held, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &held, &previous)
    }

    /// One has come.
    var isPending: Bool {
        var waiting = sigset_t()
        guard unsafe sigpending(&waiting) == 0 else { return false }
        return unsafe sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1
    }

    /// What came meanwhile is taken: it has had its effect.
    func end() {
        var now = timespec()
        while unsafe sigtimedwait(&held, nil, &now) > 0 {}
        unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
