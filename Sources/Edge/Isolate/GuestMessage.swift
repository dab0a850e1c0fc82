internal import CWorkerABI
internal import HTTP
internal import Wasm

/// A message that a guest has put together, checked: every address lies in its memory, every name and value is what
/// HTTP allows, every number is in its range.
///
/// Lifetime: request. It points into the guest's memory (an answer: valid until the guest goes on, or until `Isolate.end()`)
/// or into the isolate's copy of it (a subrequest: valid until its response's head arrives).
@safe package struct GuestMessage {
    package enum Kind: Sendable { case respond, forward, fail, done, send }

    /// What the guest says it for, which decides what it may say.
    enum Role {
        /// To an origin: the origin is given, `kind` is `.send`.
        case subrequest
        /// By `respond`.
        case earlyAnswer
        /// What `swiftlet_fetch` returned.
        case answer
    }

    package enum Base: Equatable, Sendable {
        case none
        /// The client's request.
        case request
        /// The response of a subrequest.
        case response(handle: Int32)
    }

    package enum Body: Equatable, Sendable {
        case none
        /// The bytes in `body`.
        case bytes
        /// The base's body, which the server streams.
        case base
        /// It follows by `write`; in an early answer.
        case stream
    }

    package private(set) var kind = Kind.send
    package private(set) var base = Base.none
    /// Nil: the base's.
    package private(set) var status: Int?
    package private(set) var bodyKind = Body.none
    /// Index into `Deployment.origins`, for `.forward` and `.send`.
    package private(set) var origin = 0
    /// `.send`: milliseconds until the response is to be there, all of it; 0: no deadline.
    package private(set) var timeout: UInt32 = 0

    private let memory: UnsafeRawPointer
    private var methodPlace = swiftlet_bytes()
    private var targetPlace = swiftlet_bytes()
    private var bodyPlace = swiftlet_bytes()
    package private(set) var edits: GuestEdits
    package private(set) var responseEdits: GuestEdits

    /// Empty: the base's, or `GET`.
    package var method: UnsafeRawBufferPointer { unsafe bytes(methodPlace) }
    /// Path and query. Empty: the base's, or `/`.
    package var target: UnsafeRawBufferPointer { unsafe bytes(targetPlace) }
    package var body: UnsafeRawBufferPointer { unsafe bytes(bodyPlace) }

    private func bytes(_ place: swiftlet_bytes) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: memory + Int(place.offset), count: Int(place.length))
    }

    /// What may be wrong with one.
    enum Problem: Error {
        /// An address outside of memory: it stops the guest.
        case outside(String)
        /// A number that means nothing.
        case number(String)
        /// Not allowed in HTTP.
        case syntax(String)
        /// With the limit, where it is one of the configuration's.
        case tooLarge(String, Fault.Limit?)
        /// More than the guest may ask for.
        case unknownOrigin
    }

    /// Reads the message at an address of the guest's.
    init(
        at address: UInt32, in memory: GuestMemory, as role: Role, origins: Int, _ limits: WorkerLimits
    ) throws(Problem) {
        guard let raw = memory.load(swiftlet_message.self, at: address),
            let start = unsafe memory.bytes(at: 0, count: 0)?.baseAddress
        else { throw .outside("the message") }
        unsafe self.memory = start
        edits = try GuestEdits(at: raw.edits, count: raw.edit_count, in: memory, limits)
        responseEdits = try GuestEdits(at: raw.response_edits, count: raw.response_edit_count, in: memory, limits)
        try readKind(raw, as: role, origins: origins)
        if kind == .done { return }
        try readBase(raw)
        try readStart(raw, in: memory)
        try readBody(raw, as: role, in: memory, limits)
    }

    private mutating func readKind(_ raw: swiftlet_message, as role: Role, origins: Int) throws(Problem) {
        guard role != .subrequest else {
            timeout = raw.timeout
            return
        }
        switch raw.kind {
        case SWIFTLET_RESPOND: kind = .respond
        case SWIFTLET_FAIL where role == .answer: kind = .fail
        case SWIFTLET_DONE where role == .answer: kind = .done
        case SWIFTLET_FORWARD:
            kind = .forward
            guard raw.origin < origins else { throw .unknownOrigin }
            origin = Int(raw.origin)
        default: throw .number("kind \(raw.kind)")
        }
    }

    private mutating func readBase(_ raw: swiftlet_message) throws(Problem) {
        switch (raw.base, kind) {
        case (SWIFTLET_NONE, _): base = .none
        case (_, .fail), (_, .done): base = .none
        case (SWIFTLET_REQUEST, .forward), (SWIFTLET_REQUEST, .send): base = .request
        case (SWIFTLET_REQUEST, .respond): throw .number("a response cannot start from the request")
        case (_, .respond): base = .response(handle: Int32(bitPattern: raw.base))
        default: throw .number("base \(raw.base)")
        }
    }

    private mutating func readStart(_ raw: swiftlet_message, in memory: GuestMemory) throws(Problem) {
        switch kind {
        case .fail, .done: return
        case .respond:
            if raw.status == 0, base != .none { return }
            guard 200...599 ~= raw.status else { throw .number("status \(raw.status)") }
            status = Int(raw.status)
        case .forward, .send:
            guard let method = unsafe memory.bytes(at: raw.method.offset, count: raw.method.length) else {
                throw .outside("the method")
            }
            guard let target = unsafe memory.bytes(at: raw.target.offset, count: raw.target.length) else {
                throw .outside("the target")
            }
            guard unsafe method.isEmpty || FieldSyntax.isMethod(method) else { throw .syntax("the method") }
            // A tunnel has no response that could be framed (RFC 9110 §9.3.6).
            guard unsafe Method.of(method) != .connect else { throw .syntax("the method CONNECT") }
            guard unsafe target.isEmpty || FieldSyntax.isTarget(target) else { throw .syntax("the target") }
            methodPlace = raw.method.length == 0 ? swiftlet_bytes() : raw.method
            targetPlace = raw.target.length == 0 ? swiftlet_bytes() : raw.target
        }
    }

    private mutating func readBody(
        _ raw: swiftlet_message, as role: Role, in memory: GuestMemory, _ limits: WorkerLimits
    ) throws(Problem) {
        switch raw.body_kind {
        case SWIFTLET_BODY_NONE: bodyKind = .none
        case SWIFTLET_BODY_STREAM where role == .earlyAnswer && kind == .respond: bodyKind = .stream
        case SWIFTLET_BODY_BASE where base != .none: bodyKind = .base
        case SWIFTLET_BODY_BYTES:
            bodyKind = .bytes
            guard unsafe memory.bytes(at: raw.body.offset, count: raw.body.length) != nil else {
                throw .outside("the body")
            }
            try checkBodyLength(raw.body.length, limits)
            bodyPlace = raw.body.length == 0 ? swiftlet_bytes() : raw.body
        default: throw .number("body kind \(raw.body_kind)")
        }
    }

    private func checkBodyLength(_ length: UInt32, _ limits: WorkerLimits) throws(Problem) {
        if kind == .respond {
            guard length > limits.responseBodyBytes else { return }
            let limit = limits.responseBodyLimit
            throw .tooLarge("a body of \(length) bytes, more than \(limit.value); the key is \(limit.key)", limit)
        }
        guard length > limits.bodyBytes else { return }
        throw .tooLarge("a body of \(length) bytes; the limit is \(limits.bodyBytes)", nil)
    }

    // MARK: Subrequests

    /// The same message, its bytes copied: the guest goes on and may change them.
    func copied(origin: Int, into buffer: inout ByteBuffer) -> GuestMessage {
        var length = unsafe edits.count * MemoryLayout<swiftlet_edit>.stride + method.count + target.count + body.count
        var position = edits.count * MemoryLayout<swiftlet_edit>.stride
        for index in 0..<edits.count {
            let edit = edits[index]
            length += unsafe edit.name.count + edit.value.count
        }
        // One growth, so that what is appended does not move.
        let room = unsafe buffer.reserve(length)
        for index in 0..<edits.count {
            let edit = edits[index]
            let name = unsafe Self.place(edit.name, at: &position)
            let value = unsafe Self.place(edit.value, at: &position)
            let moved = swiftlet_edit(operation: edit.operation.rawValue, name: name, value: value)
            unsafe withUnsafeBytes(of: moved) { unsafe buffer.append($0) }
        }
        for index in 0..<edits.count {
            let edit = edits[index]
            unsafe buffer.append(edit.name)
            unsafe buffer.append(edit.value)
        }
        let start = unsafe room.baseAddress.map { UnsafeRawPointer($0) } ?? memory
        var copy = unsafe GuestMessage(self, origin: origin, movedTo: start)
        unsafe buffer.append(method)
        copy.methodPlace = unsafe Self.place(method, at: &position)
        unsafe buffer.append(target)
        copy.targetPlace = unsafe Self.place(target, at: &position)
        unsafe buffer.append(body)
        copy.bodyPlace = unsafe Self.place(body, at: &position)
        return copy
    }

    private static func place(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> swiftlet_bytes {
        defer { position += bytes.count }
        return swiftlet_bytes(offset: UInt32(position), length: UInt32(bytes.count))
    }

    private init(_ original: GuestMessage, origin: Int, movedTo start: UnsafeRawPointer) {
        kind = original.kind
        base = original.base
        bodyKind = original.bodyKind
        timeout = original.timeout
        self.origin = origin
        unsafe memory = start
        edits = unsafe GuestEdits(table: start, memory: start, count: original.edits.count)
        responseEdits = unsafe GuestEdits(table: start, memory: start, count: 0)
    }
}

extension WorkerLimits {
    /// What a body that is too large is told with.
    var responseBodyLimit: Fault.Limit {
        Fault.Limit(key: "limits.response_body_bytes", value: responseBodyBytes.inBytes)
    }
}
