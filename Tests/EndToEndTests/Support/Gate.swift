import Foundation

/// Holds a script's thread back until the test says go.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// At most `Socket.patience`: a test that failed must not leave its threads behind.
    func wait() {
        _ = semaphore.wait(timeout: .now() + .seconds(Socket.patience))
        semaphore.signal()
    }

    func open() {
        semaphore.signal()
    }
}
