internal import Admin
internal import Deploy
internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// One request from its head to its response's last byte: **the file to read first.**
///
/// `begin` finds the route; one of four sources then makes the response: a fixed answer, a file, an origin, or a worker's
/// isolate (whose answer may turn out to be an origin's). `+Response` writes to the client whatever the source says,
/// `+Files`, `+Proxy` and `+Worker` see to one source each (an `IsolateDriver` runs the isolate); `+Fault` ends a worker's
/// request that went wrong.
///
/// Request lifetime, though the object is used again: `LoopContext` keeps a free list. One thread. It ends with `finish`,
/// or with `connectionClosed` when the client is gone first.
@safe final class Exchange {
    enum Source {
        case none
        case file(FileTransfer)
        case origin(OriginCall)
        case isolate(IsolateDriver)
        /// It waits for its worker's turn.
        case turn
        /// Its worker has no place for it yet.
        case queue(QueuedRequest)
    }

    /// Names of what happens to a request, in order; log lines use the same words.
    enum Phase {
        case routing, waiting, responding, done
    }

    let context: LoopContext
    // The loop's, at hand: what is reached through `context` is counted each time.
    let loop: Loop
    let originScratch: OriginScratch
    /// Nil from `release` on, and so before its end.
    private(set) var connectionReference: Unmanaged<Connection>?
    var connection: Connection? { unsafe connectionReference?.takeUnretainedValue() }
    var source = Source.none
    var phase = Phase.done

    // What the response depends on, taken from the head because that is gone when the response comes.
    var method = Method.get
    var isHTTP11 = true
    var requestID = RequestID()
    /// The request's body as it came; an origin gets it framed the same way.
    var requestFraming = BodyFraming.none
    var requestIsComplete = true

    // The response being written.
    var framing = BodyFraming.none
    /// What `Content-Length` promised and was not written yet.
    var bodyBytesOwed: UInt64 = 0
    var bodyIsSuppressed = false
    var sourceIsPaused = false

    /// The route's rules for it, once the route is known, and what their variables were in the request.
    var responseRules: HeaderRules?
    var responseValues = RuleValues()
    /// Where its fields begin in the connection's output.
    var fieldsStart = 0
    /// While a copy is taken for a candidate.
    var mirror: Mirror?

    // For the access log and a developer's live log, when one is on.
    var status = 0
    var bodyBytesWritten: UInt64 = 0
    /// The isolate's CPU time.
    var cpuUsed: Duration?
    private var startedAt: UInt64 = 0
    private var logLine = ByteBuffer()
    /// While somebody watches.
    var tailLine: TailLine?

    /// When its worker began, on the clock of the access log; 0: nobody compares its version with another.
    var measuredAt: UInt64 = 0
    /// What its worker did wrong, while it is measured.
    var failure: VersionFailure?

    // A worker's part of it.
    var version: LoopVersion?
    /// Why it has that one.
    var reason = VersionReason.only
    /// It is to try its version, which is out: the number to tell its end with.
    var probe: UInt64?
    var deployment: Deployment? { version?.deployment }
    var workerIndex = 0
    /// Changes for the response of an origin that a worker forwarded to.
    var responseEdits = EditStore()
    /// Method and target, in development.
    var label = (method: "", target: "")

    /// The largest head that waited for which memory is kept.
    static let waitingHeadBytesKept = 4 << 10
    /// The head, while it waits for its worker's turn.
    var waitingHead = ByteBuffer()
    /// Where it waits, or its file for the next slice.
    let seat = RunQueue.Seat()

