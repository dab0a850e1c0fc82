internal import Glibc
internal import Isolate
internal import Loop
internal import Synchronization

/// The thread on which candidates get their copies: none of those that serve, and with less right to the processor than
/// they, so that a candidate that loops for ever is in nobody's way. Process lifetime; starts with the first shadow.
final class ShadowThread: Sendable {
    private let shared: Shared
    private let state = Mutex(State())

    /// A tenth of what a loop gets where both want the processor. Were it less, a loop that waits for a lock of the C
    /// library that this thread holds would wait long.
    private static let niceness: Int32 = 10

    private struct State: ~Copyable {
        var seat: ShadowSeat?
        var thread: LoopThread?
    }

    init(_ shared: Shared) { self.shared = shared }

    /// It runs from here on, if it did not. Nil: the host has no isolates.
    func start() throws(LoopError) -> ShadowSeat? {
        guard let runtime = shared.runtime else { return nil }
        return try state.withLock { (state) throws(LoopError) -> ShadowSeat? in
            if let seat = state.seat { return seat }
            // Made here, from here on only that thread's.
            nonisolated(unsafe) let context = try ShadowContext(shared, runtime)
            guard let seat = unsafe ShadowSeat(context) else { return nil }
            unsafe context.seat = seat
            state.thread = try LoopThread {
                // Of the calling thread. Where it is refused, so be it.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
                unsafe context.loop.run()
            }
            state.seat = seat
            return seat
        }
    }

    /// Waits for its end; what runs is cut.
    func stop() {
        state.withLock { state in
            state.seat?.close()
            state.seat = nil
            state.thread.take()?.join()
        }
    }
}

/// The thread's work as others may hold it: they can post to it and nothing else. Sendable because the context is used in
/// posts alone, which run on its own thread; posts to a loop that has ended are dropped.
final class ShadowSeat: @unchecked Sendable {
    let limits: Config.ShadowLimits
    private let poster: Poster
    /// Until the thread ends: it holds what holds shadows, which hold this. That thread's alone.
    private var context: ShadowContext?
    private let waiting = Atomic(0)

    init?(_ context: ShadowContext) {
        guard let poster = context.loop.poster else { return nil }
        self.poster = poster
        limits = context.shared.config.deploy.shadow
        self.context = context
    }

    /// False: too many wait.
    func submit(_ request: MirroredRequest, for shadow: Shadow) -> Bool {
        guard waiting.add(1, ordering: .relaxed).oldValue < limits.waitingMax else {
            left()
            return false
        }
        poster.post { [self] in context?.take(request, for: shadow) }
        return true
    }

    /// One waits no longer.
    func left() { waiting.subtract(1, ordering: .relaxed) }

    /// It has ended: what was kept for its next requests is given up.
    func forget(_ shadow: Shadow) { poster.post { [self] in context?.forget(shadow) } }

    func close() {
        poster.post { [self] in
            context?.close()
            context = nil
        }
    }
}
