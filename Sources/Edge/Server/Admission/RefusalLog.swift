internal import Loop

/// The lines of one loop about requests that were refused: at most one per second for each worker and cause, which then
/// says how many there were. Without that bound a crowd would make of each refusal a write.
///
/// Lifetime: that of its loop, whose thread alone uses it.
@safe final class RefusalLog {
    private struct Entry {
        /// When the last line was written, in the loop's milliseconds.
        var written: UInt64?
        /// Refused since, without a line.
        var count = 0
    }

    private let shared: Shared
    private let loop: Loop
    private let deadlines: Deadlines
    private let deadline: UnsafeMutablePointer<Deadline>
    private var entries: [Entry]
    private var isArmed = false

    private static let milliseconds: UInt64 = 1_000

    init(_ shared: Shared, _ loop: Loop, _ deadlines: Deadlines) {
        self.shared = shared
        self.loop = loop
        self.deadlines = deadlines
        entries = Array(repeating: Entry(), count: shared.config.workers.count * Refusal.allCases.count)
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<RefusalLog>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.timePassed() }
            })
    }

    deinit { unsafe deadline.deallocate() }

    func refused(_ refusal: Refusal, _ worker: Int, _ request: RequestID) {
        let index = worker * Refusal.allCases.count + refusal.rawValue
        let now = loop.now
        if entries[index].count == 0, entries[index].written.map({ now &- $0 >= Self.milliseconds }) ?? true {
            entries[index].written = now
            return shared.log.refused(refusal, worker, shared, request)
        }
        entries[index].count += 1
        guard !isArmed else { return }
        isArmed = true
        unsafe deadlines.arm(deadline, milliseconds: Self.milliseconds)
    }

    /// The loop ends: says what it has not said yet.
    func close() {
        unsafe deadlines.cancel(deadline)
        timePassed()
    }

    private func timePassed() {
        isArmed = false
        for index in entries.indices where entries[index].count > 0 {
            let (worker, cause) = index.quotientAndRemainder(dividingBy: Refusal.allCases.count)
            if let refusal = Refusal(rawValue: cause) {
                shared.log.refused(refusal, worker, shared, more: entries[index].count)
            }
            entries[index] = Entry(written: loop.now)
        }
    }
}
