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
    private let omitted: OmissionReport
    /// For each worker's causes, then for requests that came back.
    private var entries: [Entry]

    private static let milliseconds: UInt64 = 1_000

    init(_ shared: Shared, _ loop: Loop, _ deadlines: Deadlines) {
        self.shared = shared
        self.loop = loop
        omitted = OmissionReport(deadlines)
        entries = Array(repeating: Entry(), count: shared.config.workers.count * Refusal.allCases.count + 1)
        unsafe omitted.setAction(owner: Unmanaged.passUnretained(self).toOpaque()) { owner in
            unsafe Unmanaged<RefusalLog>.fromOpaque(owner)._withUnsafeGuaranteedRef { $0.sayOmitted() }
        }
    }

    /// A request for that worker found no place.
    func refused(_ refusal: Refusal, _ worker: Int, _ request: RequestID) {
        guard admits(worker * Refusal.allCases.count + refusal.rawValue) else { return }
        shared.log.refused(refusal, worker, shared, request)
    }

    /// A request came back too often.
    func looped(_ request: RequestID) {
        guard admits(entries.count - 1) else { return }
        shared.log.looped(shared.config.limits.hopsMax, request)
    }

    /// False: it is counted, and told of later.
    private func admits(_ index: Int) -> Bool {
        let now = loop.now
        if entries[index].count == 0, entries[index].written.map({ now &- $0 >= Self.milliseconds }) ?? true {
            entries[index].written = now
            return true
        }
        entries[index].count += 1
        omitted.arm()
        return false
    }

    /// The loop ends: says what it has not said yet.
    func close() { omitted.close() }

    private func sayOmitted() {
        for index in entries.indices where entries[index].count > 0 {
            defer { entries[index] = Entry(written: loop.now) }
            guard index < entries.count - 1 else {
                shared.log.looped(shared.config.limits.hopsMax, more: entries[index].count)
                continue
            }
            let (worker, cause) = index.quotientAndRemainder(dividingBy: Refusal.allCases.count)
            if let refusal = Refusal(rawValue: cause) {
                shared.log.refused(refusal, worker, shared, more: entries[index].count)
            }
        }
    }
}
