internal import Logging
internal import Loop

/// Ends the process in order: each loop stops accepting, lets requests in flight finish, and cuts what is left at the
/// deadline. A second signal does not wait for anybody.
///
/// Process lifetime; lives on the first loop's thread and posts to the others.
@safe final class Shutdown {
    private let contexts: [LoopContext]
    private let log: ServerLog
    private var signals: [Signal] = []
    private var hasBegun = false

    init(_ contexts: [LoopContext], _ log: ServerLog) throws(LoopError) {
        self.contexts = contexts
        self.log = log
        guard let first = contexts.first else { return }
        for number in [Signal.Number.terminate, .interrupt] {
            signals.append(try Signal(loop: first.loop, number) { [unowned self] in begin(number) })
        }
        // Until then a second signal is ours; afterwards it has its default meaning.
        first.drained = { [unowned self] in for signal in signals { signal.close() } }
    }

    private func begin(_ number: Signal.Number) {
        if hasBegun {
            log.logger.warning("\(number) again: cutting requests in flight")
            onEachLoop { $0.cut() }
        } else {
            hasBegun = true
            log.logger.notice("\(number): finishing requests in flight")
            onEachLoop { $0.drain() }
        }
    }

    private func onEachLoop(_ action: @escaping @Sendable (LoopContext) -> Void) {
        for context in contexts.dropFirst() {
            // Only used on its own thread, which is where the post runs.
            nonisolated(unsafe) let context = context
            unsafe context.loop.post { unsafe action(context) }
        }
        if let first = contexts.first { action(first) }
    }
}
