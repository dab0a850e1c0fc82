internal import Glibc
internal import Loop
internal import Synchronization

/// The thread that looks at guarded rollouts ten times a second while there are any, and sleeps else. Process lifetime.
final class RolloutWatch: Sendable {
    private let host: DeployHost
    private let isEnding = Atomic(false)
    private let wake = Semaphore()
    private let thread = Mutex<LoopThread?>(nil)

    private static let microseconds: UInt32 = 100_000

    init(_ host: DeployHost) { self.host = host }

    func start() throws(LoopError) {
        try thread.withLock { (thread) throws(LoopError) in thread = try LoopThread { [self] in run() } }
    }

    /// There is something to look at.
    func signal() { wake.signal() }

    /// Waits for its last look.
    func stop() {
        isEnding.store(true, ordering: .relaxed)
        wake.signal()
        thread.withLock { $0.take()?.join() }
    }

    private func run() {
        while !isEnding.load(ordering: .relaxed) {
            if host.look() { _ = usleep(Self.microseconds) } else { wake.wait() }
        }
    }
}
