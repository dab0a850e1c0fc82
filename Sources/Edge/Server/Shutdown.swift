internal import Logging
internal import Loop

/// Ends the process in order: each loop stops accepting, lets requests in flight finish, and cuts what is left at the
/// deadline. A second signal does not wait for anybody.
///
/// Process lifetime; lives on the first loop's thread and posts to the others. Sendable because what other threads do
/// with it is hold it, for a post to that thread.
@safe final class Shutdown: @unchecked Sendable {
    private let first: LoopContext?
    /// Of the other loops.
    private let seats: [LoopSeat]
    private let log: ServerLog
    private var signals: [Signal] = []
    private var hasBegun = false
    /// Called once, on the first loop's thread.
    var begun: (() -> Void)?

    init(_ contexts: [LoopContext], _ seats: [LoopSeat], _ log: ServerLog) throws(LoopError) {
        first = contexts.first
        self.seats = Array(seats.dropFirst())
        self.log = log
        guard let first else { return }
        for number in [Signal.Number.terminate, .interrupt] {
            signals.append(try Signal(loop: first.loop, number) { [unowned self] in begin("\(number)") })
        }
        // Until then a second signal is ours; afterwards it has its default meaning.
        first.drained = { [unowned self] in for signal in signals { signal.close() } }
    }

    /// On the first loop's thread.
    func begin(_ why: String) {
        if hasBegun {
            log.logger.warning("\(why) again: cutting requests in flight")
            onEachLoop { $0.cut() }
        } else {
            hasBegun = true
            begun?()
            begun = nil
            log.logger.notice("\(why): finishing requests in flight")
            onEachLoop { $0.drain() }
        }
    }

    private func onEachLoop(_ action: @escaping @Sendable (LoopContext) -> Void) {
        for seat in seats { seat.post(action) }
        if let first { action(first) }
    }
}
