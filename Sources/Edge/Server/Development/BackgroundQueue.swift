internal import Loop
internal import Synchronization

/// Does work that blocks, piece after piece, on a thread of its own, which starts with the first. Process lifetime; any
/// thread adds.
final class BackgroundQueue: Sendable {
    private struct State {
        var pieces: [@Sendable () -> Void] = []
        var hasThread = false
    }

    private let semaphore = Semaphore()
    private let state = Mutex(State())

    func add(_ piece: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            state.pieces.append(piece)
            defer { state.hasThread = true }
            return !state.hasThread
        }
        semaphore.signal()
        guard isFirst else { return }
        // Never joined: it ends with the process. Without a thread the pieces are done here.
        do { _ = try LoopThread { [self] in run() } } catch { drain() }
    }

    private func run() {
        while true {
            semaphore.wait()
            drain()
        }
    }

    private func drain() {
        while let piece = state.withLock({ $0.pieces.isEmpty ? nil : $0.pieces.removeFirst() }) { piece() }
    }
}
