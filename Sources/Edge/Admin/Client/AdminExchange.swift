internal import HTTP

/// One question to a host and its answer, whose head is there once it is made.
///
/// One thread; ends with its owner.
final class AdminExchange {
    private let stream: WireStream
    private let client: AdminClient
    private var buffer = ByteBuffer()
    private var status = 0
    private var mediaType = ""
    private var framing = BodyFraming.none

    /// From this size on the host is asked whether it wants the body at all.
    private static let askFirstBytes = 64 << 10
    private static let askMilliseconds = 2000
    private static let writeStallMilliseconds = 30_000
    private static let answerBytesMax = 64 << 20
    private static let lineBytesMax = 4 << 20

    /// Throws what the host answers, if that is a problem.
    init(
        _ client: AdminClient, _ operation: AdminOperation, acceptsLines: Bool = false
    ) throws(AdminClientError) {
        self.client = client
        let encoded = EncodedOperation(operation)
        let stream = try ClientSocket.connect(client.endpoint, timeoutMilliseconds: client.connectMilliseconds)
        self.stream = stream
        let asksFirst = encoded.body.count >= Self.askFirstBytes
        var request = Self.head(encoded, client.endpoint, asksFirst: asksFirst, acceptsLines: acceptsLines)
        if !asksFirst { unsafe encoded.body.withUnsafeBytes { unsafe request.append($0) } }
        let sent = wire { () throws(WireError) in
            try unsafe stream.write(request.readable, stallMilliseconds: Self.writeStallMilliseconds)
        }
        var wantsBody = asksFirst
        if asksFirst, sent == nil { wantsBody = try mayProceed() }
        var failure = sent
        if wantsBody, failure == nil {
            failure = wire { () throws(WireError) in
                let result: Result<Void, WireError> = unsafe encoded.body.withUnsafeBytes { bytes in
                    Result { () throws(WireError) in
                        try unsafe stream.write(bytes, stallMilliseconds: Self.writeStallMilliseconds)
                    }
                }
                try result.get()
            }
        }
        // A host that has refused ends the connection: its answer may be there nevertheless.
        if status == 0 { try readHead(after: failure) }
        if status >= 400 { throw problem(try whole()) }
    }

    var isLines: Bool { mediaType == "application/x-ndjson" }

    // MARK: the question

    private static func head(
        _ encoded: EncodedOperation, _ endpoint: AdminEndpoint, asksFirst: Bool, acceptsLines: Bool
    ) -> ByteBuffer {
        var head = ByteBuffer(capacity: 1024 + encoded.body.count)
        head.append(encoded.method.name)
        head.append(" ")
        head.append(encoded.target)
        head.append(" HTTP/1.1\r\n")
        var fields = [("connection", "close"), ("user-agent", "swiftlet")]
        switch endpoint {
        case .socket: fields.append(("host", "localhost"))
        case .tls(let tls):
            fields.append(("host", String(endpoint.text.dropFirst(8))))
            if let token = tls.token { fields.append(("authorization", "Bearer \(token)")) }
        }
        let accept = acceptsLines ? "application/x-ndjson, application/json;q=0.9" : "application/json"
        fields.append(("accept", "\(accept), application/problem+json;q=0.8"))
        if let mediaType = encoded.mediaType {
            fields.append(("content-type", mediaType))
            fields.append(("content-length", "\(encoded.body.count)"))
            if mediaType == "application/wasm", let digest = AdminHash.contentDigest(encoded.body) {
                fields.append(("content-digest", digest))
            }
        }
        if asksFirst { fields.append(("expect", "100-continue")) }
        for (name, value) in fields {
            head.append(name)
            head.append(": ")
            // A token is whatever its file says: a line end in it would begin another field.
            head.append(String(decoding: value.utf8.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self))
            head.append("\r\n")
        }
        head.appendHeadEnd()
        return head
    }

    /// Whether the host wants the body: it says so, or nothing for a while.
    private func mayProceed() throws(AdminClientError) -> Bool {
        let deadline = Deadline(in: Self.askMilliseconds)
        do throws(WireError) {
            return try readOneHead(until: deadline) < 200
        } catch {
            guard error == .timeout else { return false }
            return true
        }
    }

