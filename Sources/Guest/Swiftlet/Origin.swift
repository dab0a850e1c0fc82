/// An origin that the config binds to the worker: a capability, and the only way out of the isolate.
public struct Origin {
    let number: UInt32

    /// Sends `request` and suspends until the response's head is there.
    ///
    ///     let response = try env.origin("api").fetch(Request("/user?id=7"))
    ///     guard response.status == .ok else { return .text("no user", status: .badGateway) }
    ///
    /// - Throws: `.unreachable`, `.timeout` or `.protocolViolation` for what the origin did; `.limit`, `.invalid` or
    ///   `.bodyUsed` for what is wrong with the request: it was not sent. A status of 400 or 500 is no error.
    @export(interface)
    public func fetch(_ request: Request) throws(WorkerError) -> Response {
        try send(request).response()
    }

    /// The same with a deadline for the whole response: see `send(_:timeout:)`.
    public func fetch(_ request: Request, timeout: Duration) throws(WorkerError) -> Response {
        try send(request, timeout: timeout).response()
    }

    /// Sends `request` and goes on at once. Requests that were sent run at the same time; what goes wrong is thrown by
    /// `response()`.
    ///
    ///     let one = api.send(Request("/1")), two = api.send(Request("/2"))
    ///     let texts = (try one.response().body.text(), try two.response().body.text())
    @export(interface)
    public func send(_ request: Request) -> PendingResponse {
        send(request, milliseconds: 0)
    }

    /// The same with a deadline: the response's last byte must be there `timeout` after now, or what waits for its head or
    /// its body gets `.timeout`. Counted in milliseconds, at least one. The origin's own timeouts hold as well.
    ///
    ///     let response = try api.fetch(Request("/prices"), timeout: .milliseconds(300))
    public func send(_ request: Request, timeout: Duration) -> PendingResponse {
        send(request, milliseconds: timeout.milliseconds)
    }

    /// 0: no deadline.
    @export(interface)
    func send(_ request: Request, milliseconds: UInt32) -> PendingResponse {
        do throws(WorkerError) {
            var message = try Outgoing(request)
            message.timeout = milliseconds
            let handle = try Host.send(number, message)
            message.markBodyPassedOn()
            return PendingResponse(handle: handle, failure: nil)
        } catch {
            return PendingResponse(handle: 0, failure: error)
        }
    }

    /// The answer "whatever this origin says to `request`": the isolate ends, the host sends the request and streams
    /// both bodies by itself. `edits` records changes of the response's fields; nothing is awaited.
    ///
    ///     return try env.origin("shop").forward(request) { response in response.remove("X-Internal-*") }
    ///
    /// An origin that cannot be reached is the host's to answer, with 502 or 504: the worker has ended by then.
    public func forward(_ request: Request, _ edits: (inout Headers) -> Void = { _ in }) -> Response {
        var response = Response(origin: number, forwarding: request)
        edits(&response.headers)
        return response
    }
}

extension Duration {
    /// At least one; all that 32 bits hold for more than a week.
    var milliseconds: UInt32 {
        guard attoseconds > 0 else { return 1 }
        // An attosecond is 10^-18 s; 10^15 = 2^15 5^15, so that 64 bits are enough once it is shifted: a division of 128
        // bits would have to be linked for this alone.
        guard attoseconds >> 79 == 0 else { return .max }
        let milliseconds = UInt64(truncatingIfNeeded: attoseconds >> 15) / 30_517_578_125
        return UInt32(clamping: max(milliseconds, 1))
    }
}

/// A response that is on its way.
public struct PendingResponse {
    fileprivate let handle: Int32
    fileprivate let failure: WorkerError?

    fileprivate init(handle: Int32, failure: WorkerError?) {
        self.handle = handle
        self.failure = failure
    }

    /// One that was never sent.
    init(failure: WorkerError) {
        self.init(handle: 0, failure: failure)
    }

    /// It was not sent, because of the limits of the worker.
    var isOverLimit: Bool { if case .limit = failure { true } else { false } }

    /// Suspends until the response's head is there. Throws as `Origin.fetch` does.
    @export(interface)
    public func response() throws(WorkerError) -> Response {
        if let failure { throw failure }
        return Response(handle: handle, block: try Host.wait(handle))
    }

    /// Gives the request up. Requests that nobody waits for end with the isolate.
    public func cancel() {
        if failure == nil { Host.close(handle) }
    }
}