    init(context: LoopContext) {
        self.context = context
        loop = context.loop
        originScratch = context.originScratch
        unsafe seat.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<Exchange>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.turn() }
        }
    }

    // MARK: beginning

    /// Starts with the head in `context.requestHead`; `bytes` is what it counts from, valid during the call.
    func begin(_ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
        adopt(connection)
        context.metrics.add(.requests)
        if context.remembersRequests { unsafe remember(bytes, connection) }
        method = context.requestHead.method
        isHTTP11 = context.requestHead.version == .http11
        requestFraming = context.requestHead.framing
        requestIsComplete = requestFraming.isEmpty
        // Who answers without asking for the body cannot know whether the client will send it.
        if context.requestHead.expectsContinue { connection.keepAlive = false }
        if let error = refusal { return fail(error.status, error.reason) }
        do throws(ProtocolError) {
            let route = try unsafe findRoute(connection, bytes)
            guard route >= 0 else { return fail(404, "no route matches this host and path") }
            unsafe dispatch(Int(route), connection, bytes)
        } catch {
            fail(error.status, error.reason)
        }
    }

    /// Answers what never became a request.
    func refuse(_ connection: Connection, _ error: ProtocolError) {
        adopt(connection)
        method = .get
        isHTTP11 = true
        requestFraming = .none
        requestIsComplete = true
        fail(error.status, error.reason)
    }

    private func adopt(_ connection: Connection) {
        unsafe connectionReference = .passUnretained(connection)
        phase = .routing
        requestID = context.requestIDs.next()
        sourceIsPaused = connection.outputIsBlocked
        status = 0
        bodyBytesWritten = 0
    }

    private func remember(_ bytes: UnsafeRawBufferPointer, _ connection: Connection) {
        startedAt = AccessLog.now()
        unsafe connection.withClientAddress { client in
            unsafe AccessLog.remember(context.requestHead, bytes, client: client, in: &logLine)
        }
        if context.shared.development != nil { unsafe rememberLabel(bytes) }
        if context.isWatched { unsafe noteForTail(bytes, connection) }
    }

    /// What is refused before any route is asked.
    private var refusal: ProtocolError? {
        switch method {
        // RFC 9110 §9.3.8: TRACE echoes credentials. §9.3.6: a tunnel is not what a gateway is for.
        case .trace, .connect: return ProtocolError(status: 501, reason: "this method is not implemented")
        default: break
        }
        if case .length(let length) = requestFraming, length > UInt64(context.shared.config.limits.bodyBytesMax) {
            return ProtocolError(status: 413, reason: "the request body is too large")
        }
        return nil
    }

    private func findRoute(_ connection: Connection, _ bytes: UnsafeRawBufferPointer) throws(ProtocolError) -> Int32 {
        let host = unsafe context.requestHead.authority.bytes(in: bytes)
        let path = unsafe context.requestHead.path.bytes(in: bytes)
        let router = context.shared.router
        guard context.requestHead.pathNeedsNormalising else {
            return unsafe router.route(listener: connection.listener, host: host, path: path)
        }
        // Routed by what the path means, not by how it is written: "/a/../admin" is "/admin" (RFC 3986 §6.2.2).
        context.scratch.clear()
        try unsafe PathNormaliser.normalise(path, into: &context.scratch)
        return unsafe router.route(listener: connection.listener, host: host, path: context.scratch.readable)
    }

    private func dispatch(_ index: Int, _ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
        guard let rules = context.shared.rules[index] else { return unsafe act(index, connection, bytes) }
        unsafe dispatch(index, rules, connection, bytes)
    }

    /// Does what the route says.
    func act(_ index: Int, _ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
        switch context.shared.actions[index] {
        case .respond(let answer):
            respond(answer, connection)
        case .files(let files):
            unsafe beginFile(files, bytes)
        case .origin(let origin):
            if unsafe isTurnedAway(worker: nil, bytes) { return }
            admitBody()
            unsafe beginProxy(origin, connection, bytes)
        case .worker(let worker):
            if unsafe isTurnedAway(worker: worker, bytes) { return }
            unsafe beginWorker(worker, bytes)
        case .preview:
            unsafe beginPreview(bytes)
        case .metrics:
            answerMetrics()
        }
    }

    /// RFC 9110 §10.1.1: the client waits for leave to send its body; from here on somebody wants it.
    func admitBody() {
        guard context.requestHead.expectsContinue, let connection else { return }
        connection.keepAlive = connection.mayPersist
        connection.prepareOutput()
        connection.output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    // MARK: the request's body

    /// A piece of it. False: no more until `Connection.unblockInput`.
    func requestBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if mirror != nil { unsafe mirror?.requestBody(bytes) }
        return switch source {
        case .origin(let call): unsafe sendToOrigin(bytes, call)
        case .isolate(let driver): unsafe driver.requestBody(bytes)
        // The input of one that waits is blocked.
        case .none, .file, .turn, .queue: true
        }
    }

    func requestEnded() {
        requestIsComplete = true
        switch source {
        case .origin(let call): endToOrigin(call)
        case .isolate(let driver): driver.requestEnded()
        case .none, .file, .turn, .queue: break
        }
    }

    /// The request broke in the middle: its framing is wrong, it is too large, or it stalled.
    func abandonRequest(_ error: ProtocolError) {
        releaseSource()
        connection?.keepAlive = false
        if phase == .responding { cutShort() } else { fail(error.status, error.reason) }
    }

    /// A worker runs, or waits, for this request.
    var holdsIsolate: Bool { if case .isolate = source { true } else { false } }

    // MARK: going on

    /// The client takes its bytes slowly: the source must wait.
    func pauseSource() {
        guard !sourceIsPaused else { return }
        sourceIsPaused = true
        if case .origin(let call) = source { call.pause() }
    }

    func resumeSource() {
        guard sourceIsPaused else { return }
        sourceIsPaused = false
        switch source {
        case .origin(let call): call.resume()
        case .file: context.continueLater(seat)
        case .isolate(let driver): driver.clientTakesMore()
        case .none, .turn, .queue: break
        }
    }

    /// Another slice of a file, or the beginning of what waited.
    private func turn() {
        switch source {
        case .file(let transfer): sendFile(transfer)
        case .turn: takeTurn()
        case .none, .origin, .isolate, .queue: break
        }
    }

    // MARK: the end

    /// The response is complete.
    func finish(_ connection: Connection) {
        guard phase != .done else { return }
        if mirror != nil { handMirrorOver() }
        release()
        connection.exchangeEnded()
    }

    /// The response broke in the middle: only closing the connection tells the client (RFC 9112 §8).
    func cutShort() {
        guard phase != .done else { return }
        let connection = self.connection
        release()
        connection?.abort()
    }

    /// The client is gone.
    func connectionClosed() {
        guard phase != .done else { return }
        release()
    }

    func release() {
        // Twice would put the exchange into the free list twice, and two requests would share it.
        guard phase != .done else { return }
        phase = .done
        if !logLine.isEmpty {
            if let version, version.number > 0 {
                AccessLog.remember(version.deployment.name, version: version.number, reason, in: &logLine)
            }
            context.accessLog?.add(logLine, status: status, bytes: bodyBytesWritten, since: startedAt, requestID)
            logLine.clear()
            if tailLine != nil { offerToTail(since: startedAt) }
            if let development = context.shared.development { report(to: development, since: startedAt) }
        }
        releaseSource()
        context.forget(seat)
        unsafe connectionReference = nil
        if measuredAt != 0 { measure() }
        if probe != nil { abandonProbe() }
        if mirror != nil { dropMirror() }
        version = nil
        reason = .only
        responseEdits.clear()
        if responseRules != nil { forgetRules() }
        context.retire(self)
    }

    func releaseSource() {
        let source = self.source
        self.source = .none
        switch source {
        case .none: break
        case .file(let transfer): transfer.close()
        case .origin(let call): call.cancel()
        case .isolate(let driver):
            if context.remembersRequests || measuredAt != 0 { cpuUsed = driver.isolate?.cpu }
            driver.end()
        case .turn: waitingHead.clear(keepingAtMost: Exchange.waitingHeadBytesKept)
        case .queue(let request): request.cancel()
        }
    }
}
