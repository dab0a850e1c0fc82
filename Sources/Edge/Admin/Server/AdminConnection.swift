internal import HTTP
internal import Loop
internal import Synchronization

/// One connection of the admin API: its requests one after the other, each from its head to the last byte of its answer.
/// On its own thread, from `serve` to its end.
final class AdminConnection {
    let stream: WireStream
    let server: AdminServer
    private let peer: PeerName
    /// Of `RemoteSeats`; 0: at the unix socket.
    private let seat: Int

    private static let lingerMilliseconds = 2000

    init(_ stream: WireStream, server: AdminServer, peer: PeerName, seat: Int) {
        self.stream = stream
        self.server = server
        self.peer = peer
        self.seat = seat
    }

    func serve() {
        var reader = RequestReader(stream, server.limits)
        do throws(RequestReader.Failure) {
            while let request = try reader.next() {
                guard try answer(request, &reader), server.set(seat, .idle) else { break }
            }
        } catch {
            switch error {
            case .message(let mistake): _ = try? send(.problem(Self.problem(mistake)), keepAlive: false)
            // Nobody is there to be told: it never spoke TLS, or has shown a certificate of somebody else's.
            case .wire(.failed(let reason)):
                _ = server.noteRefusal(peer, reason)
                return
            case .wire: return
            }
        }
        stream.finish(lingerMilliseconds: Self.lingerMilliseconds)
    }

    /// One request, from its head on. False: the connection ends.
    private func answer(_ request: AdminRequest, _ reader: inout RequestReader) throws(RequestReader.Failure) -> Bool {
        var hasBody = !request.framing.isEmpty
        var upload = UploadRoom(server)
        defer { upload.release() }
        // Whoever is not known is told so, and has had its turn.
        var isKnown = seat == 0
        var keepAlive: Bool { isKnown && request.keepAlive && !hasBody && !server.isEnding }
        do throws(AdminError) {
            try checkClient(request)
            let caller = try authenticate(request)
            isKnown = server.set(seat, .working)
            guard isKnown else { return false }
            let match = try OperationRouter.match(request.method, path: request.path)
            try authorise(caller, match.entry)
            let bytesMax = try checkBody(request, match.entry, &upload)
            var body: [UInt8] = []
            if hasBody {
                if request.expectsContinue { try proceed() }
                body = try readBody(request, &reader, max: bytesMax)
                hasBody = false
                try checkDigest(request, body)
            }
            let operation = try OperationDecoder.decode(match, query: request.query, body: body)
            body = []
            return try perform(operation, request, caller, keepAlive: keepAlive)
        } catch {
            var answer = Answer.problem(error)
            if error.code == OperationRouter.methodNotAllowed { answer.allow = OperationRouter.allowed(request.path) }
            answer.asksForToken = error.status == 401
            if request.method == .head { answer.body = [] }
            let stays = keepAlive && error.status != 408
            return wire { () throws(WireError) in try send(answer, keepAlive: stays) } && stays
        }
    }

    // MARK: who, and what with

    private func checkClient(_ request: AdminRequest) throws(AdminError) {
        guard request.version == .http11 else {
            throw AdminError(
                505, "http_version", "Not with this version of HTTP", "the request is of HTTP/1.0",
                remedy: "speak HTTP/1.1")
        }
        // A page that somebody else has written could use the client certificate of whoever looks at it.
        guard request.field("origin") == nil else {
            _ = server.noteRefusal(peer, "a page in a browser has asked")
            throw AdminError(
                403, "browser", "Not from a browser", "the request comes from a page in a browser (it has an Origin)",
                remedy: "use swiftlet, or a client that is no browser")
        }
    }

    private func authenticate(_ request: AdminRequest) throws(AdminError) -> AdminCaller {
        if peer.host == "unix" {
            return AdminCaller(name: peer.user.map { "unix:\($0)" } ?? "unix", scope: .all, address: peer.address)
        }
        let certificate = stream.peerCommonName
        let authorization = request.field("authorization")
        if let caller = server.access.caller(
            authorization: authorization, certificate: certificate, address: peer.address)
        {
            return caller
        }
        let reason =
            authorization != nil
            ? "the token is not known"
            : certificate.map { "the certificate of \"\($0)\" has no scope" } ?? "neither token nor certificate"
        guard server.noteRefusal(peer, reason) else {
            throw AdminError(
                429, "too_many_refusals", "Too many refused attempts",
                "too many attempts from \(peer.host) were refused",
                remedy: "wait a minute, and send a token that is known", retryAfter: 60)
        }
        throw AdminError(
            401, "unauthorized", "Who are you?", reason,
            remedy: "send Authorization: Bearer and a token whose SHA-256 is in admin.tokens")
    }

    private func authorise(_ caller: AdminCaller, _ entry: OperationEntry) throws(AdminError) {
        guard caller.scope >= entry.scope else {
            _ = server.noteRefusal(peer, "\(caller.name) may not \(entry.id.rawValue)")
            throw AdminError(
                403, "forbidden", "Not with this scope",
                "\(caller.name) has scope \(caller.scope.rawValue), \(entry.id.rawValue) takes \(entry.scope.rawValue)",
                remedy: "use a token of scope \(entry.scope.rawValue)")
        }
        if entry.scope != .read, server.isEnding { throw .shuttingDown }
    }

