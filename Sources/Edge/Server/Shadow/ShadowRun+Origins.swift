internal import Admin
internal import HTTP
internal import Isolate
internal import Origin

/// A candidate's requests to origins: none goes out, or only those that change nothing; where the live version's answers were
/// kept, it gets the same.
extension ShadowRun {
    private var mode: ShadowRequest.Subrequests { shadow?.settings.subrequests ?? .block }

    /// What origins are told.
    private static let mark = (name: Array("Swiftlet-Shadow".utf8), value: Array("1".utf8))

    // MARK: from the guest

    func startSubrequests(_ isolate: Isolate) {
        while self.isolate === isolate, let subrequest = isolate.nextSubrequest() {
            guard let origin = write(subrequest.message, subrequest.origin, isolate) else {
                goOn(isolate.responseFailed(subrequest.handle, .unreachable))
                continue
            }
            switch mode {
            case .block: goOn(isolate.responseFailed(subrequest.handle, .unreachable))
            case .mock: replay(to: subrequest.handle, origin, isolate)
            case .readOnly:
                let isSent = send(subrequest.message, origin, subrequest.handle)
                if !isSent { goOn(isolate.responseFailed(subrequest.handle, .unreachable)) }
            }
        }
        for index in calls.indices where calls[index].isPaused {
            guard isolate.bufferedBytes(calls[index].handle) < isolate.bufferedBytesMax else { continue }
            calls[index].isPaused = false
            calls[index].call.resume()
        }
    }

    func dropClosedSubrequests(_ isolate: Isolate) {
        while let handle = isolate.nextClosed() { takeCall(handle)?.call.cancel() }
    }

    /// It sends the request on in place of an answer.
    func forward(_ isolate: Isolate, _ message: GuestMessage) {
        guard let origin = write(message, message.origin, isolate) else { return abandon(.unfinished) }
        switch mode {
        case .block: compareForward(message, origin)
        case .mock:
            guard let found = take(origin) else { return compareForward(message, origin) }
            if case .cut = found.state { return abandon(.originBytes) }
            replayForward(found, message)
        case .readOnly:
            responseEdits.keep(message.responseEdits)
            guard send(message, origin, Mirror.forwarded) else { return compareForward(message, origin) }
            if shadow != nil { endIsolate(keeping: calls.last { $0.handle == Mirror.forwarded }) }
        }
    }

    // MARK: what would go out

    /// Writes the request, its head and its body, into `context.scratch`. The origin in `Config.origins`.
    private func write(_ message: GuestMessage, _ index: Int, _ isolate: Isolate) -> Int? {
        guard let request, let shadow else { return nil }
        let origin = shadow.candidate.origins[index]
        var isOfClient = false
        var framing = BodyFraming.none
        switch message.bodyKind {
        case .bytes: framing = unsafe .length(UInt64(message.body.count))
        case .base where message.base == .request && !isolate.readsRequestBody && !request.body.isEmpty:
            isOfClient = true
            framing = .length(UInt64(request.body.count))
        case .base, .none, .stream: break
        }
        context.scratch.clear()
        let isWritten = unsafe request.head.withUnsafeBytes { bytes in
            guard unsafe parse(bytes) else { return false }
            unsafe writeHead(message, bytes, request, context.shared.origins[origin], framing)
            return true
        }
        guard isWritten else { return nil }
        if case .bytes = message.bodyKind { unsafe context.scratch.append(message.body) }
        if isOfClient {
            unsafe request.body.withUnsafeBytes { unsafe context.scratch.append($0) }
            isolate.consumeBufferedBody(Isolate.requestHandle, isolate.bufferedBytes(Isolate.requestHandle))
            _ = isolate.requestBodyFailed()
        }
        return origin
    }

    private func writeHead(
        _ message: GuestMessage, _ bytes: UnsafeRawBufferPointer, _ request: MirroredRequest,
        _ settings: OriginSettings, _ framing: BodyFraming
    ) {
        unsafe withMarked(message.edits) { edits in
            guard message.base == .request else {
                context.loopText.clear()
                unsafe CDNLoop.join(context.requestHead, bytes, into: &context.loopText)
                return unsafe ProxyRules.writeRequest(
                    to: settings, method: message.method, target: message.target, framing: framing,
                    loop: context.loopText.readable, edits: edits, into: &context.scratch)
            }
            unsafe request.address.withUnsafeBytes { address in
                unsafe ProxyRules.writeRequest(
                    context.requestHead, bytes, to: settings,
                    from: ForwardedFrom(clientAddress: address, isSecure: request.isSecure), method: message.method,
                    target: message.target, framing: framing, edits: edits, into: &context.scratch)
            }
        }
    }

    /// The guest's changes, and behind them ours, which it cannot undo.
    private func withMarked(_ edits: GuestEdits, _ body: (HeadEdits) -> Void) {
        unsafe edits.withEdits { edits in
            unsafe Self.mark.name.withUnsafeBytes { name in
                unsafe Self.mark.value.withUnsafeBytes { value in
                    var all = unsafe Array(edits)
                    all.append(
                        unsafe HeadEdit(operation: .set, name: name, value: value, field: FieldName.of(name)))
                    unsafe all.withUnsafeBufferPointer { unsafe body($0) }
                }
            }
        }
    }

    private func method(_ message: GuestMessage) -> Method {
        guard unsafe message.method.isEmpty else { return unsafe Method.of(message.method) }
        return message.base == .request ? request?.method ?? .get : .get
    }

