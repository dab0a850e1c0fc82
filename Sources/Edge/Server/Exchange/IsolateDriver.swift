internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// Drives one isolate: enters it, takes its subrequests, tells it their events, and watches its wall clock.
///
/// An exchange owns it from the request until the response needs the isolate no more. Then it ends; or it goes on by itself,
/// in the background, because the guest answered before its end (`+Background`). One thread. Request lifetime, though the
/// object is used again: `LoopContext` keeps a free list. It ends with `end`, after which it must not be used.
@safe final class IsolateDriver {
    let context: LoopContext
    let wallClock: UnsafeMutablePointer<Deadline>
    /// Where it waits for its next slice.
    let seat = RunQueue.Seat()
    /// Whose response the isolate makes; nil: in the background.
    var exchange: Exchange?
    private(set) var isolate: Isolate?
    private(set) var version: LoopVersion?
    /// Why the request has that one.
    private var reason = VersionReason.only
    var deployment: Deployment? { version?.deployment }
    /// It tries its version, which is out.
    private var probe: UInt64?
    /// Its version has been told how it went.
    private var isJudged = false
    private(set) var workerIndex = 0
    private(set) var requestID = RequestID()
    private var isRunning = false
    private var isRunnable = false

    var calls: [SubrequestCall] = []
    /// The origin's call that the client's body goes to, when the worker passes it on.
    var bodyCall: OriginCall?
    /// What of the client's body came was passed on: nobody can have it again.
    var bodyIsPassedOn = false

    /// The request's head during the event that brought it; afterwards `savedHead` has it.
    private var headBytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private var savedHead = ByteBuffer()
    /// The request's CDN-Loop, as `CDNLoop.join` writes it; hardly any request has one.
    private(set) var loop = ByteBuffer()
    /// What else of the request a message may start from, once the exchange is gone.
    var client = ClientNote()

