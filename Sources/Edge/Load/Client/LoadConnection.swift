internal import HTTP
internal import Loop
internal import TLS

/// One connection of a generator, carrying one request at a time.
///
/// Kept by its pool while it is open, and by itself until its stream has closed. One thread.
@safe final class LoadConnection {
    private enum State { case connecting, handshaking, idle, head, body, closed }

    private unowned let pool: LoadPool
    private let scratch: LoadScratch
    private var stream: TCPStream?
    private var tls: TLSSession?
    private var state = State.connecting
    private var pending = ByteBuffer()
    private var body = BodyReader(.none)
    private var status = 0
    private var keepAlive = false
    private var kept: [UInt8] = []
    /// When the request that it carries was due and when it was given to this connection; nil: it carries none.
    private(set) var request: (due: UInt64, sentAt: UInt64)?

    init(pool: LoadPool, scratch: LoadScratch) {
        self.pool = pool
        self.scratch = scratch
    }

    var isIdle: Bool { state == .idle }

    func open() throws(LoopError) {
        let stream = unsafe try TCPStream(
            loop: scratch.loop, events: LoadConnection.events, context: Unmanaged.passUnretained(self).toOpaque())
        // Released by the stream's `closed`.
        _ = unsafe Unmanaged.passRetained(self)
        self.stream = stream
        do throws(LoopError) {
            try stream.connect(to: pool.target.address)
        } catch {
            state = .closed
            stream.close()
            throw error
        }
    }

    /// Sends the pool's request, now or when the connection is made.
    func send(due: UInt64, now: UInt64) {
        request = (due, now)
        if state == .idle { write() }
    }

    /// Ends it without a word to the pool.
    func drop() {
        request = nil
        close()
    }

    private func write() {
        state = .head
        let isSent = unsafe pool.request.bytes.withUnsafeBytes { unsafe put($0) }
        if !isSent { fail("cannot send") }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let tls else { return unsafe stream?.send(bytes) ?? false }
        do throws(TLSError) { unsafe try tls.write(bytes) } catch {
            scratch.tlsOutput.clear()
            return false
        }
        return flush()
    }

    private func flush() -> Bool {
        guard !scratch.tlsOutput.isEmpty else { return true }
        defer { scratch.tlsOutput.clear() }
        return unsafe stream?.send(scratch.tlsOutput.bytes) ?? false
    }

    // MARK: connecting

    fileprivate func connected(_ code: Int32) {
        guard state == .connecting, let stream else { return }
        guard code == 0 else { return fail(LoopError(operation: "connect", code: code).description) }
        stream.setNoDelay()
        stream.startReading()
        guard let context = pool.target.tls else { return ready() }
        state = .handshaking
        do throws(TLSError) {
            let session = try TLSSession(client: context, output: scratch.tlsOutput)
            tls = session
            try session.startHandshake()
        } catch {
            scratch.tlsOutput.clear()
            return fail("handshake: \(error)")
        }
        if !flush() { fail("handshake: cannot send") }
    }

    private func ready() {
        state = .idle
        if request == nil { pool.isFree(self) } else { write() }
    }

    // MARK: the answer

    fileprivate func received(_ bytes: UnsafeRawPointer, _ count: Int) {
        guard let tls else { return unsafe process(UnsafeRawBufferPointer(start: bytes, count: count)) }
        unsafe tls.feed(bytes, count)
        do throws(TLSError) {
            while state != .closed {
                switch try unsafe tls.read(into: scratch.plaintext) {
                case .bytes(let count):
                    guard flush() else { return fail("cannot send") }
                    unsafe process(UnsafeRawBufferPointer(start: scratch.plaintext.baseAddress, count: count))
                    if tls.isDrained { return }
                case .needsMore:
                    guard flush() else { return fail("cannot send") }
                    if state == .handshaking, tls.isEstablished { ready() }
                    return
                case .closed: return ended()
                }
            }
        } catch {
            scratch.tlsOutput.clear()
            fail(tls.verificationFailure.map { "certificate: \($0)" } ?? "\(error)")
        }
    }

    private func process(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while true {
            switch state {
            case .head:
                guard position < bytes.count else { return }
                guard let consumed = unsafe takeHead(UnsafeRawBufferPointer(rebasing: bytes[position...])) else {
                    return
                }
                position += consumed
            case .body:
                guard unsafe takeBody(bytes, &position) else { return }
            case .idle:
                if position < bytes.count { close() }
                return
            case .connecting, .handshaking, .closed: return
            }
        }
    }

    /// How many of `bytes` the head took; nil: all of them, or the connection is over.
    private func takeHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let before = pending.count
        if before > 0 { unsafe pending.append(bytes) }
        let all = unsafe before > 0 ? pending.readable : bytes
        do throws(ProtocolError) {
            let progress = unsafe try scratch.head.parse(
                all, limits: scratch.headLimits, requestMethod: pool.request.method)
            guard case .complete(let length) = progress else {
                if before == 0 { unsafe pending.append(bytes) }
                return nil
            }
            pending.clear()
            guard !scratch.head.isInformational else { return length - before }
            status = scratch.head.status
            keepAlive = scratch.head.keepAlive
            body = BodyReader(scratch.head.framing)
            kept.removeAll(keepingCapacity: true)
            state = .body
            return length - before
        } catch {
            fail("not HTTP: \(error.reason)")
            return nil
        }
    }

    /// False: nothing more to do with these bytes.
    private func takeBody(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Bool {
        do throws(ProtocolError) {
            switch try unsafe body.next(bytes, position: &position) {
            case .data(let range):
                let room = LoadLimits.bodyBytesKeptMax - kept.count
                if !pool.request.expectation.bodyContains.isEmpty, room > 0 {
                    unsafe kept += bytes[range].prefix(room)
                }
                return true
            case .needMore: return false
            case .end:
                finish()
                return state == .idle
            }
        } catch {
            fail("not HTTP: \(error.reason)")
            return false
        }
    }

    private func finish() {
        guard let request else { return close() }
        self.request = nil
        pool.answered(request.due, status: status, body: kept)
        if keepAlive, !pool.opensConnections, state == .body {
            state = .idle
            pool.isFree(self)
        } else {
            close()
        }
    }

    // MARK: the end

    fileprivate func ended() {
        if state == .body, body.mayEndByClose {
            keepAlive = false
            finish()
        } else if state == .idle {
            close()
        } else {
            fail(state == .body ? "answer cut short" : "connection closed")
        }
    }

    /// The request, if it carries one, has failed. `waited`: since it had taken too long, so that it has a latency too.
    func fail(_ kind: String, waited: Bool = false) {
        guard state != .closed else { return }
        let request = self.request
        self.request = nil
        close()
        pool.failed(request?.due, kind, waited: waited)
    }

    private func close() {
        guard state != .closed else { return }
        state = .closed
        if let tls {
            tls.close()
            _ = flush()
        }
        stream?.close()
        pending.release()
        pool.isGone(self)
    }
}

extension LoadConnection {
    fileprivate static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe LoadConnection.of(context) { unsafe $0.received(bytes, count) }
        },
        ended: { context, _ in unsafe LoadConnection.of(context) { $0.ended() } },
        drained: { context, code in unsafe LoadConnection.of(context) { if code < 0 { $0.fail("cannot send") } } },
        connected: { context, code in unsafe LoadConnection.of(context) { $0.connected(code) } },
        closed: { context in unsafe Unmanaged<LoadConnection>.fromOpaque(context).release() })

    private static func of(_ context: StreamEvents.Context, _ body: (LoadConnection) -> Void) {
        unsafe Unmanaged<LoadConnection>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
