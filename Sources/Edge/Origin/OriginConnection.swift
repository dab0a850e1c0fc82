internal import HTTP
internal import Loop
internal import TLS

/// One socket to an origin, carrying one request at a time.
///
/// Owned by itself from `open` until its stream has closed; one thread. Process lifetime: it serves many requests.
@safe final class OriginConnection {
    private enum State {
        case connecting, handshaking
        /// Between a response's end and the pool's decision.
        case finished
        /// In the pool.
        case idle
        /// Waiting for a response's head (or the rest of it).
        case head
        case body
        case closed
    }

    private let client: OriginClient
    private let scratch: OriginScratch
    private let deadline: UnsafeMutablePointer<Deadline>
    private var stream: TCPStream?
    private var tls: TLSSession?
    private var state = State.connecting
    private var call: OriginCall?
    private var addresses: [Address]
    /// Bytes of an incomplete response head.
    private var pending = ByteBuffer()
    private var body = BodyReader(.none)
    private var keepAlive = false
    private var answerBegan = false
    private var requestCount = 0
    private var sendIsBlocked = false
    /// The origin said that its bytes end here, and that nobody cut them.
    private var hasCloseNotify = false

    init(client: OriginClient, addresses: [Address]) {
        self.client = client
        self.scratch = client.scratch
        self.addresses = addresses
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<OriginConnection>.fromOpaque(context).takeUnretainedValue().deadlinePassed()
            })
    }

    deinit { unsafe deadline.deallocate() }

    /// Requests may be sent.
    var isReady: Bool { state == .head || state == .body }

    // MARK: connecting

    func open(for call: OriginCall) {
        self.call = call
        call.connection = self
        tryNextAddress()
    }

    private func tryNextAddress() {
        guard !addresses.isEmpty else { return close(failing: .unreachable) }
        let address = addresses.removeFirst()
        do throws(LoopError) {
            let stream = try unsafe TCPStream(
                loop: scratch.loop, events: OriginConnection.events, context: Unmanaged.passUnretained(self).toOpaque())
            // Given back when this stream has closed.
            _ = unsafe Unmanaged.passRetained(self)
            self.stream = stream
            try stream.connect(to: address)
        } catch {
            retryNextAddress()
        }
    }

    /// The stream of the failed try goes its own way; `streamClosed` must not mistake it for the new one.
    private func retryNextAddress() {
        let failed = stream
        stream = nil
        failed?.close()
        tryNextAddress()
    }

    fileprivate func connected(_ code: Int32) {
        guard state == .connecting else { return }
        guard code == 0, let stream else { return retryNextAddress() }
        stream.setNoDelay()
        guard let context = client.settings.tls else { return ready() }
        state = .handshaking
        do throws(TLSError) {
            let session = try TLSSession(client: context, output: scratch.tlsOutput)
            tls = session
            try session.startHandshake()
        } catch {
            return close(failing: .unreachable)
        }
        guard flushTLS() else { return close(failing: .unreachable) }
        stream.startReading()
    }

    private func ready() {
        guard let call else { return close(failing: nil) }
        unsafe scratch.deadlines.cancel(call.deadline)
        stream?.startReading()
        carry(call)
    }

    // MARK: the request

    /// Sends what the call has so far.
    func carry(_ call: OriginCall) {
        self.call = call
        call.connection = self
        state = .head
        answerBegan = false
        sendIsBlocked = false
        requestCount += 1
        unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.firstByteMilliseconds)
        let hasRoom = unsafe send(call.request.readable)
        // The owner may have been stopped while there was no connection.
        if hasRoom, call.bodyIsOpen { call.writable() }
    }

    /// False: what is queued for the origin has reached its limit (or the connection is broken, which `ended` will tell).
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let stream else { return false }
        var isSent = true
        if let tls {
            do throws(TLSError) { unsafe try tls.write(bytes) } catch { isSent = false }
            isSent = flushTLS() && isSent
        } else {
            isSent = unsafe stream.send(bytes)
        }
        // The origin may answer before the request is complete: then its silence is what counts.
        let limits = client.settings.limits
        unsafe scratch.deadlines.arm(
            deadline, milliseconds: state == .head ? limits.firstByteMilliseconds : limits.idleMilliseconds)
        guard isSent else {
            // Not from here: the caller is in the middle of something. Reading will say the same thing next turn.
            return false
        }
        sendIsBlocked = stream.queuedBytes >= client.settings.limits.bufferBytesMax
        return !sendIsBlocked
    }

    private func flushTLS() -> Bool {
        let output = scratch.tlsOutput
        guard !output.isEmpty else { return true }
        defer { output.clear() }
        return unsafe stream?.send(output.bytes) ?? false
    }

    fileprivate func drained(_ code: Int32) {
        guard code == 0 else { return }
        guard sendIsBlocked, isReady else { return }
        sendIsBlocked = false
        call?.writable()
    }

    // MARK: the response

    func pause() { stream?.stopReading() }

    func resume() {
        guard isReady else { return }
        stream?.startReading()
        unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.idleMilliseconds)
    }

    fileprivate func received(_ bytes: UnsafeRawPointer, _ count: Int) {
        guard let tls else { return unsafe process(UnsafeRawBufferPointer(start: bytes, count: count)) }
        unsafe tls.feed(bytes, count)
        do throws(TLSError) {
            while state != .closed {
                switch try unsafe tls.read(into: scratch.plaintext) {
                case .bytes(let count):
                    if state == .handshaking { establish() }
                    // What OpenSSL had to say goes out before another connection uses the same buffer.
                    guard flushTLS() else { return close(failing: .brokenOff) }
                    unsafe process(UnsafeRawBufferPointer(start: scratch.plaintext.baseAddress, count: count))
                    if tls.isDrained { return }
                case .needsMore:
                    guard flushTLS() else { return close(failing: failureOfTLS) }
                    if state == .handshaking, tls.isEstablished { establish() }
                    return
                case .closed:
                    hasCloseNotify = true
                    return ended(0)
                }
            }
        } catch {
            scratch.tlsOutput.clear()
            close(failing: tls.verificationFailure != nil ? .untrusted : failureOfTLS)
        }
    }

    private var failureOfTLS: OriginFailure { state == .handshaking ? .unreachable : .brokenOff }

    private func establish() {
        guard flushTLS() else { return close(failing: .unreachable) }
        ready()
    }

    private func process(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while true {
            switch state {
            case .head:
                answerBegan = true
                guard let consumed = unsafe head(UnsafeRawBufferPointer(rebasing: bytes[position...])) else { return }
                position += consumed
            case .body:
                guard unsafe nextOfBody(bytes, &position) else { return }
            case .idle:
                // RFC 9112 §9.2: bytes nobody asked for. What follows could be taken for another request's answer.
                if position < bytes.count { closeIdle() }
                return
            case .connecting, .handshaking, .finished, .closed:
                return
            }
        }
    }

    /// Reads a head: how many of `bytes` it took, or nil when all are used up or the call is over.
    private func head(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count > 0, let call else { return nil }
        let before = pending.count
        if before > 0 { unsafe pending.append(bytes) }
        let all = unsafe before > 0 ? pending.readable : bytes
        do throws(ProtocolError) {
            let progress = unsafe try scratch.head.parse(all, limits: scratch.headLimits, requestMethod: call.method)
            guard case .complete(let length) = progress else {
                if before == 0 { unsafe pending.append(bytes) }
                unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.idleMilliseconds)
                return nil
            }
            unsafe scratch.headBytes = UnsafeRawBufferPointer(start: all.baseAddress, count: length)
            let consumed = length - before
            if scratch.head.isInformational {
                // 101 cannot be: Upgrade is never sent on. Others are only progress (RFC 9110 §15.2).
                guard scratch.head.status != 101 else { throw ProtocolError(status: 502, reason: "unasked upgrade") }
                pending.clear()
                return consumed
            }
            deliver(head: call)
            pending.clear()
            return state == .closed ? nil : consumed
        } catch {
            close(failing: .notHTTP)
            return nil
        }
    }

    private func deliver(head call: OriginCall) {
        body = BodyReader(scratch.head.framing)
        keepAlive = scratch.head.keepAlive
        state = .body
        unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.idleMilliseconds)
        call.responded()
    }

    /// False: nothing more to do with these bytes.
    private func nextOfBody(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
        do throws(ProtocolError) {
            switch try unsafe body.next(bytes, position: &position) {
            case .data(let range):
                guard let base = bytes.baseAddress else { return false }
                unsafe call?.body(base + range.lowerBound, range.count)
                return state == .body
            case .needMore:
                unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.idleMilliseconds)
                return false
            case .end:
                finish(leftover: bytes.count - position)
                return false
            }
        } catch {
            close(failing: .notHTTP)
            return false
        }
    }

    private func finish(leftover: Int) {
        let call = self.call
        self.call = nil
        // Bytes behind the answer, decrypted or not, would be taken for the next request's.
        let hasMore = leftover > 0 || tls.map { !$0.isDrained } ?? false
        let isReusable = keepAlive && !hasMore && call?.bodyIsOpen != true && (stream?.queuedBytes ?? 1) == 0
        call?.connection = nil
        if isReusable {
            // Before the owner hears of the end: its next request may use this connection.
            state = .finished
            unsafe scratch.deadlines.arm(deadline, milliseconds: client.settings.limits.idleMilliseconds)
            stream?.startReading()
            if !client.connectionFinished(self) {
                close(failing: nil)
            } else if state == .finished {
                state = .idle
            }
        } else {
            close(failing: nil)
        }
        call?.ended()
    }

    // MARK: the end

    /// The call was given up: the rest of its response would have to be read to use the connection again. Where nothing is
    /// left to be read (a worker that has the last byte ends at once), `finish` comes next and keeps the connection.
    func abandon() {
        let isComplete = state == .body && body.isComplete && call?.bodyIsOpen == false
        call = nil
        if !isComplete { close(failing: nil) }
    }

    func closeIdle() {
        guard state == .idle else { return }
        close(failing: nil)
    }

    fileprivate func ended(_ code: Int32) {
        switch state {
        case .connecting: retryNextAddress()
        case .handshaking: close(failing: .unreachable)
        case .finished, .idle: close(failing: nil)
        case .head: close(failing: .brokenOff)
        case .body:
            // RFC 9112 §8: without close_notify, somebody on the way may have cut the answer short.
            if code == 0, body.mayEndByClose, tls == nil || hasCloseNotify {
                keepAlive = false
                finish(leftover: 0)
            } else {
                close(failing: .brokenOff)
            }
        case .closed: break
        }
    }

    private func deadlinePassed() {
        timedOut()
        scratch.settle()
    }

    private func timedOut() {
        switch state {
        case .head: close(failing: answerBegan ? .idleTimeout : .firstByteTimeout)
        case .body:
            // Paused by a slow client: its own timeouts judge it.
            if stream?.isReading == false { return }
            close(failing: .idleTimeout)
        case .connecting, .handshaking: close(failing: .connectTimeout)
        case .finished, .idle, .closed: close(failing: nil)
        }
    }

    private func close(failing failure: OriginFailure?) {
        guard state != .closed else { return }
        let wasIdle = state == .idle
        state = .closed
        unsafe scratch.deadlines.cancel(deadline)
        stream?.close()
        pending.release()
        client.connectionClosed(idle: wasIdle ? self : nil)
        guard let call else { return }
        self.call = nil
        guard let failure else { return }
        let mayRetry = Retry.isSafe(
            onReusedConnection: requestCount > 1, answerBegan: answerBegan, isIdempotent: call.method.isIdempotent,
            wasRetried: call.wasRetried, isReplayable: call.isReplayable)
        if failure == .brokenOff, mayRetry { client.retry(call) } else { call.failed(failure) }
    }
}

extension OriginConnection {
    fileprivate static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe OriginConnection.of(context) { unsafe $0.received(bytes, count) }
        },
        ended: { context, code in unsafe OriginConnection.of(context) { $0.ended(code) } },
        drained: { context, code in unsafe OriginConnection.of(context) { $0.drained(code) } },
        connected: { context, code in unsafe OriginConnection.of(context) { $0.connected(code) } },
        closed: { context in unsafe Unmanaged<OriginConnection>.fromOpaque(context).release() })

    private static func of(_ context: StreamEvents.Context, _ body: (OriginConnection) -> Void) {
        unsafe Unmanaged<OriginConnection>.fromOpaque(context)._withUnsafeGuaranteedRef { connection in
            body(connection)
            connection.scratch.settle()
        }
    }
}
