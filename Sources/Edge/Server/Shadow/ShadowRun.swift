internal import Deploy
internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// One run of a candidate with a copy of a request: what `IsolateDriver` and `Exchange` do together, with an answer that is
/// kept and not sent. What the candidate would do after its answer it does not do.
///
/// Request lifetime, though the object is used again. One thread. It ends with `end`.
@safe final class ShadowRun {
    unowned let context: ShadowContext
    private let wallClock: UnsafeMutablePointer<Deadline>
    /// Nil: it is free.
    private(set) var shadow: Shadow?
    private(set) var request: MirroredRequest?
    /// Nil, while the run is not over: an origin's answer is on its way, which is the candidate's.
    var isolate: Isolate?
    var calls: [SubrequestCall] = []
    var answer = CapturedResponse(bodyBytesMax: 0)
    /// For the answer of the origin that the request was sent on to.
    var responseEdits = EditStore()
    /// Of the live version's answers from origins those that the candidate has had.
    var answersUsed: Set<Int> = []
    private var isRunning = false
    var isRunnable = false

    init(_ context: ShadowContext) {
        self.context = context
        unsafe wallClock = .allocate(capacity: 1)
        unsafe wallClock.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<ShadowRun>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.fail(504) }
            })
    }

    deinit { unsafe wallClock.deallocate() }

    // MARK: life

    func begin(_ request: MirroredRequest, for shadow: Shadow) {
        self.shadow = shadow
        self.request = request
        answer = CapturedResponse(bodyBytesMax: shadow.limits.responseBodyBytesMax)
        guard let isolate = start(request, shadow.candidate.deployment) else { return abandon(.isolates) }
        self.isolate = isolate
        shadow.begins()
        unsafe context.deadlines.arm(
            wallClock, milliseconds: shadow.candidate.deployment.limits.wall.milliseconds)
        if request.contentLength != 0 {
            _ = unsafe request.body.withUnsafeBytes { unsafe isolate.requestBody($0) }
            _ = isolate.requestBodyEnd()
        }
        turn()
    }

    /// Nil: there is no slot for it.
    private func start(_ request: MirroredRequest, _ deployment: Deployment) -> Isolate? {
        unsafe request.head.withUnsafeBytes { bytes in
            guard unsafe parse(bytes) else { return nil }
            return unsafe request.address.withUnsafeBytes { address in
                unsafe request.requestID.withBytes { id in
                    unsafe try? context.isolates.start(
                        deployment, context.requestHead, head: bytes, secure: request.isSecure, clientAddress: address,
                        requestID: id, contentLength: request.contentLength)
                }
            }
        }
    }

    /// The head is the thread's request from here on.
    func parse(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard
            case .complete? = try? unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits)
        else { return false }
        return true
    }

    /// The answer is whole.
    func complete() {
        if let request, let shadow {
            let diff = shadow.compare(request, answer)
            if !diff.differences.isEmpty { context.shared.tails?.offer(shadow.note(diff, request)) }
        }
        end()
    }

    /// The host would answer for the candidate, which trapped or hit a limit.
    func fail(_ status: Int) {
        shadow?.fails()
        answer = CapturedResponse(hostsOwn: status)
        complete()
    }

    /// Nothing can be said of it.
    func abandon(_ cause: ShadowDrop) {
        shadow?.drop(cause)
        end()
    }

    /// Harmless for one that is free.
    func end() {
        guard shadow != nil else { return }
        shadow = nil
        request = nil
        endIsolate()
        unsafe context.deadlines.cancel(wallClock)
        answer = CapturedResponse(bodyBytesMax: 0)
        answersUsed = []
        responseEdits.clear()
        context.ended(self)
    }

    /// - Parameter call: goes on without it.
    func endIsolate(keeping call: SubrequestCall? = nil) {
        let isolate = self.isolate.take()
        while let entry = calls.popLast() { if entry.call !== call?.call { entry.call.cancel() } }
        if let call { calls = [call] }
        isolate?.end()
    }

    // MARK: running

    /// Enters the isolate until it waits for an origin, its slice is over, or it has answered.
    func turn() {
        guard let isolate else { return }
        isRunning = true
        defer { isRunning = false }
        while true {
            let step = isolate.run()
            unsafe isolate.drainLog { _, _ in }
            switch step {
            case .yielded: return context.continueLater(self)
            case .finished: return finished(isolate)
            case .waiting, .answered: break
            }
            isRunnable = false
            startSubrequests(isolate)
            dropClosedSubrequests(isolate)
            guard self.isolate === isolate else { return }
            if case .answered = step { takeEarlyAnswer(isolate) }
            guard self.isolate === isolate else { return }
            if isolate.hasAnswered { takeWritten(isolate) }
            guard self.isolate === isolate else { return }
            if isRunnable { continue }
            // What else it could wait for has been said.
            if calls.isEmpty { fail(500) }
            return
        }
    }

    /// News for the isolate came; `runnable` is what it said to them.
    func goOn(_ runnable: Bool) {
        guard runnable else { return }
        if isRunning { isRunnable = true } else { turn() }
    }

    private func finished(_ isolate: Isolate) {
        switch isolate.outcome {
        case .responded: respond(isolate, isolate.message)
        case .forwarded: forward(isolate, isolate.message)
        case .failed(let fault): fail(Exchange.answer(to: fault).status)
        case .done:
            takeWritten(isolate)
            if self.isolate === isolate { complete() }
        case .none: abandon(.unfinished)
        }
    }

    // MARK: the answer

    /// RFC 9110 §9.3.2 and §15.
    var bodyIsSuppressed: Bool { request?.method == .head || answer.status == 204 || answer.status == 304 }

    private func takeEarlyAnswer(_ isolate: Isolate) {
        let message = isolate.message
        if message.kind == .forward { return forward(isolate, message) }
        guard message.bodyKind == .stream else { return respond(isolate, message) }
        guard takeHead(isolate, message) else { return fail(500) }
        if isolate.answerTaken() { isRunnable = true }
    }

    /// Its status and fields. False: it starts from a response that is not there.
    private func takeHead(_ isolate: Isolate, _ message: GuestMessage) -> Bool {
        context.scratch.clear()
        answer.status = message.status ?? 200
        if case .response(let handle) = message.base {
            guard let head = isolate.storedHead(handle) else { return false }
            answer.status = message.status ?? head.status
            unsafe message.edits.withEdits { edits in
                unsafe ProxyRules.copyResponse(
                    head.fields, head.fieldCount, head.bytes, edits: edits, into: &context.scratch)
            }
        } else {
            unsafe message.edits.withEdits { unsafe HeadWriter.appendEdits($0, into: &context.scratch) }
        }
        answer.fields = unsafe Array(context.scratch.readable)
        return true
    }

    private func respond(_ isolate: Isolate, _ message: GuestMessage) {
        guard takeHead(isolate, message) else { return fail(500) }
        guard case .response(let handle) = message.base, message.bodyKind == .base else {
            if !bodyIsSuppressed { unsafe answer.append(message.body) }
            return complete()
        }
        if !bodyIsSuppressed { unsafe answer.append(isolate.bufferedBody(handle)) }
        // An origin's body that is still on its way is the answer's.
        guard !isolate.bodyHasEnded(handle), !bodyIsSuppressed, !answer.isCut,
            let entry = calls.first(where: { $0.handle == handle })
        else { return complete() }
        isolate.handedOver(handle)
        endIsolate(keeping: entry)
        if entry.isPaused { entry.call.resume() }
    }

    /// What it has written of the answer's body.
    private func takeWritten(_ isolate: Isolate) {
        while case let bytes = unsafe isolate.writtenBytes, unsafe !bytes.isEmpty {
            if !bodyIsSuppressed { unsafe answer.append(bytes) }
            // As much as is compared.
            if answer.isCut { return complete() }
            if isolate.consumeWritten(bytes.count) { isRunnable = true }
        }
        if isolate.bodyIsComplete { complete() }
    }
}
