internal import HTTP
internal import Loop
internal import TLS

/// One client's connection: bytes in, requests cut out of them, responses out. HTTP/1.1 (RFC 9112).
///
/// Kept alive by its stream, from `accept` until the stream has closed; one thread. It carries one exchange at a time:
/// pipelined requests wait as bytes in `pending`. Three files: this one holds state and life, `+Input` and `+Output`
/// the two directions.
///
/// What each request asks for is held without counting references, an atomic addition each time: what the loop keeps
/// (`let`s of its own), the stream until it has closed, the exchange, which the loop owns.
@safe final class Connection {
    enum Phase {
        /// Between requests, or in the middle of a head.
        case head
        /// Reading a request's body.
        case body
        /// The request is complete, its response is not.
        case response
        /// The last response is being sent; then the connection ends.
        case closing
        /// Everything is sent; reading until the client closes too (RFC 9112 §9.6).
        case lingering
        case closed
    }

    let context: LoopContext
    let listener: Int
    let deadlines: Deadlines
    /// Ciphertext to clients, the loop's.
    let ciphertext: TLSOutput
    /// Keeps itself alive until it has closed, when this becomes nil.
    private(set) var streamReference: Unmanaged<TCPStream>?
    let tls: TLSSession?
    let deadline: UnsafeMutablePointer<Deadline>

    var phase = Phase.head
    /// Bytes read and not yet understood or wanted.
    var pending = ByteBuffer()
    /// Bytes to send when the event ends.
    var output = ByteBuffer()
    /// Ciphertext of the handshake's end, which leaves with the first response: one write instead of two.
    var withheld = ByteBuffer()
    var isHandshaking: Bool
    var exchangeReference: Unmanaged<Exchange>?
    var body = BodyReader(.none)
    var bodyBytes = 0
    /// Those that had come when the deadline was set.
    var timedBodyBytes = 0
    /// `body`'s bytes are not wanted yet.
    var inputIsBlocked = false
    /// The client takes its bytes more slowly than they come.
    var outputIsBlocked = false
    /// The deadline judges how the client takes its bytes; it had taken `takenBytes` when it was set.
    var writeIsTimed = false
    var takenBytes = 0
    var keepAlive = true
    var mustLinger = false
    var peerHasEnded = false
    /// What the current request says about persistence, whatever has been decided since.
    var mayPersist = false
    var requestCount = 0
    /// The deadline was set for a head that has begun, or for the connection's first.
    var headerIsTimed = true

    /// The loop has counted it: a connection refused at once is closed without.
    private var isOpened = false

    // The loop's list of connections, and of those with something to send.
    var next: Connection?
    var previous: Connection?
    var nextDirty: Unmanaged<Connection>?
    var isDirty = false

    /// The client's address as text: as long as an IPv6 address can be.
    private var addressText = InlineArray<46, UInt8>(repeating: 0)
    private var addressLength = 0

    static func accept(from socket: TCPListener, listener: Int, context: LoopContext) {
        guard let connection = Connection(listener: listener, context: context), let stream = connection.stream else {
            // No memory, no TLS session: this client is refused, nobody else notices.
            return
        }
        guard socket.take(into: stream) else { return stream.close() }
        guard context.mayAccept else {
            context.metrics.add(.connectionsRefused)
            context.shared.log.connectionRefused()
            return stream.close()
        }
        connection.begin(stream)
    }

    private init?(listener: Int, context: LoopContext) {
        self.context = context
        self.listener = listener
        deadlines = context.deadlines
        ciphertext = context.tlsOutput
        do throws(TLSError) {
            tls = try context.shared.tls[listener].map { (tls) throws(TLSError) in
                try TLSSession(server: tls, output: context.tlsOutput)
            }
        } catch {
            return nil
        }
        isHandshaking = tls != nil
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Connection.of(context) { $0.deadlinePassed() }
            })
        let stream = try? unsafe TCPStream(
            loop: context.loop, events: Connection.events, context: Unmanaged.passUnretained(self).toOpaque())
        guard let stream else { return }
        unsafe streamReference = .passUnretained(stream)
        // Given back when the stream has closed.
        _ = unsafe Unmanaged.passRetained(self)
    }

    deinit {
        unsafe precondition(!isDirty && exchangeReference == nil, "somebody still holds this connection")
        unsafe deadline.deallocate()
    }

    /// nil: it has closed.
    var stream: TCPStream? { unsafe streamReference?.takeUnretainedValue() }

    var exchange: Exchange? { unsafe exchangeReference?.takeUnretainedValue() }

    private func begin(_ stream: TCPStream) {
        isOpened = true
        context.opened(self)
        stream.setNoDelay()
        // Who has sent a request and reset the connection has no address any more, and hears no answer: served, it could
        // say of itself whatever it liked in X-Forwarded-For.
        guard let peer = stream.peer else { return abort() }
        addressLength = unsafe withUnsafeMutableBytes(of: &addressText) { unsafe peer.writeHost(into: $0) }
        unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.header)
        stream.isPatient = isHandshaking
        stream.startReading()
    }

    var isSecure: Bool { tls != nil }

    /// The client's address, without port; borrowed for the call.
    func withClientAddress<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe addressText.span.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[..<addressLength])) }
    }

    // MARK: times

    private func deadlinePassed() {
        if writeIsTimed || phase == .closing {
            writeTimePassed()
        } else {
            switch phase {
            case .head where pending.isEmpty && requestCount > 0: close()
            case .head where pending.isEmpty: abort()
            case .head: refuse(ProtocolError(status: 408, reason: "the request head took too long"))
            case .body where !inputIsBlocked:
                if let exchange {
                    exchange.abandonRequest(ProtocolError(status: 408, reason: "the request body took too long"))
                } else {
                    abort()
                }
            case .body, .response, .closed, .closing: break
            case .lingering: abort()
            }
        }
        context.settle()
    }

    // MARK: the end

    /// The process is ending: an idle connection closes now, a busy one after its response.
    func drain() {
        keepAlive = false
        if phase == .head, pending.isEmpty { close() }
    }

    /// Closes once everything gathered has been sent.
    func close() {
        guard phase != .closed, phase != .lingering else { return }
        phase = .closing
        context.markDirty(self)
    }

    /// Closes at once, whatever is under way.
    func abort() {
        guard phase != .closed else { return }
        phase = .closed
        unsafe deadlines.cancel(deadline)
        let exchange = self.exchange
        unsafe exchangeReference = nil
        exchange?.connectionClosed()
        stream?.close()
        pending.release()
        output.release()
        withheld.release()
    }

    fileprivate func streamClosed() {
        abort()
        context.forgetDirty(self)
        if isOpened { context.closed(self) }
        unsafe streamReference = nil
        unsafe Unmanaged.passUnretained(self).release()
    }
}

extension Connection {
    fileprivate static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe Connection.of(context) { unsafe $0.received(UnsafeRawBufferPointer(start: bytes, count: count)) }
        },
        ended: { context, code in unsafe Connection.of(context) { $0.ended(code) } },
        drained: { context, code in unsafe Connection.of(context) { $0.drained(code) } },
        connected: { _, _ in },
        closed: { context in unsafe Connection.of(context) { $0.streamClosed() } })

    fileprivate static func of(_ context: StreamEvents.Context, _ body: (Connection) -> Void) {
        unsafe Unmanaged<Connection>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
