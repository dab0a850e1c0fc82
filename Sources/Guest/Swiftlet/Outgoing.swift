internal import CWorkerABI
internal import HTTPTypes

/// A message on its way to the host, in Swift's terms; `swiftlet_message` is what becomes of it in an isolate.
package struct Outgoing {
    package private(set) var kind: UInt32 = 0
    package private(set) var base: UInt32 = SWIFTLET_NONE
    package private(set) var status: UInt32 = 0
    package private(set) var method = Bytes()
    package private(set) var target = Bytes()
    package private(set) var bodyKind: UInt32 = SWIFTLET_BODY_NONE
    package private(set) var body = Bytes()
    package private(set) var edits = EditList()
    package private(set) var origin: UInt32 = 0
    package private(set) var responseEdits = EditList()
    /// `send`: milliseconds; 0: no deadline.
    package var timeout: UInt32 = 0
    /// Writes the body of kind `SWIFTLET_BODY_STREAM`.
    private(set) var producer: BodyProducer?
}

extension Outgoing {
    /// A request to an origin.
    @export(interface)
    init(_ request: Request) throws(WorkerError) {
        if request.block != nil { base = SWIFTLET_REQUEST }
        if let method = request.newMethod { self.method = Bytes(copying: method.rawValue) }
        if let target = request.newTarget { self.target = target }
        edits = request.headers.edits
        try setBody(request.body)
    }

    /// The worker's answer.
    @export(interface)
    init(_ response: Response) throws(WorkerError) {
        self.init()
        switch response.kind {
        case .forwarded(let origin, let request):
            // Status and body will be the origin's: dropping the worker's silently would be worse than failing.
            guard response.newStatus == nil, case .none = response.body.source else { throw .invalid }
            self = try Outgoing(request)
            kind = SWIFTLET_FORWARD
            self.origin = origin
            responseEdits = response.headers.edits
            return
        case .fetched(let handle, _):
            base = UInt32(bitPattern: handle)
        case .own:
            break
        }
        kind = SWIFTLET_RESPOND
        status = UInt32(truncatingIfNeeded: response.newStatus?.code ?? 0)
        edits = response.headers.edits
        if case .made(let producer) = response.body.source {
            try producer.checkSource()
            bodyKind = SWIFTLET_BODY_STREAM
            self.producer = producer
        } else {
            try setBody(response.body)
        }
    }

    /// The end of an isolate that gave its answer before.
    static var done: Outgoing {
        var message = Outgoing()
        message.kind = SWIFTLET_DONE
        return message
    }

    /// The answer of a worker that threw.
    @export(interface)
    init(_ error: WorkerError) {
        kind = SWIFTLET_FAIL
        bodyKind = SWIFTLET_BODY_BYTES
        body = error.reason
    }

    /// The host has the base's body now: nobody else can have it.
    @export(interface)
    func markBodyPassedOn() {
        if bodyKind == SWIFTLET_BODY_BASE { Host.mark(Int32(bitPattern: base), .gone) }
    }

    private mutating func setBody(_ body: Body) throws(WorkerError) {
        switch body.source {
        case .none:
            // Without a base that is the default; with one, its body must not come along.
            bodyKind = SWIFTLET_BODY_NONE
        case .held(let bytes):
            bodyKind = SWIFTLET_BODY_BYTES
            self.body = bytes
        case .stream(let handle, _) where UInt32(bitPattern: handle) == base:
            guard Host.use(of: handle) == .untouched else { throw .bodyUsed }
            bodyKind = SWIFTLET_BODY_BASE
        case .made(let producer):
            self.body = try producer.collect(Body.collectedMax)
            bodyKind = self.body.isEmpty ? SWIFTLET_BODY_NONE : SWIFTLET_BODY_BYTES
        case .stream:
            // Another message's body: the host streams a body only together with its head.
            self.body = try body.bytes()
            bodyKind = self.body.isEmpty ? SWIFTLET_BODY_NONE : SWIFTLET_BODY_BYTES
        }
    }
}