    // MARK: the answer

    private func readHead(after failure: WireError?) throws(AdminClientError) {
        do throws(WireError) {
            let deadline = Deadline(in: failure == nil ? client.timeoutMilliseconds : 2000)
            while try readOneHead(until: deadline) < 200 {}
        } catch {
            throw Self.broken(failure ?? error)
        }
    }

    /// The status of the next head; one that is final is kept.
    private func readOneHead(until deadline: Deadline) throws(WireError) -> Int {
        var head = ResponseHead()
        while true {
            do throws(ProtocolError) {
                let progress = try unsafe head.parse(buffer.readable, requestMethod: .get)
                if case .complete(let length) = progress {
                    if head.status >= 200 {
                        status = head.status
                        framing = head.framing
                        let type = head.first(.contentType).map {
                            unsafe String(decoding: $0.valueBytes(in: buffer.readable), as: UTF8.self)
                        }
                        mediaType = AdminRequest.trimmed((type ?? "").prefix { $0 != ";" }).lowercased()
                    }
                    buffer.consume(length)
                    return head.status
                }
            } catch {
                throw .failed("what answers is no HTTP (\(error.reason))")
            }
            guard try stream.read(into: &buffer, until: deadline) else { throw .closed }
        }
    }

    /// The whole body.
    func whole() throws(AdminClientError) -> [UInt8] {
        var body: [UInt8] = []
        try pieces { piece throws(AdminClientError) in
            guard body.count + piece.count <= Self.answerBytesMax else {
                throw AdminClient.skew("it is longer than \(Self.answerBytesMax) bytes")
            }
            body.append(contentsOf: piece)
            return true
        }
        if status < 400, mediaType != "application/json" {
            throw AdminClient.skew("its type is \"\(mediaType.prefix(100))\"")
        }
        return body
    }

    /// Each line without its end; until `line` returns false.
    func lines(_ line: ([UInt8]) throws(AdminClientError) -> Bool) throws(AdminClientError) {
        guard isLines else { throw AdminClient.skew("its type is \"\(mediaType.prefix(100))\"") }
        var rest: [UInt8] = []
        try pieces { piece throws(AdminClientError) in
            rest.append(contentsOf: piece)
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard try line(Array(rest[start..<end])) else { return false }
                start = end + 1
            }
            rest.removeSubrange(..<start)
            guard rest.count <= Self.lineBytesMax else { throw AdminClient.skew("a line has no end") }
            return true
        }
    }

    private func pieces(_ take: ([UInt8]) throws(AdminClientError) -> Bool) throws(AdminClientError) {
        var reader = BodyReader(framing)
        while true {
            var position = 0
            reading: while true {
                let event: BodyReader.Event
                do throws(ProtocolError) {
                    event = try unsafe reader.next(buffer.readable, position: &position)
                } catch {
                    throw .broken("the host's answer is broken: \(error.reason)")
                }
                switch event {
                case .data(let range):
                    let piece = unsafe Array(buffer.readable[range])
                    guard try take(piece) else { return }
                case .needMore: break reading
                case .end: return
                }
            }
            buffer.consume(position)
            do throws(WireError) {
                guard try stream.read(into: &buffer, until: Deadline(in: client.timeoutMilliseconds)) else {
                    guard reader.mayEndByClose else { throw WireError.closed }
                    return
                }
            } catch {
                throw Self.broken(error)
            }
        }
    }

    private func problem(_ body: [UInt8]) -> AdminClientError {
        guard mediaType == "application/problem+json", let error = try? AdminError(parsing: body, strict: false) else {
            return AdminClient.skew("status \(status) and no problem that is known")
        }
        if error.code == "unknown_path" {
            return AdminClient.skew("the host does not know this operation")
        }
        return .refused(error)
    }

    private static func broken(_ error: WireError) -> AdminClientError {
        .broken("the exchange with the host broke off: \(error.text)")
    }

    private func wire(_ body: () throws(WireError) -> Void) -> WireError? {
        do throws(WireError) {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