    init(context: LoopContext) {
        self.context = context
        unsafe wallClock = .allocate(capacity: 1)
        unsafe wallClock.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<IsolateDriver>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.wallClockPassed() }
            })
        unsafe seat.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<IsolateDriver>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.run() }
        }
    }

    deinit { unsafe wallClock.deallocate() }

    /// Its version's; 0: none.
    var number: Int { version?.number ?? 0 }

    /// What its requests to origins say of it: `shop/v7 share`. Empty: nothing.
    var versionNote: [UInt8] {
        guard let version, version.tellsOrigins else { return [] }
        return Array("\(version.deployment.name)/v\(version.number) \(reason.rawValue)".utf8)
    }

    /// The place in `LoopContext.origins` of an origin that its deployment counts so.
    func originIndex(_ origin: Int) -> Int {
        guard let version else { preconditionFailure("a driver that runs has a version") }
        return version.version.origins[origin]
    }

    // MARK: life

    /// `head`: the request's, with `context.requestHead` about it; valid during the call.
    func begin(
        _ isolate: Isolate, _ version: LoopVersion, worker: Int, for exchange: Exchange,
        _ head: UnsafeRawBufferPointer
    ) {
        self.isolate = isolate
        self.version = version
        reason = exchange.reason
        isJudged = false
        probe = exchange.probe.take()
        workerIndex = worker
        seat.lane = LoopContext.lane(ofWorker: worker)
        context.metrics.add(.requests, worker: worker)
        context.metrics.add(.isolates)
        self.exchange = exchange
        requestID = exchange.requestID
        bodyIsPassedOn = false
        unsafe CDNLoop.join(context.requestHead, head, into: &loop)
        guard context.entersAtOnce else {
            unsafe outlive(isolate, head, version.deployment)
            isolate.putOff()
            return context.continueLater(seat)
        }
        unsafe headBytes = head
        context.headOwner = ObjectIdentifier(self)
        run()
        unsafe headBytes = UnsafeRawBufferPointer(start: nil, count: 0)
        if self.isolate === isolate { unsafe outlive(isolate, head, version.deployment) }
    }

    /// The isolate does not finish at once: it will need the head, which is in the loop's buffer, later; and a clock.
    private func outlive(_ isolate: Isolate, _ head: UnsafeRawBufferPointer, _ deployment: Deployment) {
        savedHead.clear()
        unsafe savedHead.append(head)
        if isolate.hasAnswered { return }
        unsafe context.deadlines.arm(wallClock, milliseconds: deployment.limits.wall.milliseconds)
    }

    /// Ends the isolate and gives up what it waits for.
    func end() {
        guard let isolate else { return }
        // First: to give one call up may fail another at once, and that must find nothing to run.
        self.isolate = nil
        exchange = nil
        while let entry = calls.popLast() { entry.call.cancel() }
        bodyCall = nil
        if isolate.droppedLogLines > 0, let version {
            context.workerLog.requestLinesDropped(
                version, worker: workerIndex, isolate.droppedLogLines, requestID)
        }
        if let probe, let version { context.probeEnded(.abandoned, version, worker: workerIndex, round: probe) }
        probe = nil
        version = nil
        context.forget(seat)
        if client.isNoted {
            context.backgroundEnded(self)
            client = ClientNote()
        }
        unsafe context.deadlines.cancel(wallClock)
        savedHead.release()
        loop.release()
        context.metrics.subtract(.isolates)
        context.metrics.add(.cpuNanoseconds, worker: workerIndex, UInt64(clamping: isolate.cpuNanoseconds))
        isolate.end()
        context.admission.ended(workerIndex)
        context.retire(self)
    }

    // MARK: running

    /// Enters the isolate as often as it can go on in this turn of the loop, then waits or hands its answer over.
    func run() {
        guard let isolate else { return }
        isRunning = true
        defer { isRunning = false }
        var since: UInt64 = 0
        while true {
            let step = isolate.run()
            context.spent(nanoseconds: isolate.turnNanoseconds)
            printLog(isolate)
            if case .finished = step { return finished(isolate) }
            isRunnable = false
            startSubrequests(isolate)
            dropClosedSubrequests(isolate)
            // The client may have been closed, or everything cut, by what that did.
            guard self.isolate === isolate else { return }
            if case .answered = step, !answered(isolate) { return }
            if isolate.hasAnswered, let exchange {
                if exchange.takeWritten(isolate, self) { isRunnable = true }
                guard self.exchange === exchange else { return }
            }
            if case .yielded = step { return context.continueLater(seat) }
            guard isRunnable else { return }
            // What is done for a guest, such as sending what it wrote, takes the loop's time as well.
            let now = AccessLog.now()
            if since == 0 { since = now }
            if now &- since > LoopContext.turnMax { return context.continueLater(seat) }
        }
    }

    /// False: the isolate does not go on here, but in the background or not at all.
    private func answered(_ isolate: Isolate) -> Bool {
        unsafe context.deadlines.cancel(wallClock)
        // Who tries a version need not wait for a body that may take hours.
        if let probe = probe.take(), let version {
            context.probeEnded(.good, version, worker: workerIndex, round: probe)
        }
        exchange?.takeEarlyAnswer(isolate, self)
        // It writes the body now.
        guard exchange != nil, self.isolate === isolate else { return false }
        isRunnable = isolate.answerTaken()
        return true
    }

    /// After a while when it did not.
    func clientTakesMore() {
        guard let isolate, isolate.hasAnswered, let exchange else { return }
        goOn(exchange.takeWritten(isolate, self))
    }

    /// News for the isolate came; `runnable` is what it said to them.
    func goOn(_ runnable: Bool) {
        guard runnable else { return }
        if isRunning {
            isRunnable = true
        } else if context.entersAtOnce {
            run()
        } else {
            context.continueLater(seat)
        }
    }

    private func finished(_ isolate: Isolate) {
        unsafe context.deadlines.cancel(wallClock)
        guard let exchange else { return backgroundFinished(isolate) }
        // What it wrote before it failed.
        if isolate.hasAnswered { _ = exchange.takeWritten(isolate, self) }
        guard self.exchange === exchange else { return }
        exchange.takeAnswer(isolate, self)
    }

    /// What the request says of its version: nil, when it was answered. The first word counts, and none when the client
    /// left before.
    func judge(_ fault: Fault.Cause?) {
        guard !isJudged, let version else { return }
        isJudged = true
        context.ended(version, worker: workerIndex, probe: probe.take(), fault)
    }

    private func wallClockPassed() {
        guard let isolate, let deployment else { return }
        guard let exchange else {
            backgroundTimePassed(isolate, deployment)
            return context.settle()
        }
        let limit = Fault.Limit(key: "limits.wall", value: deployment.limits.wall.inWords)
        let fault = Fault(.wall, "\(limit.value) passed", limit: limit)
        exchange.answerFault(fault, isolate)
        context.settle()
    }

    func printLog(_ isolate: Isolate) {
        guard isolate.hasLogLines, let version else { return }
        unsafe isolate.drainLog { level, text in
            unsafe context.workerLog.line(version, worker: workerIndex, level, text, requestID)
            if context.isWatched { unsafe offerToTail(version, level, text) }
        }
    }

    // MARK: the request

    /// The head's bytes, with `context.requestHead` about them: parsed again when other requests came between, which
    /// costs 0.1 µs and only those that suspend.
    func currentHead() -> UnsafeRawBufferPointer? {
        if unsafe !headBytes.isEmpty, context.headOwner == ObjectIdentifier(self) { return unsafe headBytes }
        let bytes = unsafe headBytes.isEmpty ? savedHead.readable : headBytes
        context.headOwner = ObjectIdentifier(self)
        guard case .complete? = try? unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits) else {
            return nil
        }
        return unsafe bytes
    }

    /// A piece of the client's body. False: no more until `Connection.unblockInput`.
    func requestBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let isolate else { return true }
        if let bodyCall, let exchange { return unsafe exchange.sendToOrigin(bytes, bodyCall) }
        // Its first part went to an origin: nobody can have the rest.
        if bodyIsPassedOn { return true }
        goOn(unsafe isolate.requestBody(bytes))
        return isolate.bufferedBytes(Isolate.requestHandle) < isolate.bufferedBytesMax
    }

    func requestEnded() {
        guard let isolate else { return }
        if let bodyCall, let exchange { return exchange.endToOrigin(bodyCall) }
        if bodyIsPassedOn { return }
        goOn(isolate.requestBodyEnd())
    }
}
