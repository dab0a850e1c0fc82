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

    /// Sends `request` and goes on at once. Requests that were sent run at the same time; what goes wrong is thrown by
    /// `response()`.
    ///
    ///     let one = api.send(Request("/1")), two = api.send(Request("/2"))
    ///     let texts = (try one.response().body.text(), try two.response().body.text())
    @export(interface)
    public func send(_ request: Request) -> PendingResponse {
        do throws(WorkerError) {
            let message = try Outgoing(request)
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

/// A response that is on its way.
public struct PendingResponse {
    fileprivate let handle: Int32
    fileprivate let failure: WorkerError?

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
