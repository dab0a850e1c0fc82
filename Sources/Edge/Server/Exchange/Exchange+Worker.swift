internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// A worker makes the response: a fresh isolate runs, and where it waits, its subrequests and the request's body go
/// between it and the loop.
extension Exchange {
    func beginWorker(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        guard let connection, let isolates = context.isolates else { return }
        if let development = context.shared.development, unsafe answer(development, index, bytes) { return }
        guard let deployment = context.deployments[index] else { return fail(503, "the worker is not deployed") }
        self.deployment = deployment
        workerIndex = index
        phase = .waiting
        do throws(IsolateError) {
            let isolate = try unsafe makeIsolate(isolates, deployment, connection, bytes)
            source = .isolate(isolate)
            unsafe headBytes = bytes
            run(isolate)
            unsafe headBytes = UnsafeRawBufferPointer(start: nil, count: 0)
            if case .isolate = source { unsafe outlive(bytes, deployment) }
        } catch {
            context.shared.log.isolateRefused(deployment, error, requestID)
            fail(503, "all isolates are busy")
        }
    }

    private func makeIsolate(
        _ isolates: IsolatePool, _ deployment: Deployment, _ connection: Connection, _ bytes: UnsafeRawBufferPointer
    ) throws(IsolateError) -> Isolate {
        let length: Int64 =
            switch requestFraming {
            case .none: 0
            case .length(let length): Int64(clamping: length)
            case .chunked, .untilClose: -1
            }
        var result: Result<Isolate, IsolateError>?
        unsafe requestID.withBytes { requestID in
            unsafe connection.withClientAddress { address in
                do throws(IsolateError) {
                    result = .success(
                        try unsafe isolates.start(
                            deployment, context.requestHead, head: bytes, secure: connection.isSecure,
                            clientAddress: address, requestID: requestID, contentLength: length))
                } catch {
                    result = .failure(error)
                }
            }
        }
        guard let result else { preconditionFailure("the closures run at once") }
        return try result.get()
    }

    /// The isolate did not finish at once: it will need the head, which is in the loop's buffer, later; and a clock.
    private func outlive(_ bytes: UnsafeRawBufferPointer, _ deployment: Deployment) {
        savedHead.clear()
        unsafe savedHead.append(bytes)
        unsafe context.deadlines.arm(wallClock, milliseconds: deployment.limits.wall.milliseconds)
    }

    // MARK: running

    /// Enters the isolate as often as it can go on, then waits or takes its answer.
    func run(_ isolate: Isolate) {
        isRunning = true
        while true {
            let step = isolate.run()
            printLog(isolate)
            if case .finished = step { break }
            isolateIsRunnable = false
            startSubrequests(isolate)
            dropClosedSubrequests(isolate)
            // The client may have been closed, or everything cut, by what that did.
            guard case .isolate(let current) = source, current === isolate else {
                isRunning = false
                return
            }
            if case .yielded = step {
                context.continueLater(self)
                isRunning = false
                return
            }
            guard isolateIsRunnable else {
                isRunning = false
                return
            }
        }
        isRunning = false
        takeAnswer(isolate)
    }

    /// News for the isolate came; `runnable` is what it said to them.
    private func goOn(_ isolate: Isolate, _ runnable: Bool) {
        guard runnable else { return }
        if isRunning { isolateIsRunnable = true } else { run(isolate) }
    }

    // MARK: the request's body

    func giveToIsolate(_ bytes: UnsafeRawBufferPointer, _ isolate: Isolate) -> Bool {
        if let call = bodyCall { return unsafe sendToOrigin(bytes, call) }
        goOn(isolate, unsafe isolate.requestBody(bytes))
        return isolate.bufferedBytes(Isolate.requestHandle) < isolate.bufferedBytesMax
    }

    func endToIsolate(_ isolate: Isolate) {
        if let call = bodyCall { return endToOrigin(call) }
        goOn(isolate, isolate.requestBodyEnd())
    }

    // MARK: subrequests

    private func startSubrequests(_ isolate: Isolate) {
        while let subrequest = isolate.nextSubrequest() {
            let client = context.origins[context.shared.config.workers[workerIndex].origins[subrequest.origin]]
            let call = client.makeCall()
            let isOpen = writeSubrequest(subrequest.message, client, call, isolate)
            calls.append(SubrequestCall(handle: subrequest.handle, call: call))
            let method = unsafe subrequest.message.method
            let isBase = subrequest.message.base == .request
            unsafe call.prepare(
                method: method.isEmpty ? (isBase ? self.method : .get) : Method.of(method), bodyIsOpen: isOpen,
                events: Exchange.originEvents, context: Unmanaged.passUnretained(self).toOpaque(),
                tag: subrequest.handle)
            if isOpen { bodyCall = call }
            client.start(call)
        }
        // A guest that reads makes room for the client's body.
        if bodyCall == nil, isolate.bufferedBytes(Isolate.requestHandle) < isolate.bufferedBytesMax {
            connection?.unblockInput()
        }
        resumeDrainedSubrequests(isolate)
    }

