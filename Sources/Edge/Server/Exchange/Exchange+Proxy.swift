internal import HTTP
internal import Isolate
internal import Origin

/// An origin makes the response: the request goes on, both bodies stream, neither is kept.
extension Exchange {
    /// Sends the request as it came.
    func beginProxy(_ index: Int, _ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe forward(
            to: index, connection, bytes, method: none, target: none, edits: HeadEdits(start: nil, count: 0))
    }

    /// Sends the request in `context.requestHead` on with changes. Its body, if any, follows as it comes.
    func forward(
        to index: Int, _ connection: Connection, _ bytes: UnsafeRawBufferPointer, method: UnsafeRawBufferPointer,
        target: UnsafeRawBufferPointer, edits: HeadEdits
    ) {
        let client = context.origins[index]
        let call = client.makeCall()
        context.metrics.add(.requests, origin: index)
        unsafe connection.withClientAddress { address in
            unsafe ProxyRules.writeRequest(
                context.requestHead, bytes, to: client.settings,
                from: ForwardedFrom(clientAddress: address, isSecure: connection.isSecure), method: method,
                target: target, framing: requestFraming, edits: edits, into: &call.request)
        }
        let methodSent = unsafe method.isEmpty ? self.method : Method.of(method)
        start(call, client, method: methodSent, bodyIsOpen: !requestIsComplete)
    }

    func start(_ call: OriginCall, _ client: OriginClient, method: Method, bodyIsOpen: Bool) {
        unsafe call.prepare(
            method: method, bodyIsOpen: bodyIsOpen, events: Exchange.originEvents,
            context: Unmanaged.passUnretained(self).toOpaque(), tag: 0)
        source = .origin(call)
        phase = .waiting
        client.start(call)
    }

    /// A call under way, from a worker's subrequests, makes the response from here on.
    func adopt(_ call: OriginCall) {
        unsafe call.changeOwner(
            events: Exchange.originEvents, context: Unmanaged.passUnretained(self).toOpaque(), tag: 0)
        source = .origin(call)
    }

    // MARK: the request's body

    func sendToOrigin(_ bytes: UnsafeRawBufferPointer, _ call: OriginCall) -> Bool {
        guard requestFraming == .chunked else { return unsafe call.sendBody(bytes) }
        context.scratch.clear()
        context.scratch.appendChunkHeader(length: bytes.count)
        unsafe context.scratch.append(bytes)
        context.scratch.appendChunkEnd()
        return unsafe call.sendBody(context.scratch.readable)
    }

    func endToOrigin(_ call: OriginCall) {
        if requestFraming == .chunked {
            context.scratch.clear()
            context.scratch.appendLastChunk()
            _ = unsafe call.sendBody(context.scratch.readable)
        }
        call.endBody()
    }

    // MARK: the origin's answer

    private func originResponded(_ connection: Connection) {
        let status = originScratch.head.status
        if mirror != nil { unsafe mirror?.originResponded(Mirror.forwarded, originScratch.headBytes) }
        startHead(status, connection)
        unsafe responseEdits.withEdits { edits in
            unsafe ProxyRules.copyResponse(
                originScratch.head.fields, originScratch.head.fieldCount, originScratch.headBytes, edits: edits,
                into: &connection.output)
        }
        endHead(
            status, body: clientFraming, hasDate: originScratch.head.first(.date) != nil, connection)
    }

    private func originResponded() {
        unsafe connectionReference?._withUnsafeGuaranteedRef { originResponded($0) }
    }

    /// A response without a body may still say how long it would be: to HEAD, and with 304 (RFC 9110 §8.6). What a worker
    /// asked by HEAD for a client's GET has no body either way.
    private var clientFraming: BodyFraming {
        let framing = originScratch.head.framing
        guard framing == .none else { return framing }
        let status = originScratch.head.status
        guard method == .head || status == 304 || status == 204 else { return .length(0) }
        return originScratch.head.contentLength.map { .length($0) } ?? .none
    }

    private func originBody(_ bytes: UnsafeRawBufferPointer) {
        if let mirror { unsafe mirror.originBody(mirror.passedOn, bytes) }
        unsafe write(bytes)
        // Said again with each piece: when the client became slow, the call may not have had a connection to pause yet.
        if sourceIsPaused, case .origin(let call) = source { call.pause() }
    }

    private func originEnded() {
        // The call is over and must not be touched again.
        source = .none
        if let mirror { mirror.originEnded(mirror.passedOn) }
        end()
    }

    private func originFailed(_ failure: OriginFailure) {
        if case .origin(let call) = source { context.originFailed(call, failure, requestID) }
        source = .none
        if let mirror { mirror.originFailed(mirror.passedOn) }
        connection?.unblockInput()
        fail(failure.status, failure.reason)
    }

    private static let originEvents = unsafe OriginEvents(
        responded: { context, _ in unsafe Exchange.of(context) { $0.originResponded() } },
        body: { context, _, bytes, count in
            unsafe Exchange.of(context) {
                unsafe $0.originBody(UnsafeRawBufferPointer(start: bytes, count: count))
            }
        },
        ended: { context, _ in unsafe Exchange.of(context) { $0.originEnded() } },
        failed: { context, _, failure in
            unsafe Exchange.of(context) { $0.originFailed(OriginFailure(rawValue: failure) ?? .brokenOff) }
        },
        writable: { context, _ in unsafe Exchange.of(context) { $0.connection?.unblockInput() } })

    private static func of(_ context: OriginEvents.Context, _ body: (Exchange) -> Void) {
        unsafe Unmanaged<Exchange>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
