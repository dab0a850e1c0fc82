import Loop

/// Opened once; whoever passes waits for that.
final class Gate: Sendable {
    private let semaphore = Semaphore()

    func open() { semaphore.signal() }
    func pass() { semaphore.wait() }
}
