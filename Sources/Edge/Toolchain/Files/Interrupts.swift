internal import Glibc

/// Reasons for a child to end before it is done: another thread's wish, and, held back instead of ending the process,
/// SIGINT and SIGTERM. Belongs to one thread, which must end it.
final class Interrupts {
    /// Whoever is told to end here ends what it has started.
    let endsChildren: Bool
    private let holdsSignals: Bool
    private let cancellation: Cancellation
    private var held = sigset_t()
    private var previous = sigset_t()

    init(_ interruption: WorkerBuild.Interruption, _ cancellation: Cancellation) {
        endsChildren = interruption != .none
        holdsSignals = interruption == .signals
        self.cancellation = cancellation
        cancellation.reset()
        guard holdsSignals else { return }
        unsafe sigemptyset(&held)
        for signal in [SIGINT, SIGTERM] { unsafe sigaddset(&held, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &held, &previous)
    }

    /// One has come.
    var isPending: Bool {
        if cancellation.isRequested { return true }
        guard holdsSignals else { return false }
        var waiting = sigset_t()
        guard unsafe sigpending(&waiting) == 0 else { return false }
        return unsafe sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1
    }

    /// What came meanwhile is taken: it has had its effect.
    func end() {
        guard holdsSignals else { return }
        var now = timespec()
        while unsafe sigtimedwait(&held, nil, &now) > 0 {}
        unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
