internal import HTTP
internal import Loop
internal import TLS

/// From the socket to exchanges: decrypt, cut into heads and bodies.
extension Connection {
    func received(_ bytes: UnsafeRawBufferPointer) {
        guard phase != .closed else { return }
        if let tls {
            if isHandshaking { unsafe shakeHands(bytes, tls) } else { unsafe decrypt(bytes, tls) }
        } else {
            unsafe take(bytes)
        }
        // What was to be said to a client that is gone must not lie in the loop's buffer for the next one.
        if phase == .closed { context.tlsOutput.clear() }
        pump()
        context.settle()
    }

    /// The client sent its last byte (0), or reading failed.
    func ended(_ code: Int32) {
        if code == 0 { peerEnded() } else { abort() }
        context.settle()
    }

    /// A client may close its half and still wait for the answer; without one to come the connection is over.
    private func peerEnded() {
        peerHasEnded = true
        keepAlive = false
        switch phase {
        // Half a connection is what most clients leave that have gone, and others want the place in the queue.
        case .response where exchange?.isQueued == true: abort()
        case .response, .closing: break
        // What was answered may still be in `output`: a TLS client's end can come in one piece with its request.
        case .head: close()
        case .body where exchange == nil: close()
        case .body, .lingering, .closed: abort()
        }
    }

    /// A handshake costs as much as many requests: when those of this moment have had their time, the first messages of others
    /// wait in the kernel, or a crowd of them would keep every client waiting.
    private func shakeHands(_ bytes: UnsafeRawBufferPointer, _ tls: TLSSession) {
        let started = AccessLog.now()
        unsafe decrypt(bytes, tls)
        isHandshaking = !tls.isEstablished
        // Who has had what costs is served like others: it has waited already. An answer alone says nothing: it may have been
        // asked for another first message, and keeps what costs for later.
        if !isHandshaking || tls.hasFinished { stream?.isPatient = false }
        context.spentOnHandshakes(nanoseconds: AccessLog.now() &- started)
    }

    private func decrypt(_ bytes: UnsafeRawBufferPointer, _ tls: TLSSession) {
        guard let base = bytes.baseAddress else { return }
        unsafe tls.feed(base, bytes.count)
        do throws(TLSError) {
            while true {
                switch try unsafe tls.read(into: context.plaintext) {
                case .bytes(let count):
                    // What the handshake wrote must not lie in the loop's one ciphertext buffer when others use it.
                    withholdTLS()
                    unsafe take(UnsafeRawBufferPointer(start: context.plaintext.baseAddress, count: count))
                    // Not to the end when the connection was closed by what came: there is no more use for it.
                    if phase == .closed || tls.isDrained { return }
                case .needsMore: return
                case .closed:
                    return peerEnded()
                }
            }
        } catch {
            // The alert that says why goes out, then nothing more.
            context.shared.log.handshakeFailed(error)
            flushTLS()
            abort()
        }
    }

    /// Understands as much as it can, keeps the rest.
    private func take(_ bytes: UnsafeRawBufferPointer) {
        guard phase != .lingering else { return }
        if pending.isEmpty {
            let consumed = unsafe consume(bytes)
            guard phase != .closed else { return }
            unsafe pending.append(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
        } else {
            unsafe pending.append(bytes)
            consumePending()
        }
        // More than a pipeline's worth waits: the client must wait too.
        let isFull = pending.count > context.shared.config.limits.bufferBytesMax
        if isFull, phase != .head || outputIsBlocked { stream?.stopReading() }
    }

    /// Goes on with bytes read earlier.
    func consumePending() {
        guard !pending.isEmpty else { return }
        let consumed = unsafe consume(pending.readable)
        guard phase != .closed else { return }
        pending.consume(consumed)
        if pending.isEmpty { pending.release() }
    }

    /// How many of `bytes` were used.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        var position = 0
        while true {
            switch phase {
            case .head:
                // A client that does not take its responses gets no more of them.
                if output.count > context.shared.config.limits.bufferBytesMax { flush() }
                guard phase == .head else { continue }
                guard position < bytes.count, !outputIsBlocked else { return position }
                guard let length = unsafe beginRequest(UnsafeRawBufferPointer(rebasing: bytes[position...])) else {
                    return position
                }
                position += length
            case .body:
                guard !inputIsBlocked, unsafe takeBody(bytes, &position) else { return position }
            case .response:
                return position
            case .closing:
                // More came than will be answered: to close on it would be a reset, which may overtake the answer.
                if position < bytes.count { mustLinger = true }
                return bytes.count
            case .lingering, .closed:
                return bytes.count
            }
        }
    }