    /// True when the rest of the client's body is to follow.
    private func writeSubrequest(
        _ message: GuestMessage, _ client: OriginClient, _ call: OriginCall, _ isolate: Isolate
    ) -> Bool {
        var framing = BodyFraming.none
        switch message.bodyKind {
        case .bytes: framing = unsafe .length(UInt64(message.body.count))
        case .base where message.base == .request && bodyIsWhole(isolate): framing = requestFraming
        case .base, .none: break
        }
        unsafe message.edits.withEdits { edits in
            if message.base == .request {
                unsafe writeBase(
                    call, client, method: message.method, target: message.target, framing: framing, edits: edits)
            } else {
                unsafe ProxyRules.writeRequest(
                    to: client.settings, method: message.method, target: message.target, framing: framing,
                    edits: edits, into: &call.request)
            }
        }
        switch message.bodyKind {
        case .bytes:
            unsafe call.request.append(message.body)
            return false
        case .base where !framing.isEmpty:
            return passBody(isolate, to: call)
        case .base, .none:
            return false
        }
    }

    /// What of the client's body has arrived goes on; true when more will come.
    private func passBody(_ isolate: Isolate, to call: OriginCall) -> Bool {
        bodyIsPassedOn = true
        let buffered = unsafe isolate.bufferedBody(Isolate.requestHandle)
        if unsafe !buffered.isEmpty {
            if requestFraming == .chunked {
                call.request.appendChunkHeader(length: buffered.count)
                unsafe call.request.append(buffered)
                call.request.appendChunkEnd()
            } else {
                unsafe call.request.append(buffered)
            }
            isolate.consumeBufferedBody(Isolate.requestHandle, buffered.count)
        }
        if requestIsComplete, requestFraming == .chunked { call.request.appendLastChunk() }
        // The client may have been stopped while nobody took its body.
        connection?.unblockInput()
        return !requestIsComplete
    }

    /// Writes the client's own head with changes, from wherever it is now.
    private func writeBase(
        _ call: OriginCall, _ client: OriginClient, method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer,
        framing: BodyFraming, edits: HeadEdits
    ) {
        guard let connection, let bytes = unsafe currentHead() else { return }
        unsafe connection.withClientAddress { address in
            unsafe ProxyRules.writeRequest(
                context.requestHead, bytes, to: client.settings,
                from: ForwardedFrom(clientAddress: address, isSecure: connection.isSecure), method: method,
                target: target, framing: framing, edits: edits, into: &call.request)
        }
    }

