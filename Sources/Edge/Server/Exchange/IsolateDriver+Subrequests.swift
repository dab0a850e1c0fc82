internal import HTTP
internal import Isolate
internal import Origin

/// The isolate's requests to origins: written from what the guest asks for, and their events told to it.
extension IsolateDriver {
    // MARK: from the guest

    func startSubrequests(_ isolate: Isolate) {
        while let subrequest = isolate.nextSubrequest() {
            let (call, client, method, isOpen) = makeCall(subrequest.message, subrequest.origin, isolate)
            calls.append(SubrequestCall(handle: subrequest.handle, call: call))
            if let mirror { mirror.asked(subrequest.handle, originIndex(subrequest.origin), call) }
            unsafe call.prepare(
                method: method, bodyIsOpen: isOpen, events: IsolateDriver.originEvents,
                context: Unmanaged.passUnretained(self).toOpaque(), tag: subrequest.handle)
            if isOpen { bodyCall = call }
            let timeout = subrequest.message.timeout
            if timeout > 0 { call.limit(milliseconds: UInt64(timeout)) }
            client.start(call)
        }
        // A guest that reads makes room for the client's body.
        if bodyCall == nil, isolate.bufferedBytes(Isolate.requestHandle) < isolate.bufferedBytesMax {
            exchange?.connection?.unblockInput()
        }
        resumeDrainedSubrequests(isolate)
    }

    func dropClosedSubrequests(_ isolate: Isolate) {
        while let handle = isolate.nextClosed() {
            guard let entry = takeCall(handle) else { continue }
            if bodyCall === entry.call { bodyCall = nil }
            entry.call.cancel()
        }
    }

    private func resumeDrainedSubrequests(_ isolate: Isolate) {
        for index in calls.indices where calls[index].isPaused {
            guard isolate.bufferedBytes(calls[index].handle) < isolate.bufferedBytesMax else { continue }
            calls[index].isPaused = false
            calls[index].call.resume()
        }
    }

    /// A call with its request written. `isOpen`: the rest of the client's body is to follow.
    func makeCall(
        _ message: GuestMessage, _ origin: Int, _ isolate: Isolate
    ) -> (call: OriginCall, client: OriginClient, method: Method, isOpen: Bool) {
        let index = originIndex(origin)
        let client = context.origins[index]
        let call = client.makeCall()
        context.metrics.add(.requests, origin: index)
        let isOpen = writeSubrequest(message, client, call, isolate)
        let name = unsafe message.method
        let base = message.base == .request ? exchange?.method ?? self.client.method : Method.get
        return (call, client, unsafe name.isEmpty ? base : Method.of(name), isOpen)
    }

    /// True when the rest of the client's body is to follow.
    private func writeSubrequest(
        _ message: GuestMessage, _ client: OriginClient, _ call: OriginCall, _ isolate: Isolate
    ) -> Bool {
        var framing = BodyFraming.none
        switch message.bodyKind {
        case .bytes: framing = unsafe .length(UInt64(message.body.count))
        case .base where message.base == .request && bodyIsWhole(isolate): framing = exchange?.requestFraming ?? .none
        case .base, .none, .stream: break
        }
        unsafe message.edits.withEdits(telling: versionNote) { edits in
            if message.base == .request {
                unsafe writeBase(
                    call, client, method: message.method, target: message.target, framing: framing, edits: edits)
            } else {
                unsafe ProxyRules.writeRequest(
                    to: client.settings, method: message.method, target: message.target, framing: framing,
                    loop: loop.readable, edits: edits, into: &call.request)
            }
        }
        switch message.bodyKind {
        case .bytes:
            unsafe call.request.append(message.body)
            return false
        case .base where !framing.isEmpty:
            return passBody(isolate, to: call)
        case .base, .none, .stream:
            return false
        }
    }

    /// Nobody has had a part of the client's body: its framing would promise the origin bytes that do not come, and the
    /// next request on that connection would be taken for them.
    private func bodyIsWhole(_ isolate: Isolate) -> Bool { !bodyIsPassedOn && !isolate.readsRequestBody }

