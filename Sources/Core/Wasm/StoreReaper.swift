internal import CWasmtime
internal import Glibc
internal import Synchronization

/// A thread that deletes stores whose memory is large: giving memory back takes the system 50 microseconds a mebibyte,
/// which no loop should wait for. Until then their slots are taken: the engine sets some more aside for them.
///
/// Lifetime: that of its engine. It starts with the first such store, and sleeps while there is none.
final class StoreReaper: Sendable {
    /// Smaller memories are freed at once: handing them over would cost more.
    static let memoryBytesMin = 2 << 20
    /// Stores that wait, for an engine of so many slots. With more the loop that brings another frees it itself, so that
    /// nobody can use up the slots faster than one thread frees them.
    static func waitingMax(slots: Int) -> Int { min(64, (slots + 3) / 4) }

    /// What the system is asked to take back at a time: it holds the lock on the process's mappings meanwhile, which
    /// other threads want.
    private static let pieceBytes = 1 << 20

    /// SCHED_BATCH: a fair share of the processor, never at once.
    private static let batchScheduling: Int32 = 3

    /// Sendable: whoever takes one out of the queue is its only owner.
    @safe private struct Work: @unchecked Sendable {
        let store: OpaquePointer
        let memory: UnsafeMutableRawPointer
        let count: Int
    }

    /// What the thread shares with the loops; it outlives whichever goes first.
    @safe private final class State: @unchecked Sendable {
        let queue = Mutex<[Work]>([])
        let stopping = Atomic(false)
        let wake: UnsafeMutablePointer<sem_t>
        let waitingMax: Int
        let memoryBytesKept: Int

        init(waitingMax: Int, memoryBytesKept: Int) {
            self.waitingMax = waitingMax
            self.memoryBytesKept = memoryBytesKept
            unsafe wake = .allocate(capacity: 1)
            unsafe sem_init(wake, 0, 0)
        }

        deinit {
            unsafe sem_destroy(wake)
            unsafe wake.deallocate()
        }
    }

    private let state: State
    private let thread = Mutex<pthread_t?>(nil)

    /// - Parameter memoryBytesKept: what the engine clears by hand at the beginning of a slot's memory.
    init(slots: Int, memoryBytesKept: Int) {
        state = State(waitingMax: Self.waitingMax(slots: slots), memoryBytesKept: memoryBytesKept)
    }

    /// True: the store will be deleted. Any thread; nobody may use it, or its memory, after this.
    func take(_ store: OpaquePointer, memory: UnsafeMutableRawPointer, count: Int) -> Bool {
        let work = unsafe Work(store: store, memory: memory, count: count)
        guard start() else { return false }
        let isTaken = state.queue.withLock { [state] queue in
            guard queue.count < state.waitingMax else { return false }
            queue.append(work)
            return true
        }
        if isTaken { unsafe sem_post(state.wake) }
        return isTaken
    }

    /// Deletes what waits, ends the thread and waits for it.
    func stop() {
        state.stopping.store(true, ordering: .sequentiallyConsistent)
        unsafe sem_post(state.wake)
        thread.withLock { (thread: inout pthread_t?) in
            if let running = thread { pthread_join(running, nil) }
            thread = nil
        }
    }

    /// False: there is no thread to be had.
    private func start() -> Bool {
        thread.withLock { (thread: inout pthread_t?) in
            if thread != nil { return true }
            var made = pthread_t()
            let argument = unsafe Unmanaged.passRetained(state)
            guard unsafe pthread_create(&made, nil, Self.run, argument.toOpaque()) == 0 else {
                unsafe argument.release()
                return false
            }
            thread = made
            return true
        }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument = unsafe argument else { return nil }
        let state = unsafe Unmanaged<State>.fromOpaque(argument).takeRetainedValue()
        // Signals are for the threads that expect them.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        // Else its waking would put aside the loop that woke it. Where it is refused, so be it.
        var priority = sched_param(sched_priority: 0)
        _ = unsafe sched_setscheduler(0, StoreReaper.batchScheduling, &priority)
        while true {
            while let work = state.queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                free(work, keeping: state.memoryBytesKept)
            }
            if state.stopping.load(ordering: .sequentiallyConsistent) { return nil }
            while unsafe sem_wait(state.wake) != 0, errno == EINTR {}
        }
    }

    private static func free(_ work: Work, keeping kept: Int) {
        var offset = kept
        while offset < work.count {
            let count = min(pieceBytes, work.count - offset)
            unsafe madvise(work.memory + offset, count, MADV_DONTNEED)
            offset += count
        }
        unsafe wasmtime_store_delete(work.store)
    }
}
