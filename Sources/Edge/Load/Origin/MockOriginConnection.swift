internal import HTTP
internal import Loop

/// One connection to a double of an origin. Kept by it while it is open, and by itself until its stream has closed.
@safe final class MockOriginConnection {
    private unowned let origin: MockOrigin
    private var stream: TCPStream?
    private let timer: Timer
    private var pending = ByteBuffer()
    private var head = RequestHead()
    private var body: BodyReader?
    /// An answer is due when the timer fires.
    private var isDelaying = false

    init(origin: MockOrigin) throws(LoopError) {
        self.origin = origin
        timer = try Timer(loop: origin.loop)
        stream = unsafe try TCPStream(
            loop: origin.loop, events: MockOriginConnection.events,
            context: Unmanaged.passUnretained(self).toOpaque())
        // Released by the stream's `closed`.
        _ = unsafe Unmanaged.passRetained(self)
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<MockOriginConnection>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.delayed() }
        }
    }

    func take(from listener: TCPListener) -> Bool {
        guard let stream, listener.take(into: stream) else { return false }
        stream.setNoDelay()
        stream.startReading()
        return true
    }

    func close() {
        guard let stream else { return }
        self.stream = nil
        timer.close()
        stream.close()
        origin.isGone(self)
    }

    fileprivate func received(_ bytes: UnsafeRawPointer, _ count: Int) {
        unsafe pending.append(UnsafeRawBufferPointer(start: bytes, count: count))
        advance()
    }

    /// Answers as many requests as have come whole; one at a time where there is a delay.
    private func advance() {
        do throws(ProtocolError) {
            while stream != nil, !isDelaying, pending.count > 0, try takeRequest() {
                origin.counted()
                if origin.delay == 0 {
                    answer()
                } else {
                    isDelaying = true
                    timer.start(after: origin.delay)
                }
            }
        } catch {
            close()
        }
    }

    /// False: it is not there whole yet.
    private func takeRequest() throws(ProtocolError) -> Bool {
        if body == nil {
            guard case .complete(let length) = try unsafe head.parse(pending.readable) else { return false }
            pending.consume(length)
            body = BodyReader(head.framing)
        }
        while var reader = body {
            var position = 0
            let event = try unsafe reader.next(pending.readable, position: &position)
            pending.consume(position)
            body = reader
            switch event {
            case .data: continue
            case .needMore: return false
            case .end:
                body = nil
                return true
            }
        }
        return false
    }

    private func answer() {
        let isSent = unsafe origin.response.withUnsafeBytes { unsafe stream?.send($0) ?? false }
        if !isSent { close() }
    }

    fileprivate func delayed() {
        isDelaying = false
        answer()
        advance()
    }
}

extension MockOriginConnection {
    fileprivate static let events = unsafe StreamEvents(
        received: { context, bytes, count in
            unsafe MockOriginConnection.of(context) { unsafe $0.received(bytes, count) }
        },
        ended: { context, _ in unsafe MockOriginConnection.of(context) { $0.close() } },
        drained: { _, _ in },
        connected: { _, _ in },
        closed: { context in unsafe Unmanaged<MockOriginConnection>.fromOpaque(context).release() })

    private static func of(_ context: StreamEvents.Context, _ body: (MockOriginConnection) -> Void) {
        unsafe Unmanaged<MockOriginConnection>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
