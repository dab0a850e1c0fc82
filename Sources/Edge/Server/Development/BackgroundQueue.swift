internal import Loop
internal import Synchronization

/// Does work that blocks, piece after piece, on a thread of its own, which starts with the first; so many may wait.
/// Process lifetime; any thread adds.
final class BackgroundQueue: Sendable {
    private struct State {
        var pieces: [@Sendable () -> Void] = []
        var hasThread = false
    }

    private let semaphore = Semaphore()
    private let state = Mutex(State())
    private let waitingMax: Int

    init(waitingMax: Int) { self.waitingMax = waitingMax }

    /// False: too many wait, this one will not be done.
    func add(_ piece: @escaping @Sendable () -> Void) -> Bool {
        let isFirst: Bool? = state.withLock { state in
            guard state.pieces.count < waitingMax else { return nil }
            state.pieces.append(piece)
            defer { state.hasThread = true }
            return !state.hasThread
        }
        guard let isFirst else { return false }
        semaphore.signal()
        guard isFirst else { return true }
        // Never joined: it ends with the process. Without a thread the pieces are done here.
        do { _ = try LoopThread { [self] in run() } } catch { drain() }
        return true
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
