internal import HTTP
internal import Isolate
internal import Loop
internal import Origin
internal import TLS

/// Everything that one loop's thread owns: its connections, its clients to the origins, its isolates, and the buffers
/// that events use and leave empty.
///
/// Process lifetime, one thread. What the loops share is in `Shared`, immutable.
@safe final class LoopContext {
    let shared: Shared
    let index: Int
    let loop: Loop
    let deadlines: Deadlines
    private let fineDeadlines: Deadlines
    /// Ciphertext to clients; the connections to origins have one of their own, since one event may write to both.
    let tlsOutput = TLSOutput()
    let originScratch: OriginScratch
    let origins: [OriginClient]
    /// nil: no worker is configured.
    let isolates: IsolatePool?
    /// Which requests for workers start, and which wait.
    let admission: Admission
    let refusals: RefusalLog
    /// nil: off.
    let shedding: LoadShedding?
    /// As in `Config.workers`. What a request takes from here it keeps.
    var versions: [LoopVersions]
    var requestIDs: RequestIDGenerator
    let metrics: LoopMetrics

    /// The head being looked at; used up before the event ends.
    var requestHead: RequestHead
    /// The driver whose request `requestHead` is about, while that one is in its first turn.
    var headOwner: ObjectIdentifier?
    /// Decrypted bytes of the connection being read.
    let plaintext: UnsafeMutableRawBufferPointer
    /// An empty buffer with memory, lent to the connection that has something to send.
    var spareOutput = ByteBuffer(capacity: 16 << 10)
    /// A path in normal form, a framed chunk: used up at once.
    var scratch = ByteBuffer(capacity: 4 << 10)
    /// A request's head as header rules write it, the values of those rules, and a response's fields: for one event.
    var ruleHead = ByteBuffer()
    var ruleValues = RuleValues()
    var ruleLines = ByteBuffer()
    var date: DateField
    /// nil: off.
    let accessLog: AccessLog?
    /// What workers and their faults have put into the log of late.
    let workerLog: WorkerLog
    /// Somebody wants to hear of each request when it ends.
    private(set) var remembersRequests: Bool
    /// Somebody watches live. Set by posts.
    var isWatched = false {
        didSet { remembersRequests = isWatched || shared.remembersRequests }
    }

    private(set) var connectionCount = 0
    private(set) var isDraining = false
    /// Called once, when a draining loop's last connection is gone, and the last isolate in the background.
    var drained: (() -> Void)?
    private let drainDeadline: UnsafeMutablePointer<Deadline>
    private var listeners: [Listener] = []
    private var connections: Connection?
    /// Not counted, as all that requests change hands with: its stream keeps a connection, and `forgetDirty` comes before the
    /// end.
    private var dirty: Unmanaged<Connection>?
    /// All that were made: connections hold theirs without keeping it alive.
    private var exchanges: [Exchange] = []
    private var freeExchanges: [Unmanaged<Exchange>] = unsafe []
    /// All that were made: events and deadlines hold a driver without keeping it alive, and its exchange may let go of it
    /// in the middle of one.
    private var drivers: [IsolateDriver] = []
    private var freeDrivers: [IsolateDriver] = []
    /// Those whose responses have left them.
    private var background: [IsolateDriver] = []
    private let runQueue: RunQueue
    private var turns: Turns?
    /// What isolates took of the loop's time at `guestMoment`, in nanoseconds.
    private var guestTime: Int64 = 0
    private var guestMoment: UInt64 = 0
    /// What handshakes took at `handshakeMoment`.
    private var handshakeTime: UInt64 = 0
    private var handshakeMoment: UInt64 = 0
    /// A seat of the run queue has its turn.
    private var isInTurn = false
    /// Of requests that candidates get as well.
    var mirrors = LoopMirrors()
    /// The head of the request whose turn it is, which has waited for it.
    var turnHead = ByteBuffer()