    /// Reads one head and starts its exchange: the head's length, or nil when there is no whole head.
    private func beginRequest(_ bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(ProtocolError) {
            let progress = try unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits)
            guard case .complete(let length) = progress else {
                awaitRestOfHead()
                return nil
            }
            requestCount += 1
            headerIsTimed = false
            keepAlive =
                context.requestHead.keepAlive && !context.isDraining && !peerHasEnded
                && requestCount < context.shared.config.limits.requestsPerConnectionMax
            mayPersist = keepAlive
            body = BodyReader(context.requestHead.framing)
            bodyBytes = 0
            timedBodyBytes = 0
            inputIsBlocked = false
            phase = body.isComplete ? .response : .body
            if phase == .body {
                unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.body)
            }
            let exchange = unsafe context.makeExchange()
            unsafe exchangeReference = exchange
            unsafe exchange._withUnsafeGuaranteedRef {
                unsafe $0.begin(self, UnsafeRawBufferPointer(rebasing: bytes[..<length]))
            }
            return length
        } catch {
            refuse(error)
            return nil
        }
    }

    /// Arms the header timeout once per head: a byte now and then must not push it on.
    private func awaitRestOfHead() {
        guard !headerIsTimed else { return }
        headerIsTimed = true
        unsafe deadlines.cancel(deadline)
        unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.header)
    }

    /// One piece of body to the exchange. False when these bytes are used up or the connection is done with them.
    private func takeBody(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
        do throws(ProtocolError) {
            switch try unsafe body.next(bytes, position: &position) {
            case .data(let range):
                bodyBytes += range.count
                guard bodyBytes <= context.shared.config.limits.bodyBytesMax else {
                    throw ProtocolError(status: 413, reason: "the request body is too large")
                }
                let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
                if let exchange, unsafe !exchange.requestBody(piece) {
                    inputIsBlocked = true
                    stream?.stopReading()
                }
                return phase == .body
            case .needMore:
                guard !writeIsTimed else { return false }
                let time = context.shared.milliseconds.body
                // A worker that reads is held by who sends: there a byte now and then is not enough.
                if exchange?.holdsIsolate == true, bodyBytes - timedBodyBytes < leastBytes(time), bodyBytes > 0 {
                    return false
                }
                timedBodyBytes = bodyBytes
                unsafe deadlines.arm(deadline, milliseconds: time)
                return false
            case .end:
                requestCompleted()
                return true
            }
        } catch {
            if let exchange {
                exchange.abandonRequest(error)
            } else {
                // The response is out: nothing can be said any more.
                keepAlive = false
                mustLinger = true
                close()
            }
            return false
        }
    }

    private func requestCompleted() {
        if let exchange {
            phase = .response
            exchange.requestEnded()
        } else {
            // The response was complete before the request: what came was read and dropped.
            nextRequest()
        }
    }

    /// The exchange waits in a queue, and takes nothing of the body yet. Reading goes on, or nobody would learn that the client
    /// is gone: what comes is kept, as much as of a pipeline.
    func blockInput() {
        if phase == .body { inputIsBlocked = true }
    }

    /// The exchange takes bytes of the body again.
    func unblockInput() {
        guard inputIsBlocked else { return }
        inputIsBlocked = false
        startReading()
        if !writeIsTimed { unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.body) }
        context.markDirty(self)
    }

    /// The exchange is over, its response gathered or sent. What is left of the request's body is read and dropped,
    /// unless the connection ends anyway.
    func exchangeEnded() {
        unsafe exchangeReference = nil
        context.markDirty(self)
        switch phase {
        case .response:
            nextRequest()
        case .body:
            inputIsBlocked = false
            startReading()
            // The time may have passed while the input was blocked, when it counts for nothing.
            if !writeIsTimed { unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.body) }
            if !keepAlive {
                mustLinger = true
                close()
            }
        case .head, .closing, .lingering, .closed:
            break
        }
    }

    func startReading() { unsafe streamReference?._withUnsafeGuaranteedRef { $0.startReading() } }

    private func nextRequest() {
        guard keepAlive else { return close() }
        phase = .head
        guard !outputIsBlocked else { return }
        if !peerHasEnded { startReading() }
        unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.idle)
    }

    /// Answers a request that never became an exchange, and ends the connection: its bytes mean nothing any more.
    func refuse(_ error: ProtocolError) {
        keepAlive = false
        mustLinger = true
        requestCount += 1
        phase = .response
        let exchange = unsafe context.makeExchange()
        unsafe exchangeReference = exchange
        unsafe exchange._withUnsafeGuaranteedRef { $0.refuse(self, error) }
    }
}
