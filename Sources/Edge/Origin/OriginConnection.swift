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
    let scratch: OriginScratch
    private let deadlines: Deadlines
    private let limits: OriginLimits
    private let deadline: UnsafeMutablePointer<Deadline>
    /// Keeps itself alive until it has closed; nil from when that was asked for.
    private var streamReference: Unmanaged<TCPStream>?
    private var stream: TCPStream? { unsafe streamReference?.takeUnretainedValue() }
    private var tls: TLSSession?
    private var state = State.connecting
    /// The client keeps calls alive.
    private var callReference: Unmanaged<OriginCall>?
    private var call: OriginCall? { unsafe callReference?.takeUnretainedValue() }
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
        deadlines = client.scratch.deadlines
        limits = client.settings.limits
        self.addresses = addresses
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<OriginConnection>.fromOpaque(context).takeUnretainedValue().deadlinePassed()
            })
    }

    deinit {
        unsafe precondition(callReference == nil, "a call still goes through this connection")
        unsafe deadline.deallocate()
    }

    /// Requests may be sent.
    var isReady: Bool { state == .head || state == .body }

    // MARK: connecting

    func open(for call: OriginCall) {
        bind(call)
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
            unsafe streamReference = .passUnretained(stream)
            try stream.connect(to: address)
        } catch {
            retryNextAddress()
        }
    }

    /// The stream of the failed try goes its own way; `streamClosed` must not mistake it for the new one.
    private func retryNextAddress() {
        let failed = stream
        unsafe streamReference = nil
        failed?.close()
        tryNextAddress()
    }

    func connected(_ code: Int32) {
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
        unsafe deadlines.cancel(call.deadline)
        startReading()
        carry(call)
    }

    /// From here on the call is carried here.
    private func bind(_ call: OriginCall) {
        unsafe callReference = .passUnretained(call)
        unsafe call.connectionReference = .passUnretained(self)
    }

    private func startReading() { unsafe streamReference?._withUnsafeGuaranteedRef { $0.startReading() } }

    // MARK: the request

    /// Sends what the call has so far.
    func carry(_ call: OriginCall) {
        bind(call)
        state = .head
        answerBegan = false
        sendIsBlocked = false
        requestCount += 1
        let hasRoom = unsafe send(call.request.readable)
        // The owner may have been stopped while there was no connection.
        if hasRoom, call.bodyIsOpen { call.writable() }
    }

    /// False: what is queued for the origin has reached its limit (or the connection is broken, which `ended` will tell).
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe streamReference?._withUnsafeGuaranteedRef { unsafe send(bytes, to: $0) } ?? false
    }

    private func send(_ bytes: UnsafeRawBufferPointer, to stream: TCPStream) -> Bool {
        var isSent = true
        if let tls {
            do throws(TLSError) { unsafe try tls.write(bytes) } catch { isSent = false }
            isSent = flushTLS(to: stream) && isSent
        } else {
            isSent = unsafe stream.send(bytes)
        }
        // The origin may answer before the request is complete: then its silence is what counts.
        unsafe deadlines.arm(
            deadline, milliseconds: state == .head ? limits.firstByteMilliseconds : limits.idleMilliseconds)
        // Not closed from here: the caller is in the middle of something. Reading will say the same thing next turn.
        guard isSent else { return false }
        sendIsBlocked = stream.queuedBytes >= limits.bufferBytesMax
        return !sendIsBlocked
    }

    private func flushTLS() -> Bool { unsafe streamReference?._withUnsafeGuaranteedRef { flushTLS(to: $0) } ?? false }

    private func flushTLS(to stream: TCPStream) -> Bool {
        let output = scratch.tlsOutput
        guard !output.isEmpty else { return true }
        defer { output.clear() }
        return unsafe stream.send(output.bytes)
    }

    func drained(_ code: Int32) {
        guard code == 0, sendIsBlocked, isReady else { return }
        sendIsBlocked = false
        call?.writable()
    }

    // MARK: the response

    func pause() { stream?.stopReading() }

    func resume() {
        guard isReady else { return }
        startReading()
        unsafe deadlines.arm(deadline, milliseconds: limits.idleMilliseconds)
    }

    func received(_ bytes: UnsafeRawPointer, _ count: Int) {
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
        guard bytes.count > 0, let call = unsafe callReference else { return nil }
        return unsafe call._withUnsafeGuaranteedRef { unsafe head(bytes, of: $0) }
    }

    private func head(_ bytes: UnsafeRawBufferPointer, of call: OriginCall) -> Int? {
        let before = pending.count
        if before > 0 { unsafe pending.append(bytes) }
        let all = unsafe before > 0 ? pending.readable : bytes
        do throws(ProtocolError) {
            let progress = unsafe try scratch.head.parse(all, limits: scratch.headLimits, requestMethod: call.method)
            guard case .complete(let length) = progress else {
                if before == 0 { unsafe pending.append(bytes) }
                unsafe deadlines.arm(deadline, milliseconds: limits.idleMilliseconds)
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
        unsafe deadlines.arm(deadline, milliseconds: limits.idleMilliseconds)
        call.responded()
    }

    /// False: nothing more to do with these bytes.
    private func nextOfBody(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
        do throws(ProtocolError) {
            switch try unsafe body.next(bytes, position: &position) {
            case .data(let range):
                guard let base = bytes.baseAddress else { return false }
                unsafe callReference?._withUnsafeGuaranteedRef { unsafe $0.body(base + range.lowerBound, range.count) }
                return state == .body
            case .needMore:
                unsafe deadlines.arm(deadline, milliseconds: limits.idleMilliseconds)
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
        let call = unsafe callReference
        unsafe callReference = nil
        // Bytes behind the answer, decrypted or not, would be taken for the next request's.
        let hasMore = leftover > 0 || tls.map { !$0.isDrained } ?? false
        var isReusable = keepAlive && !hasMore && nothingIsQueued
        unsafe call?._withUnsafeGuaranteedRef { call in
            if call.bodyIsOpen { isReusable = false }
            unsafe call.connectionReference = nil
        }
        if isReusable {
            // Before the owner hears of the end: its next request may use this connection.
            state = .finished
            unsafe deadlines.arm(deadline, milliseconds: limits.idleMilliseconds)
            startReading()
            if !client.connectionFinished(self) {
                close(failing: nil)
            } else if state == .finished {
                state = .idle
            }
        } else {
            close(failing: nil)
        }
        unsafe call?._withUnsafeGuaranteedRef { $0.ended() }
    }

    private var nothingIsQueued: Bool { unsafe streamReference?._withUnsafeGuaranteedRef { $0.queuedBytes } == 0 }

    // MARK: the end

    /// The call was given up: the rest of its response would have to be read to use the connection again. Where nothing is
    /// left to be read (a worker that has the last byte ends at once), `finish` comes next and keeps the connection.
    func abandon() {
        let isComplete = state == .body && body.isComplete && call?.bodyIsOpen == false
        unsafe callReference = nil
        if !isComplete { close(failing: nil) }
    }

    func closeIdle() { if state == .idle { close(failing: nil) } }

    func ended(_ code: Int32) {
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
        unsafe deadlines.cancel(deadline)
        stream?.close()
        unsafe streamReference = nil
        pending.release()
        client.connectionClosed(idle: wasIdle ? self : nil)
        guard let call else { return }
        unsafe callReference = nil
        unsafe call.connectionReference = nil
        guard let failure else { return }
        let mayRetry = Retry.isSafe(
            onReusedConnection: requestCount > 1, answerBegan: answerBegan, isIdempotent: call.method.isIdempotent,
            wasRetried: call.wasRetried, isReplayable: call.isReplayable)
        if failure == .brokenOff, mayRetry { client.retry(call) } else { call.failed(failure) }
    }
}