    init(shared: Shared, index: Int) throws(LoopError) {
        self.shared = shared
        versions = shared.records.map { LoopVersions($0.versions, loop: index) }
        self.index = index
        metrics = shared.metrics.loops[index]
        loop = try Loop()
        deadlines = try Deadlines(loop: loop)
        fineDeadlines = try Deadlines(loop: loop, tick: 10)
        requestHead = RequestHead(fieldCountMax: shared.headLimits.fieldCountMax)
        unsafe plaintext = .allocate(byteCount: Loop.readBytesMax, alignment: 16)
        originScratch = OriginScratch(
            loop: loop, deadlines: deadlines, fineDeadlines: fineDeadlines, tlsOutput: TLSOutput(),
            headLimits: HeadLimits())
        origins = shared.origins.map { [originScratch] in OriginClient(settings: $0, scratch: originScratch) }
        isolates = shared.runtime.map { IsolatePool(runtime: $0, slots: shared.admission.places) }
        admission = try Admission(shared.admission, loop: loop, deadlines: fineDeadlines)
        refusals = RefusalLog(shared, loop, deadlines)
        requestIDs = RequestIDGenerator()
        runQueue = RunQueue(laneCount: LoopContext.fileLane + 1 + shared.config.workers.count)
        shedding = try LoadShedding(shared, loop, runQueue)
        date = DateField()
        workerLog = WorkerLog(shared: shared, loop: loop, deadlines: deadlines)
        remembersRequests = shared.remembersRequests
        accessLog = try shared.accessLogSink.map { [loop] (sink) throws(LoopError) in
            try AccessLog(sink: sink, loop: loop)
        }
        unsafe drainDeadline = .allocate(capacity: 1)
        unsafe drainDeadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<LoopContext>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.cut() }
            })
        unsafe originScratch.setSettled(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<LoopContext>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.settle() }
        }
        turns = try unsafe Turns(loop: loop, context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<LoopContext>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.runOneTurn() }
        }
    }

    deinit {
        unsafe plaintext.deallocate()
        unsafe drainDeadline.deallocate()
    }

    /// `index`: in `Config.listeners`.
    func listen(_ index: Int, on socket: BoundSocket) throws(LoopError) {
        listeners.append(try Listener(context: self, index: index, socket: socket))
    }

    // MARK: sending once per event

    /// Notes that the connection has something to send or to go on with, which `settle` will see to.
    func markDirty(_ connection: Connection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        unsafe connection.nextDirty = dirty
        unsafe dirty = .passUnretained(connection)
    }

    /// Before a connection goes away. Every event ends with `settle`, so that hardly any is found here.
    func forgetDirty(_ connection: Connection) {
        guard connection.isDirty else { return }
        connection.isDirty = false
        var others: Unmanaged<Connection>?
        while let first = unsafe dirty {
            unsafe first._withUnsafeGuaranteedRef { other in
                unsafe dirty = other.nextDirty
                unsafe other.nextDirty = nil
                if other === connection { return }
                unsafe other.nextDirty = others
                unsafe others = first
            }
        }
        unsafe dirty = others
    }

    /// The end of every event: whatever was gathered goes out, one write per connection.
    func settle() {
        while let first = unsafe dirty {
            unsafe first._withUnsafeGuaranteedRef { connection in
                unsafe dirty = connection.nextDirty
                unsafe connection.nextDirty = nil
                connection.isDirty = false
                connection.pump()
            }
        }
        if !mirrors.ready.isEmpty { handMirrorsOver() }
    }

    // MARK: work in slices

    /// Files share a lane of the run queue; each worker has one behind it.
    static let fileLane = 0
    static func lane(ofWorker index: Int) -> Int { fileLane + 1 + index }

    /// How long isolates may keep the loop from its events, in nanoseconds; what a slice lasts at most.
    static let turnMax: UInt64 = 1_000_000
    /// What takes so long is likely to go on as long: no other slice begins behind it.
    private static let turnFull = turnMax / 4

    /// Whether an isolate may be made and entered in the event that brought its request: not past others that wait, and
    /// not when the isolates of this moment have had their time, or a burst of requests would keep all else waiting. In its
    /// own turn of the run queue it may.
    var entersAtOnce: Bool {
        isInTurn || runQueue.isEmpty && (guestTime < Int64(LoopContext.turnMax) || loop.now != guestMoment)
    }

    /// What an isolate took.
    func spent(nanoseconds: Int64) {
        let now = loop.now
        if now != guestMoment {
            guestMoment = now
            guestTime = 0
        }
        guestTime += nanoseconds
    }

    /// What a step of a TLS handshake took. After a turn's worth of them no other begins among the events of this moment.
    func spentOnHandshakes(nanoseconds: UInt64) {
        let now = loop.now
        if now != handshakeMoment {
            handshakeMoment = now
            handshakeTime = 0
        }
        handshakeTime += nanoseconds
        if handshakeTime >= LoopContext.turnMax { loop.holdBack() }
    }

    /// Gives the seat its turn after the events that are due now.
    func continueLater(_ seat: RunQueue.Seat) {
        if !seat.isQueued { seat.queuedAt = loop.now }
        runQueue.append(seat)
        turns?.start()
    }

    func forget(_ seat: RunQueue.Seat) { runQueue.remove(seat) }

    /// Slices until the turn is full: what the loop's connections wait for it is one slice, however many run.
    private func runOneTurn() {
        guard !runQueue.isEmpty else {
            turns?.stop()
            finishDrainingIfIdle()
            return
        }
        let started = AccessLog.now()
        var moment = started
        while let seat = runQueue.next() {
            let lane = seat.lane
            shedding?.waited(loop.now &- seat.queuedAt, lane: lane)
            isInTurn = true
            seat.run()
            isInTurn = false
            // At once: the slice behind it would keep its response waiting.
            settle()
            let now = AccessLog.now()
            let took = now &- moment
            runQueue.charge(lane, nanoseconds: took)
            moment = now
            if took > LoopContext.turnFull || now &- started > LoopContext.turnMax { return }
        }
    }

    // MARK: exchanges and connections

    /// The loop keeps it alive, always.
    func makeExchange() -> Unmanaged<Exchange> {
        if let free = unsafe freeExchanges.popLast() { return unsafe free }
        let exchange = Exchange(context: self)
        exchanges.append(exchange)
        return unsafe .passUnretained(exchange)
    }

    /// As many as were ever needed at once are kept: a connection has one at most.
    func retire(_ exchange: Exchange) { unsafe freeExchanges.append(.passUnretained(exchange)) }

    func makeDriver() -> IsolateDriver {
        if let driver = freeDrivers.popLast() { return driver }
        let driver = IsolateDriver(context: self)
        drivers.append(driver)
        return driver
    }

    /// As many as isolates were ever driven at once.
    func retire(_ driver: IsolateDriver) { freeDrivers.append(driver) }

    /// False: the loop has its share of isolates in the background.
    func admitToBackground(_ driver: IsolateDriver) -> Bool {
        guard background.count < shared.backgroundPerLoopMax else { return false }
        background.append(driver)
        return true
    }

    /// Harmless for one that was not admitted.
    func backgroundEnded(_ driver: IsolateDriver) {
        background.removeAll { $0 === driver }
        // Later, because it ends in the middle of some event.
        if isDraining, background.isEmpty { turns?.start() }
    }

    /// False: the loop has all the connections it may have.
    var mayAccept: Bool { connectionCount < shared.connectionsPerLoopMax && !isDraining }

    func opened(_ connection: Connection) {
        connectionCount += 1
        metrics.add(.accepted)
        metrics.add(.connections)
        connection.next = connections
        connections?.previous = connection
        connections = connection
    }

    func closed(_ connection: Connection) {
        connectionCount -= 1
        metrics.subtract(.connections)
        if let previous = connection.previous { previous.next = connection.next } else { connections = connection.next }
        connection.next?.previous = connection.previous
        connection.next = nil
        connection.previous = nil
        finishDrainingIfIdle()
    }

    // MARK: shutdown

    /// Stops accepting, closes what is idle, lets requests in flight end, and what workers do after them. Harmless twice.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        unsafe deadlines.arm(drainDeadline, milliseconds: shared.milliseconds.shutdown)
        for listener in listeners { listener.close() }
        forEachConnection { $0.drain() }
        settle()
        finishDrainingIfIdle()
    }

    /// The deadline is over: cuts what still runs.
    func cut() {
        forEachConnection { $0.abort() }
        if !background.isEmpty { shared.log.backgroundCut(background.count) }
        while let driver = background.last { driver.end() }
        settle()
    }

    /// The list may change under the visitor's hands.
    private func forEachConnection(_ visit: (Connection) -> Void) {
        var connection = connections
        while let current = connection {
            connection = current.next
            visit(current)
        }
    }

    private func finishDrainingIfIdle() {
        if isDraining, connectionCount == 0, background.isEmpty { finishDraining() }
    }

    private func finishDraining() {
        unsafe deadlines.cancel(drainDeadline)
        drained?()
        drained = nil
        for origin in origins { origin.close() }
        turns?.close()
        admission.close()
        shedding?.close()
        refusals.close()
        accessLog?.close()
        workerLog.close()
        deadlines.close()
        fineDeadlines.close()
        loop.closeOwnHandles()
    }
}