    /// The head's bytes, with `context.requestHead` about them: parsed again when other requests came between, which
    /// costs 0.1 µs and only those that suspend.
    func currentHead() -> UnsafeRawBufferPointer? {
        if unsafe !headBytes.isEmpty { return unsafe headBytes }
        let bytes = unsafe savedHead.readable
        guard case .complete? = try? unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits) else {
            return nil
        }
        return unsafe bytes
    }

    private func dropClosedSubrequests(_ isolate: Isolate) {
        while let handle = isolate.nextClosed() {
            guard let index = calls.firstIndex(where: { $0.handle == handle }) else { continue }
            let call = calls.remove(at: index).call
            if bodyCall === call { bodyCall = nil }
            call.cancel()
        }
    }

    private func resumeDrainedSubrequests(_ isolate: Isolate) {
        for index in calls.indices where calls[index].isPaused {
            guard isolate.bufferedBytes(calls[index].handle) < isolate.bufferedBytesMax else { continue }
            calls[index].isPaused = false
            calls[index].call.resume()
        }
    }

    func subrequestResponded(_ handle: Int32) {
        guard case .isolate(let isolate) = source else { return }
        goOn(
            isolate,
            unsafe isolate.responseHead(handle, context.originScratch.head, bytes: context.originScratch.headBytes))
    }

    func subrequestBody(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard case .isolate(let isolate) = source else { return }
        goOn(isolate, unsafe isolate.responseBody(handle, bytes))
        guard case .isolate = source, isolate.bufferedBytes(handle) >= isolate.bufferedBytesMax,
            let index = calls.firstIndex(where: { $0.handle == handle })
        else { return }
        calls[index].isPaused = true
        calls[index].call.pause()
    }

    func subrequestEnded(_ handle: Int32) {
        forgetCall(handle)
        guard case .isolate(let isolate) = source else { return }
        goOn(isolate, isolate.responseEnd(handle))
    }

    func subrequestFailed(_ handle: Int32, _ failure: OriginFailure) {
        if let call = forgetCall(handle) { context.shared.log.originFailed(call.originName, failure, requestID) }
        guard case .isolate(let isolate) = source else { return }
        let error: SubrequestError =
            switch failure {
            case .unreachable, .untrusted, .brokenOff, .overloaded: .unreachable
            case .connectTimeout, .firstByteTimeout, .idleTimeout: .timeout
            case .notHTTP: .protocolError
            }
        goOn(isolate, isolate.responseFailed(handle, error))
    }

    /// The call is over and must not be touched again.
    @discardableResult
    private func forgetCall(_ handle: Int32) -> OriginCall? {
        guard let index = calls.firstIndex(where: { $0.handle == handle }) else { return nil }
        let call = calls.remove(at: index).call
        if bodyCall === call {
            bodyCall = nil
            connection?.unblockInput()
        }
        return call
    }

    // MARK: the answer

    private func takeAnswer(_ isolate: Isolate) {
        unsafe context.deadlines.cancel(wallClock)
        switch isolate.outcome {
        case .responded: answerResponse(isolate)
        case .forwarded(let origin): answerForward(isolate, origin)
        case .failed(let fault): answerFault(fault, isolate)
        case .none: fail(500, "the worker gave no answer")
        }
    }

    private func answerForward(_ isolate: Isolate, _ origin: Int) {
        let message = isolate.message
        let client = context.origins[context.shared.config.workers[workerIndex].origins[origin]]
        let call = client.makeCall()
        let isOpen = writeSubrequest(message, client, call, isolate)
        responseEdits.keep(message.responseEdits)
        let methodName = unsafe message.method
        let base = message.base == .request ? method : Method.get
        let methodSent = unsafe methodName.isEmpty ? base : Method.of(methodName)
        // The isolate's part is over before the origin has heard of the request.
        releaseSource()
        start(call, client, method: methodSent, bodyIsOpen: isOpen)
    }

    private func answerResponse(_ isolate: Isolate) {
        guard let connection else { return }
        let message = isolate.message
        if case .response(let handle) = message.base { return answerFromBase(isolate, message, handle, connection) }
        let status = message.status ?? 200
        startHead(status, connection)
        var hasDate = false
        unsafe message.edits.withEdits { edits in
            unsafe HeadWriter.appendEdits(edits, into: &connection.output)
            hasDate = unsafe HeadWriter.writes(.date, edits)
        }
        endHead(status, body: .length(UInt64(unsafe message.body.count)), hasDate: hasDate, connection)
        unsafe write(message.body)
        releaseSource()
        end()
    }

    /// An origin's response, perhaps with changes: its head is kept in the isolate, its body may still be on its way.
    private func answerFromBase(
        _ isolate: Isolate, _ message: GuestMessage, _ handle: Int32, _ connection: Connection
    ) {
        guard let head = isolate.storedHead(handle) else {
            return answerFault(Fault(.abi, "the answer is based on a response that has not come"), isolate)
        }
        let status = message.status ?? head.status
        startHead(status, connection)
        unsafe message.edits.withEdits { edits in
            unsafe ProxyRules.copyResponse(
                head.fields, head.fieldCount, head.bytes, edits: edits, into: &connection.output)
        }
        let ended = isolate.bodyHasEnded(handle)
        let buffered = unsafe isolate.bufferedBody(handle)
        let hasDate = (0..<head.fieldCount).contains { unsafe head.fields[$0].name == .date }
        switch message.bodyKind {
        case .none, .bytes:
            endHead(status, body: .length(UInt64(unsafe message.body.count)), hasDate: hasDate, connection)
            unsafe write(message.body)
            releaseSource()
            end()
        case .base:
            // A response that is all here is as long as it is, whatever a HEAD's answer promised of it.
            let length: BodyFraming =
                ended
                ? .length(UInt64(buffered.count))
                : head.contentLength >= 0 ? .length(UInt64(head.contentLength)) : .chunked
            endHead(status, body: length, hasDate: hasDate, connection)
            unsafe write(buffered)
            guard self.connection != nil else { return }
            streamRest(of: handle, ended: ended)
        }
    }

    /// The origin's call outlives the isolate and becomes the exchange's source.
    private func streamRest(of handle: Int32, ended: Bool) {
        let index = calls.firstIndex { $0.handle == handle }
        let entry = index.map { calls.remove(at: $0) }
        releaseSource()
        guard !ended else { return end() }
        guard let entry else { return cutShort() }
        answeringTag = handle
        source = .origin(entry.call)
        if sourceIsPaused { entry.call.pause() } else if entry.isPaused { entry.call.resume() }
    }

    /// Ends the isolate and gives up what it waits for.
    func releaseIsolate(_ isolate: Isolate) {
        for entry in calls { entry.call.cancel() }
        calls.removeAll(keepingCapacity: true)
        bodyCall = nil
        if isolate.droppedLogLines > 0, let deployment {
            context.shared.log.linesDropped(deployment, isolate.droppedLogLines, requestID)
        }
        if context.remembersRequests { cpuUsed = isolate.cpu }
        isolate.end()
    }
}
