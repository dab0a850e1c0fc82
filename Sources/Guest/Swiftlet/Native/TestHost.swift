#if !arch(wasm32)
    public import HTTPTypes
    internal import CWorkerABI

    /// Stands in for the host where a worker is built natively, in its unit tests.
    ///
    /// Gives the worker what a config would (variables, origins that are closures), runs `fetch`, and returns what the
    /// client would see. One test uses one `TestHost`, for one request.
    ///
    ///     let host = TestHost(origins: ["shop": { _ in .text("soap") }])
    ///     let response = try host.answer(Storefront(), to: host.request("/"))
    // Unchecked: the task-local value wants it Sendable, and hands it to no code but that which `answer` runs.
    public final class TestHost: @unchecked Sendable {
        public typealias OriginHandler = (Request) throws(WorkerError) -> Response

        @TaskLocal static var current: TestHost?

        /// What the worker logged.
        public private(set) var logged: [(level: Log.Level, text: String)] = []
        /// What `Clock` tells, in nanoseconds.
        public var now: Int64 = 0

        private let variables: [String: String]
        private let origins: [(name: String, handler: OriginHandler)]
        private var client: HeadBlock?
        private var responses: [Int32: Result<HeadBlock, WorkerError>] = [:]
        private var bodies: [Int32: ArraySlice<UInt8>] = [:]
        private var usedBodies: Set<Int32> = []

        public init(variables: [String: String] = [:], origins: [String: OriginHandler] = [:]) {
            self.variables = variables
            self.origins = origins.map { name, handler in (name, handler) }
        }

        /// The client's request, as a worker gets it.
        public func request(
            _ target: String, method: HTTPRequest.Method = .get, headers: [(String, String)] = [], body: [UInt8] = [],
            authority: String = "localhost", clientAddress: String = "127.0.0.1"
        ) -> Request {
            let head = NativeHead(
                method: method.rawValue, target: target, authority: authority, clientAddress: clientAddress,
                fields: headers, contentLength: Int64(body.count))
            let block = head.block()
            client = block
            bodies[Host.clientRequest] = body[...]
            return Request(block: block)
        }

        /// Runs `worker` on `request`, and the origin on what the worker forwards.
        public func answer(_ worker: some Worker, to request: Request) throws(WorkerError) -> Response {
            let result = Self.$current.withValue(self) {
                Result { () throws(WorkerError) -> Response in
                    try finish(Outgoing(worker.fetch(request, Env())))
                }
            }
            return try result.get()
        }

        /// What the host makes of the worker's answer.
        private func finish(_ answer: Outgoing) throws(WorkerError) -> Response {
            if answer.kind == SWIFTLET_FORWARD {
                var response = try origins[Int(answer.origin)].handler(received(answer))
                for edit in answer.responseEdits.reversed() { response.headers.record(edit) }
                return response
            }
            let handle = Int32(bitPattern: answer.base)
            let base = try responses[handle]?.get()
            var headers = base.map { block in Headers(block: block) } ?? Headers()
            for edit in answer.edits.reversed() { headers.record(edit) }
            let status = answer.status == 0 ? base?.status ?? 200 : Int(answer.status)
            return Response(status: .init(code: status), headers: headers, body: body(of: answer, handle))
        }

        /// The request as its origin receives it.
        private func received(_ message: Outgoing) -> Request {
            let base = message.base == SWIFTLET_REQUEST ? client : nil
            var headers = base.map { block in Headers(block: block) } ?? Headers()
            for edit in message.edits.reversed() { headers.record(edit) }
            let method = message.method.isEmpty ? base?.method ?? Bytes("GET") : message.method
            let target = message.target.isEmpty ? base?.target ?? Bytes("/") : message.target
            return Request(
                target.text, method: HTTPRequest.Method(method.text) ?? .get, headers: headers,
                body: body(of: message, Host.clientRequest))
        }

        private func body(of message: Outgoing, _ handle: Int32) -> Body {
            switch message.bodyKind {
            case SWIFTLET_BODY_BYTES: .bytes(message.body)
            case SWIFTLET_BODY_BASE: .bytes(Array(bodies[handle] ?? []))
            default: .none
            }
        }
    }

    // What `Host` asks.
    extension TestHost {
        func origin(_ name: Bytes) throws(WorkerError) -> UInt32 {
            guard let index = origins.firstIndex(where: { origin in origin.name == name.text }) else {
                throw .unknownOrigin
            }
            return UInt32(index)
        }

        func send(_ origin: UInt32, _ message: Outgoing) -> Int32 {
            let handle = Host.clientRequest + 1 + Int32(responses.count)
            responses[handle] = Result { () throws(WorkerError) -> HeadBlock in
                let response = try origins[Int(origin)].handler(received(message))
                let body = Array(try response.body.bytes())
                bodies[handle] = body[...]
                var fields: [(String, String)] = []
                response.headers.forEach { name, value in fields.append((name.text, value.text)) }
                return NativeHead(
                    status: UInt32(response.status.code), fields: fields, contentLength: Int64(body.count)
                ).block()
            }
            return handle
        }

        func wait(_ handle: Int32) throws(WorkerError) -> HeadBlock {
            guard let response = responses[handle] else { throw .message("the host knows no such handle") }
            return try response.get()
        }

        func read(_ handle: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let part = (bodies[handle] ?? []).prefix(buffer.count)
            unsafe buffer.copyBytes(from: part)
            bodies[handle]?.removeFirst(part.count)
            return part.count
        }

        func variable(_ name: Bytes) -> String? { variables[name.text] }
        func log(_ level: Log.Level, _ text: String) { logged.append((level, text)) }
        func markUsed(_ handle: Int32) { usedBodies.insert(handle) }
        func isUsed(_ handle: Int32) -> Bool { usedBodies.contains(handle) }
    }
#endif
