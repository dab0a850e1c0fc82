internal import Loop

/// Turns requests of one loop away before queues build, by the delays that it measures: of the loop's events, which all
/// requests share, and of each worker's isolates that wait for a slice, which are that worker's alone.
///
/// Lifetime: that of its loop, whose thread alone uses it. `DelayControl` decides. A delay is read from the loop's own
/// clock, which the loop has read anyway.
@safe final class LoadShedding {
    /// Something is being turned away.
    private(set) var isActive = false
    private var controls: [DelayControl]
    private var notes: [Note]
    private let shared: Shared
    private let loop: Loop
    private let runQueue: RunQueue
    private var watch: PollWatch?
    /// When the loop's present turn began, and when its last events came.
    private var turnBegan: UInt64 = 0
    private var eventsCame: UInt64 = 0

    /// What the log has heard of a control.
    private struct Note {
        var written: UInt64?
        var isOpen = false
        /// Turned away in times that the log has not heard of.
        var refused = 0
    }

    /// Between two beginnings in the log, in milliseconds.
    private static let quiet: UInt64 = 1_000
    /// The place of the loop's own control: lanes of workers come behind it.
    private static let all = LoopContext.fileLane

    /// Nil: it is off.
    init?(_ shared: Shared, _ loop: Loop, _ runQueue: RunQueue) throws(LoopError) {
        let limits = shared.config.limits
        guard limits.shedDelay > .zero else { return nil }
        self.shared = shared
        self.loop = loop
        self.runQueue = runQueue
        let control = DelayControl(target: limits.shedDelay.milliseconds, interval: limits.shedInterval.milliseconds)
        controls = Array(repeating: control, count: LoopContext.lane(ofWorker: shared.config.workers.count))
        notes = Array(repeating: Note(), count: controls.count)
        eventsCame = loop.now
        watch = try unsafe PollWatch(
            loop: loop, context: Unmanaged.passUnretained(self).toOpaque(),
            before: { context in
                unsafe Unmanaged<LoadShedding>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.polls() }
            },
            after: { context in
                unsafe Unmanaged<LoadShedding>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.polled() }
            })
    }

    func close() { watch?.close() }

    // MARK: delays

    /// What came with the last poll has been handled: the last of it waited for all the rest.
    private func polls() {
        turnBegan = loop.now
        observe(turnBegan &- eventsCame, LoadShedding.all)
    }

    private func polled() {
        eventsCame = loop.now
        // It slept: nothing waits.
        if runQueue.isEmpty, eventsCame > turnBegan { observe(0, LoadShedding.all) }
    }

    /// An isolate of that lane gets its slice after so many milliseconds.
    func waited(_ milliseconds: UInt64, lane: Int) {
        if lane != LoadShedding.all { observe(milliseconds, lane) }
    }

    private func observe(_ delay: UInt64, _ index: Int) {
        let now = loop.now
        switch controls[index].observe(delay, now: now) {
        case .none: break
        case .started(let delay):
            isActive = true
            guard notes[index].written.map({ now &- $0 >= LoadShedding.quiet }) ?? true else { break }
            notes[index].written = now
            notes[index].isOpen = true
            shared.log.sheddingStarted(of: worker(index), delay: delay, shared.config.limits)
        case .ended(let refused, let milliseconds):
            isActive = controls.contains { $0.isShedding }
            notes[index].refused += refused
            guard notes[index].isOpen else { break }
            shared.log.sheddingEnded(of: worker(index), after: milliseconds, refused: notes[index].refused)
            notes[index].isOpen = false
            notes[index].refused = 0
        }
    }

    private func worker(_ index: Int) -> String? {
        index == LoadShedding.all ? nil : shared.records[index - LoopContext.lane(ofWorker: 0)].name
    }

    // MARK: requests

    /// A request has come for a worker, or nil for an origin; asked while `isActive`. True: it is to be turned away.
    func refuses(worker: Int?) -> Bool {
        if refuses(lane: LoadShedding.all) { return true }
        guard let worker else { return false }
        let lane = LoopContext.lane(ofWorker: worker)
        // Nobody waits any more, so that nobody's delay will say so.
        if controls[lane].isShedding, runQueue.isEmpty(lane: lane) { observe(0, lane) }
        return refuses(lane: lane)
    }

    private func refuses(lane: Int) -> Bool { controls[lane].isShedding && controls[lane].refuses() }
}
