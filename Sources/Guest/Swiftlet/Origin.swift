/// An origin that the config binds to the worker: a capability, and the only way out of the isolate.
public struct Origin {
    let number: UInt32

    /// Sends `request` and suspends until the response's head is there.
    @export(interface)
    public func fetch(_ request: Request) throws(WorkerError) -> Response {
        try send(request).response()
    }

    /// Sends `request` and goes on at once. Requests that were sent run at the same time; what goes wrong is thrown by
    /// `response()`.
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

    /// Suspends until the response's head is there.
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
