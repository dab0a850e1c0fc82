internal import CWorkerABI
internal import HTTPTypes
internal import Swiftlet

/// One request in a `TestHost`: what an isolate and the host's side of it are in earnest.
///
/// Lifetime: one `respond`.
final class TestRun {
    private struct Subrequest {
        /// What its origin said, or why it said nothing.
        let outcome: Result<(head: NativeHead, body: [UInt8]), WorkerError>
        /// When the worker learns of it, by its clock.
        let due: Int64
        /// Counts among those at the same time, until it was waited for.
        var isActive = true
        var isClosed = false
    }

    private let host: TestHost
    private let names: [String]
    private let client: ClientRequest
    private let check: MessageCheck
    /// By handle, from `firstHandle` on.
    private var subrequests: [Subrequest] = []
    /// What is left of each body, by handle.
    private var bodies: [Int32: ArraySlice<UInt8>]
    /// What the client was given before the worker ended.
    private var early: EarlyResponse?

    private static let clientHandle = Int32(SWIFTLET_REQUEST)
    private static let firstHandle = clientHandle + 1

    init(_ host: TestHost, _ request: Request) throws(WorkerError) {
        self.host = host
        names = host.origins.keys.sorted()
        client = try ClientRequest(request, clientAddress: host.clientAddress)
        check = MessageCheck(limits: host.limits)
        bodies = [Self.clientHandle: client.body[...]]
    }

    /// From the request to what the client sees.
    func respond(_ worker: some Worker) throws(WorkerError) -> Response {
        let answer = try hooks.run(worker, client.head)
        var response: Response
        if let early {
            response = try early.whole()
        } else {
            response = try self.response(of: answer)
        }
        // RFC 9110 sections 9.3.2, 15.3.5 and 15.4.5: there is no body, whatever the worker gave.
        if client.head.method == "HEAD" || [204, 304].contains(response.status.code) { response.body = .none }
        return response
    }

    private func response(of answer: Outgoing) throws(WorkerError) -> Response {
        do throws(MessageCheck.Problem) {
            try check.check(answer)
        } catch {
            throw .message("the host refuses the worker's answer: \(error)")
        }
        return try answer.kind == SWIFTLET_FORWARD ? forwarded(answer) : responded(answer)
    }

    private func responded(_ answer: Outgoing) throws(WorkerError) -> Response {
        guard answer.base != SWIFTLET_NONE else {
            return Response(
                status: .init(code: Int(answer.status)), headers: headers([], answer.edits), body: body(of: answer))
        }
        guard let index = index(Int32(bitPattern: answer.base)), !subrequests[index].isClosed else {
            throw .message("the host refuses the worker's answer: it is based on a response that was given up")
        }
        let (head, _) = try subrequests[index].outcome.get()
        let status = answer.status == 0 ? head.status : answer.status
        return Response(
            status: .init(code: Int(status)), headers: headers(head.fields, answer.edits), body: body(of: answer))
    }

    private func forwarded(_ answer: Outgoing) throws(WorkerError) -> Response {
        let (head, body) = try ask(Int(answer.origin), answer).outcome.get()
        return Response(
            status: .init(code: Int(head.status)), headers: headers(head.fields, answer.responseEdits),
            body: body.isEmpty ? .none : .bytes(body))
    }

    /// What the origin says to the request that `message` describes.
    private func ask(_ origin: Int, _ message: Outgoing) throws(WorkerError) -> Subrequest {
        let base = message.base == SWIFTLET_REQUEST ? client.head : nil
        let methodName = message.method.isEmpty ? base?.method ?? "GET" : message.method.text
        let request = Request(
            message.target.isEmpty ? base?.target ?? "/" : message.target.text,
            method: HTTPRequest.Method(methodName) ?? .get, headers: headers(base?.fields ?? [], message.edits),
            body: body(of: message))
        guard let double = host.origins[names[origin]] else { throw .unknownOrigin }
        let deadline = message.timeout == 0 ? nil : Duration.milliseconds(Int(message.timeout))
        // What the origin does is not the worker's doing: neither its log nor its clock.
        return NativeHost.$current.withValue(nil) {
            let answer = double.respond(to: request)
            if let deadline, answer.delay > deadline {
                return Subrequest(outcome: .failure(.timeout), due: host.unixNanoseconds + deadline.nanoseconds)
            }
            let outcome = Result { () throws(WorkerError) in
                try received(answer.response.get(), isHead: methodName == "HEAD")
            }
            return Subrequest(outcome: outcome, due: host.unixNanoseconds + answer.delay.nanoseconds)
        }
    }

