internal import Glibc
internal import Loop
internal import Synchronization

/// Does work that blocks, piece after piece, on a thread of its own, which starts with the first. Process lifetime; any
/// thread adds.
@safe final class BackgroundQueue: @unchecked Sendable {
    // Sendable: the queue is behind a mutex, a semaphore is made for several threads.
    private struct State {
        var pieces: [@Sendable () -> Void] = []
        var hasThread = false
    }

    /// Beyond it work is dropped: nobody reads that many stories.
    private static let piecesMax = 64

    private let semaphore: UnsafeMutablePointer<sem_t>
    private let state = Mutex(State())

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        _ = unsafe sem_init(semaphore, 0, 0)
    }

    func add(_ piece: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            if state.pieces.count < Self.piecesMax { state.pieces.append(piece) }
            defer { state.hasThread = true }
            return !state.hasThread
        }
        _ = unsafe sem_post(semaphore)
        // Never joined: it ends with the process. Without a thread the pieces are done here.
        if isFirst, (try? LoopThread { [self] in run() }) == nil { drain() }
    }

    private func run() -> Never {
        while true {
            if unsafe sem_wait(semaphore) == 0 { drain() }
        }
    }

    private func drain() {
        while let piece = state.withLock({ $0.pieces.isEmpty ? nil : $0.pieces.removeFirst() }) { piece() }
    }
}
