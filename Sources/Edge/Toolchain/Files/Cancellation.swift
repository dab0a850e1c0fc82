internal import Synchronization

/// A wish that what runs on another thread end soon. Any thread.
package final class Cancellation: Sendable {
    private let requested = Atomic(false)

    package func request() { requested.store(true, ordering: .releasing) }

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// What begins now was not meant.
    func reset() { requested.store(false, ordering: .releasing) }
}
