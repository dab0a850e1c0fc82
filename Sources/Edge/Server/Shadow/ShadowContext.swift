internal import HTTP
internal import Isolate
internal import Loop
internal import Origin
internal import TLS

/// What the candidates' thread owns: its loop, isolates, clients to the origins, the copies that wait, and the runs.
///
/// Process lifetime, one thread.
@safe final class ShadowContext {
    let shared: Shared
    let loop: Loop
    let deadlines: Deadlines
    private let fineDeadlines: Deadlines
    let originScratch: OriginScratch
    let origins: [OriginClient]
    let isolates: IsolatePool
    /// Of the copy being looked at; used up before the event ends.
    var requestHead: RequestHead
    var responseHead = ResponseHead()
    /// A request to an origin, fields of an answer, a CDN-Loop: used up at once.
    var scratch = ByteBuffer()
    var loopText = ByteBuffer()
    /// Set before the thread starts.
    var seat: ShadowSeat?

    private var waiting: [(request: MirroredRequest, shadow: Shadow)] = []
    /// All that were made: events and deadlines hold one without keeping it alive.
    private var runs: [ShadowRun] = []
    private var free: [ShadowRun] = []
    /// Whose slice is over.
    private var ready: [ShadowRun] = []
    private var turns: Turns?
    private var isClosed = false

    init(_ shared: Shared, _ runtime: IsolateRuntime) throws(LoopError) {
        self.shared = shared
        loop = try Loop()
        deadlines = try Deadlines(loop: loop)
        fineDeadlines = try Deadlines(loop: loop, tick: 10)
        originScratch = OriginScratch(
            loop: loop, deadlines: deadlines, fineDeadlines: fineDeadlines, tlsOutput: TLSOutput(),
            headLimits: HeadLimits())
        origins = shared.origins.map { [originScratch] in OriginClient(settings: $0, scratch: originScratch) }
        let runsMax = shared.config.deploy.shadow.runsMax
        isolates = IsolatePool(runtime: runtime, slots: runsMax)
        requestHead = RequestHead(fieldCountMax: shared.headLimits.fieldCountMax)
        for _ in 0..<runsMax { runs.append(ShadowRun(self)) }
        free = runs
        turns = try unsafe Turns(loop: loop, context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<ShadowContext>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.turn() }
        }
    }

    func take(_ request: MirroredRequest, for shadow: Shadow) {
        guard !isClosed, !shadow.isOver else { return seat?.left() ?? () }
        waiting.append((request, shadow))
        turns?.start()
    }

    /// The run has used up its slice.
    func continueLater(_ run: ShadowRun) {
        ready.append(run)
        turns?.start()
    }

    /// The run is over. The next begins later, because this ends in the middle of some event.
    func ended(_ run: ShadowRun) {
        ready.removeAll { $0 === run }
        free.append(run)
        if !waiting.isEmpty { turns?.start() }
    }

    private func turn() {
        if !ready.isEmpty { ready.removeFirst().turn() }
        if !waiting.isEmpty, let run = free.popLast() {
            let (request, shadow) = waiting.removeFirst()
            seat?.left()
            run.begin(request, for: shadow)
        }
        if ready.isEmpty, waiting.isEmpty || free.isEmpty { turns?.stop() }
    }

    func forget(_ shadow: Shadow) {
        for entry in waiting where entry.shadow === shadow { seat?.left() }
        waiting.removeAll { $0.shadow === shadow }
        for run in runs where run.shadow === shadow { run.end() }
        isolates.forget(shadow.candidate.deployment)
    }

    /// Everything ends, and with it the loop.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        waiting = []
        for run in runs { run.end() }
        for origin in origins { origin.close() }
        isolates.close()
        turns?.close()
        deadlines.close()
        fineDeadlines.close()
        loop.closeOwnHandles()
        seat = nil
    }
}