    /// An origin's response as it arrives.
    private func received(_ response: Response, isHead: Bool) throws(WorkerError) -> (head: NativeHead, body: [UInt8]) {
        var head = NativeHead()
        var isValid = 200...599 ~= response.status.code
        head.status = UInt32(response.status.code)
        var fields: [(name: String, value: String)] = []
        response.headers.forEach { name, value in
            isValid = isValid && MessageSyntax.isName(name) && MessageSyntax.isValue(value)
            fields.append((name.text, value.text))
        }
        guard isValid else { throw .protocolViolation }
        let hasBody = !isHead && response.status != .noContent && response.status != .notModified
        let body = hasBody ? Array(try response.body.bytes()) : []
        head.fields = fields
        head.contentLength = Int64(body.count)
        return (head, body)
    }

    private func headers(_ fields: [(name: String, value: String)], _ edits: EditList) -> Headers {
        var head = NativeHead()
        head.fields = fields
        var headers = Headers(block: head.block())
        for edit in edits.reversed() { headers.record(edit) }
        return headers
    }

    private func body(of message: Outgoing) -> Body {
        switch message.bodyKind {
        case SWIFTLET_BODY_BYTES: return .bytes(message.body)
        case SWIFTLET_BODY_BASE:
            let body = bodies.removeValue(forKey: Int32(bitPattern: message.base)) ?? []
            return body.isEmpty ? .none : .bytes(Array(body))
        default: return .none
        }
    }

    private func index(_ handle: Int32) -> Int? {
        let index = Int(handle - Self.firstHandle)
        return subrequests.indices.contains(index) ? index : nil
    }
}

// The host calls.
extension TestRun {
    private var hooks: NativeHost {
        var hooks = NativeHost(
            origin: { name throws(WorkerError) in
                guard let number = self.names.firstIndex(of: name) else { throw .unknownOrigin }
                return UInt32(number)
            },
            send: { origin, message throws(WorkerError) in try self.send(Int(origin), message) },
            wait: { handle throws(WorkerError) in try self.wait(handle) },
            read: { handle, size throws(WorkerError) in try self.read(handle, size) },
            close: { handle in
                guard let index = self.index(handle) else { return }
                self.subrequests[index].isActive = false
                self.subrequests[index].isClosed = true
            },
            variable: { name in self.host.variables[name] },
            log: { level, text in self.host.logged.append(TestHost.LogLine(level: level, text: text)) },
            random: { count in self.host.random.bytes(count) },
            clock: { _ in self.host.unixNanoseconds })
        hooks.crypto = host.crypto
        hooks.respond = { answer throws(WorkerError) in try self.takeEarly(answer) }
        hooks.write = { part throws(WorkerError) in
            guard self.early?.isComplete == false else { throw .message("no body is open") }
            self.early?.write(part)
        }
        return hooks
    }

    private func takeEarly(_ answer: Outgoing) throws(WorkerError) {
        guard early == nil else { throw .message("the answer was given already") }
        if answer.kind == SWIFTLET_FORWARD {
            // What the origin says, and whether it says anything, is not the worker's concern any more.
            early = EarlyResponse(Result { () throws(WorkerError) in try self.response(of: answer) })
        } else {
            early = EarlyResponse(.success(try response(of: answer)), streams: answer.bodyKind == SWIFTLET_BODY_STREAM)
        }
    }

    private func send(_ origin: Int, _ message: Outgoing) throws(WorkerError) -> Int32 {
        do throws(MessageCheck.Problem) {
            try check.check(message)
        } catch {
            if case .tooLarge = error { throw .limit }
            throw .invalid
        }
        let active = subrequests.count { subrequest in subrequest.isActive }
        guard subrequests.count < host.limits.subrequests, active < host.limits.subrequestsConcurrent else {
            throw .limit
        }
        let handle = Self.firstHandle + Int32(subrequests.count)
        let subrequest = try ask(origin, message)
        if case .success(let answer) = subrequest.outcome { bodies[handle] = answer.body[...] }
        subrequests.append(subrequest)
        return handle
    }

    private func wait(_ handle: Int32) throws(WorkerError) -> NativeHead {
        guard let index = index(handle), !subrequests[index].isClosed else {
            throw .message("the host knows no such handle")
        }
        subrequests[index].isActive = false
        host.unixNanoseconds = max(host.unixNanoseconds, subrequests[index].due)
        return try subrequests[index].outcome.get().head
    }

    private func read(_ handle: Int32, _ size: Int) throws(WorkerError) -> [UInt8] {
        // The host lets go of the client once it has its answer.
        if handle == Self.clientHandle, early?.isComplete == true { throw .unreachable }
        if let index = index(handle), subrequests[index].isClosed { throw .message("the host knows no such handle") }
        let part = (bodies[handle] ?? []).prefix(size)
        bodies[handle]?.removeFirst(part.count)
        return Array(part)
    }
}