    /// False: it is none of those that change nothing.
    private func send(_ message: GuestMessage, _ origin: Int, _ handle: Int32) -> Bool {
        let method = method(message)
        guard method == .get || method == .head else { return false }
        let client = context.origins[origin]
        let call = client.makeCall()
        unsafe call.request.append(context.scratch.readable)
        calls.append(SubrequestCall(handle: handle, call: call))
        unsafe call.prepare(
            method: method, bodyIsOpen: false, events: ShadowRun.originEvents,
            context: Unmanaged.passUnretained(self).toOpaque(), tag: handle)
        if message.timeout > 0 { call.limit(milliseconds: UInt64(message.timeout)) }
        client.start(call)
        return true
    }

    // MARK: what the live version got

    /// The first that the candidate has not had, or else the last, for that origin, method and target: those of the request
    /// in `context.scratch`.
    private func take(_ origin: Int) -> OriginAnswer? {
        guard let answers = request?.origins else { return nil }
        let line = unsafe OriginAnswer.line(of: context.scratch.readable)
        let fitting = answers.indices.filter { answers[$0].origin == origin && answers[$0].line == line }
        guard let place = fitting.first(where: { !answersUsed.contains($0) }) ?? fitting.last else { return nil }
        answersUsed.insert(place)
        return answers[place]
    }

    private func replay(to handle: Int32, _ origin: Int, _ isolate: Isolate) {
        guard let answer = take(origin) else { return goOn(isolate.responseFailed(handle, .unreachable)) }
        if case .cut = answer.state { return abandon(.originBytes) }
        let isThere = unsafe answer.head.withUnsafeBytes { bytes in
            guard unsafe parse(bytes, answer) else { return false }
            goOn(unsafe isolate.responseHead(handle, context.responseHead, bytes: bytes))
            return true
        }
        if isThere { unsafe answer.body.withUnsafeBytes { goOn(unsafe isolate.responseBody(handle, $0)) } }
        if isThere, case .ended = answer.state {
            goOn(isolate.responseEnd(handle))
        } else {
            goOn(isolate.responseFailed(handle, .unreachable))
        }
    }

    private func replayForward(_ found: OriginAnswer, _ message: GuestMessage) {
        let isThere = unsafe found.head.withUnsafeBytes { bytes in
            guard unsafe parse(bytes, found) else { return false }
            unsafe message.responseEdits.withEdits { unsafe takeHead(bytes, $0) }
            return true
        }
        guard isThere, case .ended = found.state else { return forwardFails(OriginFailure.brokenOff.status) }
        if !bodyIsSuppressed { unsafe found.body.withUnsafeBytes { unsafe answer.append($0) } }
        complete()
    }

    /// Into `context.responseHead`.
    func parse(_ bytes: UnsafeRawBufferPointer, _ answer: OriginAnswer) -> Bool {
        let method = unsafe answer.line.prefix { $0 != 0x20 }.withUnsafeBytes { unsafe Method.of($0) }
        guard case .complete? = try? unsafe context.responseHead.parse(bytes, requestMethod: method) else {
            return false
        }
        return true
    }

    /// Of an origin's answer, in `context.responseHead`, that is the candidate's.
    func takeHead(_ bytes: UnsafeRawBufferPointer, _ edits: HeadEdits) {
        context.scratch.clear()
        answer.status = context.responseHead.status
        unsafe ProxyRules.copyResponse(
            context.responseHead.fields, context.responseHead.fieldCount, bytes, edits: edits, into: &context.scratch)
        answer.fields = unsafe Array(context.scratch.readable)
    }

    // MARK: from origins

    private func responded(_ handle: Int32) {
        let scratch = context.originScratch
        if let isolate {
            return goOn(unsafe isolate.responseHead(handle, scratch.head, bytes: scratch.headBytes))
        }
        guard unsafe parse(scratch.headBytes, OriginAnswer(origin: 0, line: Array("GET ".utf8))) else { return }
        unsafe responseEdits.withEdits { unsafe takeHead(scratch.headBytes, $0) }
    }

    private func received(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let isolate else {
            if !bodyIsSuppressed { unsafe answer.append(bytes) }
            if answer.isCut { complete() }
            return
        }
        goOn(unsafe isolate.responseBody(handle, bytes))
        guard self.isolate === isolate, isolate.bufferedBytes(handle) >= isolate.bufferedBytesMax,
            let index = calls.firstIndex(where: { $0.handle == handle })
        else { return }
        calls[index].isPaused = true
        calls[index].call.pause()
    }

    private func ended(_ handle: Int32) {
        _ = takeCall(handle)
        if let isolate { goOn(isolate.responseEnd(handle)) } else { complete() }
    }

    private func failed(_ handle: Int32, _ failure: OriginFailure) {
        _ = takeCall(handle)
        guard let isolate, handle != Mirror.forwarded else { return forwardFails(failure.status) }
        goOn(isolate.responseFailed(handle, SubrequestError(failure)))
    }

    private func takeCall(_ handle: Int32) -> SubrequestCall? {
        calls.firstIndex { $0.handle == handle }.map { calls.remove(at: $0) }
    }

    private static let originEvents = unsafe OriginEvents(
        responded: { context, tag in unsafe ShadowRun.of(context) { $0.responded(tag) } },
        body: { context, tag, bytes, count in
            unsafe ShadowRun.of(context) {
                unsafe $0.received(tag, UnsafeRawBufferPointer(start: bytes, count: count))
            }
        },
        ended: { context, tag in unsafe ShadowRun.of(context) { $0.ended(tag) } },
        failed: { context, tag, failure in
            unsafe ShadowRun.of(context) { $0.failed(tag, OriginFailure(rawValue: failure) ?? .brokenOff) }
        },
        // Bodies go out whole.
        writable: { _, _ in })

    private static func of(_ context: OriginEvents.Context, _ body: (ShadowRun) -> Void) {
        unsafe Unmanaged<ShadowRun>.fromOpaque(context)._withUnsafeGuaranteedRef { body($0) }
    }
}