    /// What can be said of a body before it has come: how long it may be.
    private func checkBody(
        _ request: AdminRequest, _ entry: OperationEntry, _ upload: inout UploadRoom
    ) throws(AdminError) -> Int {
        switch entry.body {
        case .none:
            guard request.framing.isEmpty else { throw .badRequest("\(entry.id.rawValue) takes no body") }
            return 0
        case .json(let isRequired):
            try checkPresence(request, isRequired: isRequired)
            guard request.framing.isEmpty || request.mediaType == "application/json" else {
                throw Self.mediaType(request, "application/json")
            }
            try checkLength(request, max: AdminLimits.jsonBytesMax, "a JSON body", "send less")
            return AdminLimits.jsonBytesMax
        case .bundle:
            try checkPresence(request, isRequired: true)
            guard request.mediaType == "application/wasm" else { throw Self.mediaType(request, "application/wasm") }
            let max = server.limits.moduleBytesMax
            try checkLength(request, max: max, "a bundle", "make it smaller, or raise deploy.module_bytes")
            if case .length(let length) = request.framing { try upload.take(Int(length)) } else { try upload.take(max) }
            return max
        }
    }

    private func checkPresence(_ request: AdminRequest, isRequired: Bool) throws(AdminError) {
        guard isRequired, request.framing.isEmpty else { return }
        if case .length = request.framing { throw .badRequest("the body is empty") }
        throw AdminError(
            411, "length_required", "A body is missing", "there is no body, or nothing says how long it is",
            remedy: "send Content-Length, or Transfer-Encoding: chunked")
    }

    private func checkLength(
        _ request: AdminRequest, max: Int, _ what: String, _ remedy: String
    ) throws(AdminError) {
        guard case .length(let length) = request.framing, length > UInt64(max) else { return }
        throw Self.tooLarge("\(what) of \(length) bytes is more than the \(max) that are taken", remedy)
    }

    private static func tooLarge(_ detail: String, _ remedy: String) -> AdminError {
        AdminError(413, "too_large", "The body is too large", detail, remedy: remedy, step: .receive)
    }

    private static func mediaType(_ request: AdminRequest, _ wanted: String) -> AdminError {
        AdminError(
            415, "media_type", "Not with this media type",
            "the body is \(request.mediaType.map { "\"\($0.prefix(100))\"" } ?? "of no type"), not \(wanted)",
            remedy: "send Content-Type: \(wanted)")
    }

    private func readBody(
        _ request: AdminRequest, _ reader: inout RequestReader, max: Int
    ) throws(AdminError) -> [UInt8] {
        do throws(RequestReader.Failure) {
            return try reader.body(request.framing, max: max)
        } catch {
            switch error {
            case .message(let mistake) where mistake.status == 413:
                throw Self.tooLarge("the body is more than the \(max) bytes that are taken", "send less")
            case .message(let mistake): throw Self.problem(mistake)
            case .wire(let error):
                throw AdminError(
                    400, "truncated", "The body is not whole", "the body ended too early: \(error.text)",
                    remedy: "send it again", step: .receive)
            }
        }
    }

    private func checkDigest(_ request: AdminRequest, _ body: [UInt8]) throws(AdminError) {
        guard let field = request.field("content-digest") else { return }
        guard let isRight = AdminHash.matches(field, body) else {
            throw .badRequest(
                "Content-Digest is \"\(field.prefix(100))\", which has no sha-256",
                remedy: "send sha-256=:…: (RFC 9530)")
        }
        guard isRight else {
            throw AdminError(
                400, "digest_mismatch", "The body is truncated or damaged",
                "the \(body.count) bytes that came do not have the hash that Content-Digest names",
                remedy: "send it again", step: .receive)
        }
    }

    /// The parser's mistakes as problems.
    private static func problem(_ mistake: ProtocolError) -> AdminError {
        AdminError(
            mistake.status, "bad_message", "This is no request that is taken", "\(mistake.reason)",
            remedy: mistake.status == 408 ? "send it faster" : nil)
    }

    // MARK: bytes

    private func proceed() throws(AdminError) {
        guard wire({ () throws(WireError) in try write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }) else {
            throw .badRequest("the client has gone")
        }
    }

    func send(_ answer: Answer, keepAlive: Bool) throws(WireError) {
        var bytes = answer.head(keepAlive: keepAlive, isChunked: false)
        unsafe answer.body.withUnsafeBytes { unsafe bytes.append($0) }
        try unsafe stream.write(bytes.readable, stallMilliseconds: server.limits.stallMilliseconds)
    }

    func write(_ bytes: [UInt8]) throws(WireError) {
        let stall = server.limits.stallMilliseconds
        try unsafe bytes.span.withUnsafeBytes { bytes throws(WireError) in
            try unsafe stream.write(bytes, stallMilliseconds: stall)
        }
    }

    /// Whether it went well: a client that has gone needs no answer.
    func wire(_ body: () throws(WireError) -> Void) -> Bool {
        do throws(WireError) {
            try body()
            return true
        } catch {
            return false
        }
    }
}

/// The memory that a bundle takes from the moment it is announced until it is deployed.
struct UploadRoom {
    private let server: AdminServer
    private var bytes = 0

    init(_ server: AdminServer) { self.server = server }

    mutating func take(_ count: Int) throws(AdminError) {
        let max = server.limits.uploadBytesMax
        let isTaken = server.state.withLock { state in
            // One is always taken, however large.
            guard state.uploadBytes == 0 || state.uploadBytes + count <= max else { return false }
            state.uploadBytes += count
            return true
        }
        guard isTaken else {
            throw AdminError(
                503, "busy", "Too many uploads",
                "other bundles that are being deployed take the \(max) bytes there are",
                remedy: "ask again in a moment", step: .receive, retryAfter: 1)
        }
        bytes = count
    }

    mutating func release() {
        let count = bytes
        bytes = 0
        server.state.withLock { $0.uploadBytes -= count }
    }
}
