internal import CWasmtime
internal import Glibc
internal import Synchronization

/// A thread that moves an engine's epoch on, once a millisecond, so that guests past their slice yield.
///
/// Lifetime: that of its engine. It sleeps for good while no guest runs: `guestEntered` wakes it. Under load, entering
/// a guest costs one relaxed load.
///
/// A loop's thread that says so and is then put aside by the system, for longer than the ticker waits for news, sets its
/// guest's deadline while nothing ticks. So the ticker falls asleep in steps, with an epoch after each: such a guest
/// yields a tenth of a second late, and wakes the ticker when it is entered again.
package final class EpochTicker: Sendable {
    /// The length of an epoch.
    package static let periodNanoseconds = 1_000_000

    /// Ticks without a guest before the thread goes to sleep. Longer than any slice, so that a guest which runs all the
    /// while never outlives the ticking.
    private static let idleTicksMax = 50
    /// The steps in which it falls asleep: so many, of so many milliseconds.
    private static let naps = 20
    private static let napMilliseconds = 100

    private let state: State
    private let thread: Mutex<pthread_t?>

    /// What the thread shares with the loops; it outlives whichever goes first.
    @safe private final class State: @unchecked Sendable {
        let engine: OpaquePointer
        let active = Atomic(false)
        let parked = Atomic(false)
        let stopping = Atomic(false)
        /// Calls that may last longer than the thread would wait for news of a guest.
        let longCalls = Atomic(0)
        let wake: UnsafeMutablePointer<sem_t>

        init(engine: OpaquePointer) {
            unsafe self.engine = engine
            unsafe wake = .allocate(capacity: 1)
            unsafe sem_init(wake, 0, 0)
        }

        deinit {
            unsafe sem_destroy(wake)
            unsafe wake.deallocate()
        }
    }

    init(engine: OpaquePointer) {
        state = unsafe State(engine: engine)
        thread = Mutex(nil)
    }

    /// Call before a guest is entered. Any thread.
    package func guestEntered() {
        if state.active.load(ordering: .relaxed) { return }
        wake()
    }

    /// Call before a guest is entered for longer than a slice: the epochs go on until `longCallEnded`. Any thread.
    package func longCallBegins() {
        state.longCalls.add(1, ordering: .sequentiallyConsistent)
        wake()
    }

    package func longCallEnded() { state.longCalls.subtract(1, ordering: .relaxed) }

    /// Sets the flag before it looks for a sleeper; the thread looks in the opposite order, so one of the two sees the
    /// other.
    @inline(never) private func wake() {
        state.active.store(true, ordering: .sequentiallyConsistent)
        if state.parked.exchange(false, ordering: .sequentiallyConsistent) {
            unsafe sem_post(state.wake)
        }
        thread.withLock { (thread: inout pthread_t?) in
            if thread == nil, !state.stopping.load(ordering: .relaxed) { thread = Self.start(state) }
        }
    }

    /// Ends the thread and waits for it.
    func stop() {
        state.stopping.store(true, ordering: .sequentiallyConsistent)
        unsafe sem_post(state.wake)
        thread.withLock { (thread: inout pthread_t?) in
            if let running = thread { pthread_join(running, nil) }
            thread = nil
        }
    }

    private static func start(_ state: State) -> pthread_t? {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(state)
        let failed = unsafe pthread_create(&thread, nil, runTicker, argument.toOpaque())
        if failed != 0 { unsafe argument.release() }
        return failed == 0 ? thread : nil
    }

    private static let runTicker: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument = unsafe argument else { return nil }
        tick(unsafe Unmanaged<State>.fromOpaque(argument).takeRetainedValue())
        return nil
    }

    private static func tick(_ state: State) {
        // Signals are for the threads that expect them.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        var idleTicks = 0
        while !state.stopping.load(ordering: .relaxed) {
            var pause = timespec(tv_sec: 0, tv_nsec: periodNanoseconds)
            unsafe nanosleep(&pause, nil)
            unsafe wasmtime_engine_increment_epoch(state.engine)
            let isUsed = state.active.exchange(false, ordering: .sequentiallyConsistent)
            idleTicks = isUsed || state.longCalls.load(ordering: .relaxed) > 0 ? 0 : idleTicks + 1
            if idleTicks > idleTicksMax {
                park(state)
                idleTicks = 0
            }
        }
    }

    private static func park(_ state: State) {
        state.parked.store(true, ordering: .sequentiallyConsistent)
        if state.active.load(ordering: .sequentiallyConsistent),
            state.parked.exchange(false, ordering: .sequentiallyConsistent)
        {
            return
        }
        for _ in 0..<naps {
            if isWoken(state) { return }
            unsafe wasmtime_engine_increment_epoch(state.engine)
        }
        while unsafe sem_wait(state.wake) != 0, errno == EINTR {}
    }

    /// False after a nap that nobody ended.
    private static func isWoken(_ state: State) -> Bool {
        var until = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &until)
        until.tv_nsec += napMilliseconds * 1_000_000
        if until.tv_nsec >= 1_000_000_000 {
            until.tv_nsec -= 1_000_000_000
            until.tv_sec += 1
        }
        while unsafe sem_timedwait(state.wake, &until) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
