internal import Loop
internal import Synchronization
internal import Toolchain

/// Changes on their way from the thread that sees them to the one that builds: several that wait become one.
final class DevInbox: Sendable {
    private let waiting = Mutex<SourceWatch.Change?>(nil)
    private let semaphore = Semaphore()

    func put(_ change: SourceWatch.Change) {
        waiting.withLock { waiting in
            guard var earlier = waiting else {
                waiting = change
                return
            }
            earlier.roots.formUnion(change.roots)
            earlier.files += change.files
            // The time counts from the edit that the developer waits for.
            earlier.seen = change.seen
            waiting = earlier
        }
        semaphore.signal()
    }

    /// Waits for the next.
    func take() -> SourceWatch.Change {
        while true {
            semaphore.wait()
            let change = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            if let change { return change }
        }
    }

    var isEmpty: Bool { waiting.withLock { $0 == nil } }
}