    /// What of the client's body has arrived goes on; true when more will come.
    private func passBody(_ isolate: Isolate, to call: OriginCall) -> Bool {
        guard let exchange else { return false }
        bodyIsPassedOn = true
        let buffered = unsafe isolate.bufferedBody(Isolate.requestHandle)
        if unsafe !buffered.isEmpty {
            if exchange.requestFraming == .chunked {
                call.request.appendChunkHeader(length: buffered.count)
                unsafe call.request.append(buffered)
                call.request.appendChunkEnd()
            } else {
                unsafe call.request.append(buffered)
            }
            isolate.consumeBufferedBody(Isolate.requestHandle, buffered.count)
        }
        if exchange.requestIsComplete, exchange.requestFraming == .chunked { call.request.appendLastChunk() }
        // Who reads it nevertheless learns that it is gone, instead of waiting for what goes elsewhere. Nobody waits yet:
        // a body of which a part was asked for is not passed on.
        _ = isolate.requestBodyFailed()
        // The client may have been stopped while nobody took its body.
        exchange.connection?.unblockInput()
        return !exchange.requestIsComplete
    }

    /// Writes the client's own head with changes, from wherever it is now.
    private func writeBase(
        _ call: OriginCall, _ client: OriginClient, method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer,
        framing: BodyFraming, edits: HeadEdits
    ) {
        guard let bytes = unsafe currentHead() else { return }
        withForwardedFrom { source in
            unsafe ProxyRules.writeRequest(
                context.requestHead, bytes, to: client.settings, from: source, method: method, target: target,
                framing: framing, edits: edits, into: &call.request)
        }
    }

    private func withForwardedFrom(_ body: (ForwardedFrom) -> Void) {
        guard let connection = exchange?.connection else { return client.withForwardedFrom(body) }
        unsafe connection.withClientAddress { address in
            body(unsafe ForwardedFrom(clientAddress: address, isSecure: connection.isSecure))
        }
    }

    // MARK: to the guest

    /// Of the request, while a copy is taken of it.
    private var mirror: Mirror? { exchange?.mirror }

    private func subrequestResponded(_ handle: Int32) {
        guard let isolate else { return }
        if let mirror { unsafe mirror.originResponded(handle, context.originScratch.headBytes) }
        goOn(unsafe isolate.responseHead(handle, context.originScratch.head, bytes: context.originScratch.headBytes))
    }

    private func subrequestBody(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let isolate else { return }
        if let mirror { unsafe mirror.originBody(handle, bytes) }
        goOn(unsafe isolate.responseBody(handle, bytes))
        guard self.isolate === isolate, isolate.bufferedBytes(handle) >= isolate.bufferedBytesMax,
            let index = calls.firstIndex(where: { $0.handle == handle })
        else { return }
        calls[index].isPaused = true
        calls[index].call.pause()
    }

    private func subrequestEnded(_ handle: Int32) {
        forgetCall(handle)
        guard let isolate else { return }
        if let mirror { mirror.originEnded(handle) }
        goOn(isolate.responseEnd(handle))
    }

    private func subrequestFailed(_ handle: Int32, _ failure: OriginFailure) {
        if let call = forgetCall(handle) { context.originFailed(call, failure, requestID) }
        guard let isolate else { return }
        if let mirror { mirror.originFailed(handle) }
        goOn(isolate.responseFailed(handle, SubrequestError(failure)))
    }

    func takeCall(_ handle: Int32) -> SubrequestCall? {
        calls.firstIndex { $0.handle == handle }.map { calls.remove(at: $0) }
    }

    /// The call is over and must not be touched again.
    @discardableResult
    private func forgetCall(_ handle: Int32) -> OriginCall? {
        guard let call = takeCall(handle)?.call else { return nil }
        if bodyCall === call {
            bodyCall = nil
            exchange?.connection?.unblockInput()
        }
        return call
    }

    private static let originEvents = unsafe OriginEvents(
        responded: { context, tag in unsafe IsolateDriver.of(context) { $0.subrequestResponded(tag) } },
        body: { context, tag, bytes, count in
            unsafe IsolateDriver.of(context) {
                unsafe $0.subrequestBody(tag, UnsafeRawBufferPointer(start: bytes, count: count))
            }
        },
        ended: { context, tag in unsafe IsolateDriver.of(context) { $0.subrequestEnded(tag) } },
        failed: { context, tag, failure in
            unsafe IsolateDriver.of(context) {
                $0.subrequestFailed(tag, OriginFailure(rawValue: failure) ?? .brokenOff)
            }
        },
        // Whichever call the client's body goes to, there is one at most.
        writable: { context, tag in unsafe IsolateDriver.of(context) { $0.exchange?.connection?.unblockInput() } })

    private static func of(_ context: OriginEvents.Context, _ body: (IsolateDriver) -> Void) {
        unsafe Unmanaged<IsolateDriver>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
