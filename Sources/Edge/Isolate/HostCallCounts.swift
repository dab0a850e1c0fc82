internal import CWorkerABI
internal import Synchronization
internal import Wasm

/// How often workers called each host function, and how often they were refused: for `swiftlet invoke`.
///
/// Given to a runtime of its own, whose functions are then wrapped; a server's runtime has none and pays nothing. Any
/// thread.
package final class HostCallCounts: Sendable {
    package struct Count: Sendable {
        package var calls = 0
        /// Calls that failed because a limit was reached (`send`).
        package var overLimit = 0
        /// Calls that named what the worker does not have (`origin`, `variable`).
        package var unknown = 0
    }

    private let counts = Mutex<[String: Count]>([:])

    package init() {}

    /// By function, in the order of names.
    package var byName: [(name: String, count: Count)] {
        counts.withLock { $0.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) } }
    }

    package func reset() { counts.withLock { $0.removeAll() } }

    /// The same function, counted.
    func counting(_ function: HostFunction) -> HostFunction {
        HostFunction(function.name, function.type, waits: function.waits) { [self] instance, arguments in
            let result = function.body(instance, arguments)
            counts.withLock { counts in
                counts[function.name, default: Count()].calls += 1
                guard case .i32(let value) = result else { return }
                if value == SWIFTLET_ERROR_LIMIT { counts[function.name]?.overLimit += 1 }
                if value == SWIFTLET_ERROR_UNKNOWN { counts[function.name]?.unknown += 1 }
            }
            return result
        }
    }
}
