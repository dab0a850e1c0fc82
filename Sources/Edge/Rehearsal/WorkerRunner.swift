package import HTTP
package import Isolate
internal import Origin

/// Makes runs of one request. One thread at a time; blocks for as long as the worker computes.
package struct WorkerRunner {
    private let deployment: Deployment
    private let pool: IsolatePool
    private let request: WorkerRequest
    private let limits: HeadLimits
    private let doubles: [OriginDouble]
    private let bodyBytesMax: Int
    private let requestID: [UInt8]

    private static let clientAddress = Array("127.0.0.1".utf8)

    /// - Parameters:
    ///   - limits: those that the request was checked with.
    ///   - doubles: what answers instead of origins; one without a double cannot be reached.
    ///   - bodyBytesMax: what of a body is kept that the worker writes bit by bit.
    ///   - requestID: what it is told that the request is called.
    package init(
        deployment: Deployment, pool: IsolatePool, request: WorkerRequest, limits: HeadLimits, doubles: [OriginDouble],
        bodyBytesMax: Int = .max, requestID: String = "invoke"
    ) {
        self.deployment = deployment
        self.pool = pool
        self.request = request
        self.limits = limits
        self.doubles = doubles
        self.bodyBytesMax = bodyBytesMax
        self.requestID = Array(requestID.utf8)
    }

    /// Throws where there is no room for an isolate. What the worker does wrong is part of the run.
    ///
    /// - Parameter inspect: sees the isolate when all is done.
    package func run(_ inspect: (Isolate) -> Void = { _ in }) throws(IsolateError) -> WorkerRun {
        let isolate = try start()
        defer {
            inspect(isolate)
            isolate.end()
        }
        var run = WorkerRun(answer: .failed(Fault(.trap, "no answer")))
        if !request.body.isEmpty {
            _ = unsafe request.body.withUnsafeBytes { unsafe isolate.requestBody($0) }
            _ = isolate.requestBodyEnd()
        }
        while true {
            let step = isolate.run()
            // Nothing is answered before it waits: when slices end must not matter.
            if case .yielded = step { continue }
            takeLog(isolate, &run)
            var isRunnable = takeWritten(isolate, &run)
            if case .finished = step { break }
            if case .answered = step { isRunnable = takeEarlyAnswer(isolate, &run) }
            if answerSubrequests(isolate, &run) { isRunnable = true }
            guard isRunnable else {
                // Everything that it could wait for has been said.
                fail(Fault(.abi, "it waits for something that will never come"), isolate, &run)
                return finished(run, isolate)
            }
        }
        switch isolate.outcome {
        case .failed(let fault): fail(fault, isolate, &run)
        case .done: break
        case .none, .responded, .forwarded: run.answer = answer(isolate)
        }
        return finished(run, isolate)
    }

    private func fail(_ fault: Fault, _ isolate: Isolate, _ run: inout WorkerRun) {
        if isolate.hasAnswered { run.laterFault = fault } else { run.answer = .failed(fault) }
    }

    private func finished(_ run: WorkerRun, _ isolate: Isolate) -> WorkerRun {
        var run = run
        run.cpu = isolate.cpu
        run.memoryBytes = isolate.memoryBytes
        run.droppedLogLines = isolate.droppedLogLines
        return run
    }

    private func start() throws(IsolateError) -> Isolate {
        var result: Result<Isolate, IsolateError>?
        var head = RequestHead(fieldCountMax: limits.fieldCountMax)
        unsafe request.head.withUnsafeBytes { bytes in
            // It was checked when it was made.
            _ = try? unsafe head.parse(bytes, limits: limits)
            unsafe Self.clientAddress.withUnsafeBytes { address in
                unsafe requestID.withUnsafeBytes { id in
                    do throws(IsolateError) {
                        result = .success(
                            try unsafe pool.start(
                                deployment, head, head: bytes, secure: request.isSecure, clientAddress: address,
                                requestID: id, contentLength: Int64(request.body.count)))
                    } catch {
                        result = .failure(error)
                    }
                }
            }
        }
        guard let result else { preconditionFailure("the closures run at once") }
        return try result.get()
    }

    private func takeLog(_ isolate: Isolate, _ run: inout WorkerRun) {
        unsafe isolate.drainLog { level, text in
            run.log.append((level, unsafe String(decoding: text, as: UTF8.self)))
        }
    }

    // MARK: origins

    /// True when one of the answers lets the isolate go on.
    private func answerSubrequests(_ isolate: Isolate, _ run: inout WorkerRun) -> Bool {
        var isRunnable = false
        while let subrequest = isolate.nextSubrequest() {
            let name = deployment.origins[subrequest.origin]
            let sent = written(subrequest.message, to: name, isolate)
            let double = doubles.first { $0.name == name }
            guard let double else {
                run.subrequests.append(WorkerRun.Subrequest(origin: name, request: sent))
                if isolate.responseFailed(subrequest.handle, .unreachable) { isRunnable = true }
                continue
            }
            let method = unsafe Method.of(subrequest.message.method)
            let status = answer(subrequest.handle, double, method, isolate, &isRunnable)
            run.subrequests.append(WorkerRun.Subrequest(origin: name, request: sent, status: status))
            run.originBytes += double.response.count
        }
        // Nothing is under way that could be given up.
        while isolate.nextClosed() != nil {}
        return isRunnable
    }

    private func answer(
        _ handle: Int32, _ double: OriginDouble, _ method: Method, _ isolate: Isolate, _ isRunnable: inout Bool
    ) -> Int {
        var head = ResponseHead()
        unsafe double.response.withUnsafeBytes { bytes in
            // It was checked when it was made.
            _ = try? unsafe head.parse(bytes, requestMethod: method)
            let headBytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<double.headLength])
            let body = unsafe UnsafeRawBufferPointer(rebasing: bytes[double.headLength...])
            if unsafe isolate.responseHead(handle, head, bytes: headBytes) { isRunnable = true }
            if !head.framing.isEmpty, unsafe isolate.responseBody(handle, body) { isRunnable = true }
            if isolate.responseEnd(handle) { isRunnable = true }
        }
        return head.status
    }

    /// What the server would send.
    private func written(_ message: GuestMessage, to origin: String, _ isolate: Isolate) -> WorkerRun.Message {
        let settings = OriginSettings(
            name: origin, host: origin, port: 80, authority: origin, basePath: "", tls: nil, limits: OriginLimits())
        var body: [UInt8] = []
        switch message.bodyKind {
        case .bytes: body = unsafe [UInt8](message.body)
        case .base where message.base == .request: body = unsafe [UInt8](isolate.bufferedBody(Isolate.requestHandle))
        case .base, .none, .stream: break
        }
        let framing =
            message.bodyKind == .none || (message.bodyKind == .base && body.isEmpty)
            ? BodyFraming.none : .length(UInt64(body.count))
        var out = ByteBuffer()
        unsafe message.edits.withHeadEdits { edits in
            var head = RequestHead(fieldCountMax: limits.fieldCountMax)
            unsafe request.head.withUnsafeBytes { bytes in
                _ = try? unsafe head.parse(bytes, limits: limits)
                guard message.base == .request else {
                    var loop = ByteBuffer()
                    unsafe CDNLoop.join(head, bytes, into: &loop)
                    return unsafe ProxyRules.writeRequest(
                        to: settings, method: message.method, target: message.target, framing: framing,
                        loop: loop.readable, edits: edits, into: &out)
                }
                unsafe Self.clientAddress.withUnsafeBytes { address in
                    unsafe ProxyRules.writeRequest(
                        head, bytes, to: settings,
                        from: ForwardedFrom(clientAddress: address, isSecure: request.isSecure),
                        method: message.method, target: message.target, framing: framing, edits: edits, into: &out)
                }
            }
        }
        return WorkerRun.Message(head: unsafe [UInt8](out.readable), body: body)
    }

    // MARK: the answer

    private func answer(_ isolate: Isolate) -> WorkerRun.Answer {
        let message = isolate.message
        guard message.kind == .forward else { return response(isolate, message) }
        let name = deployment.origins[message.origin]
        let sent = written(message, to: name, isolate)
        guard let double = doubles.first(where: { $0.name == name }) else {
            return .forwarded(origin: name, sent, response: nil)
        }
        return .forwarded(origin: name, sent, response: edited(double, message))
    }

    /// The answer of a worker that goes on after it.
    private func takeEarlyAnswer(_ isolate: Isolate, _ run: inout WorkerRun) -> Bool {
        run.answer = answer(isolate)
        run.isStreamed = isolate.isWritingBody
        if run.isStreamed { return isolate.answerTaken() }
        if case .response(let handle) = isolate.message.base, isolate.message.bodyKind == .base {
            isolate.handedOver(handle)
        }
        return isolate.enterBackground()
    }

    /// What the worker has written of its answer's body.
    private func takeWritten(_ isolate: Isolate, _ run: inout WorkerRun) -> Bool {
        var isRunnable = false
        while case let bytes = unsafe isolate.writtenBytes, unsafe !bytes.isEmpty {
            if case .response(let status, var message) = run.answer {
                if !hasNoBody(status) { unsafe message.body += bytes.prefix(max(0, bodyBytesMax - message.body.count)) }
                run.answer = .response(status: status, message)
            }
            if isolate.consumeWritten(bytes.count) { isRunnable = true }
        }
        return isolate.bodyIsComplete ? isolate.enterBackground() : isRunnable
    }

    /// The double's response with the changes that the worker declared.
    private func edited(_ double: OriginDouble, _ message: GuestMessage) -> (status: Int, message: WorkerRun.Message) {
        let isHead = unsafe message.method.isEmpty ? request.isHead : Method.of(message.method) == .head
        var head = ResponseHead()
        var out = ByteBuffer()
        var body: [UInt8] = []
        unsafe double.response.withUnsafeBytes { bytes in
            _ = try? unsafe head.parse(bytes, requestMethod: isHead ? .head : .get)
            if !head.framing.isEmpty { body = unsafe [UInt8](bytes[double.headLength...]) }
            let headBytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<double.headLength])
            out.appendStatusLine(head.status)
            unsafe message.responseEdits.withHeadEdits { edits in
                unsafe ProxyRules.copyResponse(head.fields, head.fieldCount, headBytes, edits: edits, into: &out)
            }
        }
        let length = isHead ? double.response.count - double.headLength : body.count
        return (head.status, finished(&out, head.status, length: length, body))
    }

    private func response(_ isolate: Isolate, _ message: GuestMessage) -> WorkerRun.Answer {
        var out = ByteBuffer()
        var status = message.status ?? 200
        var body = unsafe [UInt8](message.body)
        var length: Int?
        if case .response(let handle) = message.base {
            guard let stored = isolate.storedHead(handle) else {
                return .failed(Fault(.abi, "the answer is based on a response that has not come"))
            }
            status = message.status ?? stored.status
            out.appendStatusLine(status)
            unsafe message.edits.withHeadEdits { edits in
                unsafe ProxyRules.copyResponse(stored.fields, stored.fieldCount, stored.bytes, edits: edits, into: &out)
            }
            if message.bodyKind == .base {
                body = unsafe [UInt8](isolate.bufferedBody(handle))
                if body.isEmpty, hasNoBody(status) { length = stored.declaredLength.map { Int(clamping: $0) } }
            }
        } else {
            out.appendStatusLine(status)
            unsafe message.edits.withHeadEdits { unsafe HeadWriter.appendEdits($0, into: &out) }
        }
        let framing = message.bodyKind == .stream ? nil : length ?? body.count
        return .response(status: status, finished(&out, status, length: framing, body))
    }

    /// The framing as the server writes it, and the body unless the request's method or the status forbids one. Without
    /// length: the server would send it in chunks, which belong to a connection.
    private func finished(
        _ out: inout ByteBuffer, _ status: Int, length: Int?, _ body: [UInt8]
    ) -> WorkerRun.Message {
        if status != 204, let length { out.appendField("Content-Length", decimal: length) }
        out.appendHeadEnd()
        return WorkerRun.Message(head: unsafe [UInt8](out.readable), body: hasNoBody(status) ? [] : body)
    }

    private func hasNoBody(_ status: Int) -> Bool { status == 204 || status == 304 || request.isHead }
}
