package import HTTP
internal import Loop

/// What a call tells its owner: C functions and a context, for the reason given at `StreamEvents`. `tag` is the owner's own
/// number for the call.
@safe package struct OriginEvents {
    package typealias Context = UnsafeMutableRawPointer

    /// The response's head is in the loop's `OriginScratch`, valid during the call. Never an interim (1xx) response.
    package var responded: @convention(c) (Context, Int32) -> Void
    /// A part of the response's body, chunked coding taken off; valid during the call.
    package var body: @convention(c) (Context, Int32, UnsafeRawPointer, Int) -> Void
    /// The response is complete. The last event.
    package var ended: @convention(c) (Context, Int32) -> Void
    /// `OriginFailure.rawValue`. The last event.
    package var failed: @convention(c) (Context, Int32, Int32) -> Void
    /// More of the request's body may be sent.
    package var writable: @convention(c) (Context, Int32) -> Void

    package init(
        responded: @escaping @convention(c) (Context, Int32) -> Void,
        body: @escaping @convention(c) (Context, Int32, UnsafeRawPointer, Int) -> Void,
        ended: @escaping @convention(c) (Context, Int32) -> Void,
        failed: @escaping @convention(c) (Context, Int32, Int32) -> Void,
        writable: @escaping @convention(c) (Context, Int32) -> Void
    ) {
        unsafe self.responded = responded
        unsafe self.body = body
        unsafe self.ended = ended
        unsafe self.failed = failed
        unsafe self.writable = writable
    }
}

/// One request to an origin and its response. Request lifetime, but the object is used again and again: `OriginClient`
/// keeps a free list, so that a proxied request allocates nothing.
///
/// The owner writes the request's head (and the body, where it is small and complete) into `request`, then calls
/// `OriginClient.start`. After `ended` or `failed`, or after `cancel`, the call must not be touched again.
///
/// Its client keeps it alive for good, and its connection's stream that connection: neither holds the other.
@safe package final class OriginCall {
    /// The request as it goes out. Kept until the answer begins, for a retry.
    package var request = ByteBuffer(capacity: 2_048)
    package fileprivate(set) var method = Method.get
    /// More of the body comes through `sendBody`; it is framed by the owner.
    private(set) var bodyIsOpen = false
    /// Some of the request is not in `request` any more.
    private var isStreamed = false
    var wasRetried = false
    /// The owner was told to wait with the body, and waits for `writable`.
    private(set) var isStopped = false

    let client: OriginClient
    private let scratch: OriginScratch
    private let deadlines: Deadlines
    /// For a connection.
    let deadline: UnsafeMutablePointer<Deadline>
    /// For the response's last byte; made when a call first has such a deadline.
    private var responseDeadline: UnsafeMutablePointer<Deadline>?
    /// From `OriginConnection.carry` or `open` until either is done with the other.
    var connectionReference: Unmanaged<OriginConnection>?
    private var connection: OriginConnection? { unsafe connectionReference?.takeUnretainedValue() }
    private var events: OriginEvents?
    private var context: OriginEvents.Context?
    private var tag: Int32 = 0

    init(client: OriginClient) {
        self.client = client
        scratch = client.scratch
        deadlines = client.scratch.deadlines
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<OriginCall>.fromOpaque(context).takeUnretainedValue().timedOut(.connectTimeout)
            })
    }

    deinit {
        unsafe deadline.deallocate()
        unsafe responseDeadline?.deallocate()
    }

    /// Before `OriginClient.start`. `bodyIsOpen`: `request` holds the head only so far, `endBody` will say when it is all.
    package func prepare(
        method: Method, bodyIsOpen: Bool, events: OriginEvents, context: OriginEvents.Context, tag: Int32
    ) {
        self.method = method
        self.bodyIsOpen = bodyIsOpen
        self.events = events
        unsafe self.context = context
        self.tag = tag
        isStreamed = false
        isStopped = false
        wasRetried = false
    }

    /// The response is to be complete in that time, from now on; else the call fails. Between `prepare` and
    /// `OriginClient.start`.
    package func limit(milliseconds: UInt64) {
        if unsafe responseDeadline == nil {
            let made = UnsafeMutablePointer<Deadline>.allocate(capacity: 1)
            unsafe made.initialize(
                to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                    unsafe Unmanaged<OriginCall>.fromOpaque(context).takeUnretainedValue().timedOut(.deadline)
                })
            unsafe responseDeadline = made
        }
        guard let responseDeadline = unsafe responseDeadline else { return }
        unsafe scratch.fineDeadlines.arm(responseDeadline, milliseconds: milliseconds)
    }

    func cancelDeadlines() {
        unsafe deadlines.cancel(deadline)
        if let responseDeadline = unsafe responseDeadline {
            unsafe scratch.fineDeadlines.cancel(responseDeadline)
        }
    }

    /// From now on somebody else hears of the call, which goes on without the deadline that its first owner may have set.
    /// While it is under way.
    package func changeOwner(events: OriginEvents, context: OriginEvents.Context, tag: Int32) {
        precondition(self.events != nil, "a call that is over has no owner")
        if let responseDeadline = unsafe responseDeadline {
            unsafe scratch.fineDeadlines.cancel(responseDeadline)
        }
        self.events = events
        unsafe self.context = context
        self.tag = tag
    }

    /// The origin's name, for log lines.
    package var originName: String { client.settings.name }

    // MARK: the request's body

    /// Sends a part of the body, framed already. False: wait for `writable` before sending more. Nothing is sent when no
    /// body is open: behind a complete request these bytes would be the next one.
    package func sendBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bodyIsOpen else { return true }
        guard let connection, connection.isReady else {
            unsafe request.append(bytes)
            isStopped = request.count >= client.settings.limits.bufferBytesMax
            return !isStopped
        }
        isStreamed = true
        isStopped = unsafe !connection.send(bytes)
        return !isStopped
    }

    package func endBody() {
        bodyIsOpen = false
    }

    // MARK: the response's body

    /// Stops reading from the origin; what was read already is still delivered.
    package func pause() { connection?.pause() }

    package func resume() { connection?.resume() }

    /// Gives the call up: no event comes any more. Harmless when the call has just ended.
    package func cancel() {
        let connection = self.connection
        retire()
        connection?.abandon()
    }

    // MARK: from the connection

    var isReplayable: Bool { !isStreamed }

    func responded() {
        guard let events, let context = unsafe context else { return }
        unsafe events.responded(context, tag)
    }

    func body(_ bytes: UnsafeRawPointer, _ count: Int) {
        guard let events, let context = unsafe context else { return }
        unsafe events.body(context, tag, bytes, count)
    }

    func writable() {
        guard isStopped, let events, let context = unsafe context else { return }
        isStopped = false
        unsafe events.writable(context, tag)
    }

    func ended() {
        let (events, context, tag) = unsafe (events, context, tag)
        retire()
        guard let events, let context = unsafe context else { return }
        unsafe events.ended(context, tag)
    }

    func failed(_ failure: OriginFailure) {
        let (events, context, tag) = unsafe (events, context, tag)
        retire()
        guard let events, let context = unsafe context else { return }
        unsafe events.failed(context, tag, failure.rawValue)
    }

    /// Back to the free list: from here on the object may serve somebody else.
    private func retire() {
        // Twice would put it into the free list twice: two requests would share it.
        guard events != nil else { return }
        events = nil
        unsafe context = nil
        unsafe connectionReference = nil
        client.callRetired(self)
    }

    private func timedOut(_ failure: OriginFailure) {
        let connection = self.connection
        failed(failure)
        connection?.abandon()
        scratch.settle()
    }
}
