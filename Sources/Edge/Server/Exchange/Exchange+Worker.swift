internal import Deploy
internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// A worker makes the response: a fresh isolate runs, driven by an `IsolateDriver`, and its answer is written here.
extension Exchange {
    func beginWorker(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        if let development = context.shared.development, unsafe answer(development, index, bytes) { return }
        workerIndex = index
        if context.entersAtOnce { unsafe takeWorker(bytes) } else { unsafe awaitTurn(bytes) }
    }

    /// Others have the loop: only the head waits. An isolate made for a request that does not run yet would be one more
    /// that finds cold caches when it does, and hold a place meanwhile.
    private func awaitTurn(_ bytes: UnsafeRawBufferPointer) {
        unsafe waitingHead.append(bytes)
        source = .turn
        phase = .waiting
        connection?.blockInput()
        seat.lane = LoopContext.lane(ofWorker: workerIndex)
        context.continueLater(seat)
    }

    /// Its head is parsed again, because others came in between.
    func takeTurn() {
        source = .none
        // Out of the exchange, which may end, and be used again, before this does.
        swap(&waitingHead, &context.turnHead)
        defer { context.turnHead.clear(keepingAtMost: Exchange.waitingHeadBytesKept) }
        guard unsafe parseAgain(context.turnHead.readable) else { return }
        unsafe takeWorker(context.turnHead.readable)
        if !isQueued { connection?.unblockInput() }
    }

    /// A head that has waited is the loop's request again. False, and it is answered: it cannot be.
    func parseAgain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        context.headOwner = nil
        guard case .complete? = try? unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits) else {
            fail(500, "the request cannot be read again")
            return false
        }
        return true
    }

    /// Finds a version that answers, and a place for it.
    private func takeWorker(_ bytes: UnsafeRawBufferPointer) {
        let index = workerIndex
        // A preview's version answers where no other does yet.
        guard let current = version ?? context.versions[index].current else {
            return fail(503, "the worker is not deployed")
        }
        if context.versions[index].split != nil || context.shared.overrides != nil { unsafe assignVersion(bytes) }
        guard (version ?? current).isHealthy else { return unsafe beginQuarantined(bytes) }
        unsafe admit(index, bytes)
    }

    /// It has a place.
    func startWorker(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        guard let connection, let isolates = context.isolates, let version = chooseVersion(index) else {
            context.admission.ended(index)
            return unsafe answerInstead(bytes)
        }
        if version.meter != nil { beginMeasuring() }
        if context.versions[index].shadow != nil { unsafe beginMirror(version, connection, bytes) }
        admitBody()
        phase = .waiting
        do throws(IsolateError) {
            let isolate = try unsafe makeIsolate(isolates, version.deployment, connection, bytes)
            let driver = context.makeDriver()
            source = .isolate(driver)
            unsafe driver.begin(isolate, version, worker: index, for: self, bytes)
        } catch {
            context.admission.ended(index)
            context.shared.log.isolateRefused(version, error, requestID)
            dropMirror()
            fail(503, "all isolates are busy", retryAfter: Exchange.busySeconds)
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

    // MARK: the answer

    /// What the isolate ended with.
    func takeAnswer(_ isolate: Isolate, _ driver: IsolateDriver) {
        switch isolate.outcome {
        case .responded: answerResponse(isolate, driver)
        case .forwarded(let origin): answerForward(isolate, origin, driver)
        case .failed(let fault): answerFault(fault, isolate)
        case .none, .done: fail(500, "the worker gave no answer")
        }
    }

    /// What it answered before its end.
    func takeEarlyAnswer(_ isolate: Isolate, _ driver: IsolateDriver) {
        let message = isolate.message
        if message.kind == .forward {
            answerForward(isolate, message.origin, driver)
        } else {
            answerResponse(isolate, driver)
        }
    }

    /// The response needs the isolate no more.
    private func part(from driver: IsolateDriver) {
        source = .none
        if context.remembersRequests || measuredAt != 0 { cpuUsed = driver.isolate?.cpu }
        driver.leave()
    }

    private func answerForward(_ isolate: Isolate, _ origin: Int, _ driver: IsolateDriver) {
        let message = isolate.message
        let (call, client, method, isOpen) = driver.makeCall(message, origin, isolate)
        responseEdits.keep(message.responseEdits)
        if let mirror {
            let ownBody = unsafe message.bodyKind == .bytes ? message.body : nil
            unsafe mirror.forwards(driver.originIndex(origin), call, ownBody: ownBody)
        }
        // The isolate's part is over before the origin has heard of the request.
        part(from: driver)
        start(call, client, method: method, bodyIsOpen: isOpen)
    }

    private func answerResponse(_ isolate: Isolate, _ driver: IsolateDriver) {
        guard let connection else { return }
        let message = isolate.message
        if case .response(let handle) = message.base {
            return answerFromBase(isolate, message, handle, driver, connection)
        }
        let status = message.status ?? 200
        if status >= 500 { failure = .status }
        startHead(status, connection)
        var hasDate = false
        unsafe message.edits.withEdits { edits in
            unsafe HeadWriter.appendEdits(edits, into: &connection.output)
            hasDate = unsafe HeadWriter.writes(.date, edits)
        }
        if message.bodyKind == .stream {
            return endHead(status, body: .chunked, hasDate: hasDate, connection)
        }
        endHead(status, body: .length(UInt64(unsafe message.body.count)), hasDate: hasDate, connection)
        unsafe write(message.body)
        part(from: driver)
        end()
    }

    /// An origin's response, perhaps with changes: its head is kept in the isolate, its body may still be on its way.
    private func answerFromBase(
        _ isolate: Isolate, _ message: GuestMessage, _ handle: Int32, _ driver: IsolateDriver,
        _ connection: Connection
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
        let hasDate = (0..<head.fieldCount).contains { unsafe head.fields[$0].name == .date }
        switch message.bodyKind {
        case .stream:
            endHead(status, body: .chunked, hasDate: hasDate, connection)
        case .none, .bytes:
            endHead(status, body: .length(UInt64(unsafe message.body.count)), hasDate: hasDate, connection)
            unsafe write(message.body)
            part(from: driver)
            end()
        case .base:
            let ended = isolate.bodyHasEnded(handle)
            let buffered = unsafe isolate.bufferedBody(handle)
            let framing = framing(of: head, status, ended: ended, bytes: buffered.count)
            endHead(status, body: framing, hasDate: hasDate, connection)
            unsafe write(buffered)
            guard self.connection != nil else { return }
            streamRest(of: handle, ended: ended, driver)
        }
    }

    /// A response that is all here is as long as it is, unless it has no body by its nature: what answers HEAD, or says 304,
    /// still tells how long it would be, if the origin did (RFC 9110 §8.6).
    private func framing(of head: StoredHead, _ status: Int, ended: Bool, bytes: Int) -> BodyFraming {
        let isEmpty = bytes == 0 && (ended || head.contentLength == 0)
        if isEmpty, method == .head || status == 304 || status == 204 {
            return head.declaredLength.map { .length($0) } ?? .none
        }
        guard !ended else { return .length(UInt64(bytes)) }
        return head.contentLength >= 0 ? .length(UInt64(head.contentLength)) : .chunked
    }

    /// The origin's call outlives the isolate and becomes the exchange's source.
    private func streamRest(of handle: Int32, ended: Bool, _ driver: IsolateDriver) {
        let entry = driver.takeCall(handle)
        driver.isolate?.handedOver(handle)
        part(from: driver)
        guard !ended else { return end() }
        guard let entry else { return cutShort() }
        mirror?.passedOn = handle
        adopt(entry.call)
        if sourceIsPaused { entry.call.pause() } else if entry.isPaused { entry.call.resume() }
    }

    // MARK: a body that the worker writes

    /// Sends what it has written, as far as the client takes it. True: the isolate can go on.
    func takeWritten(_ isolate: Isolate, _ driver: IsolateDriver) -> Bool {
        var isRunnable = false
        while !sourceIsPaused, case let bytes = unsafe isolate.writtenBytes, unsafe !bytes.isEmpty {
            let count = bytes.count
            unsafe write(bytes)
            // To send it may have shown that the client is gone, and the isolate with it.
            guard connection != nil else { return false }
            if isolate.consumeWritten(count) { isRunnable = true }
        }
        guard isolate.bodyIsComplete, case .none = isolate.outcome else { return isRunnable }
        part(from: driver)
        end()
        return false
    }
}
