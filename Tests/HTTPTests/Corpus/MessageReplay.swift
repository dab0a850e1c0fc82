@testable import HTTP

/// Runs our parsers over a stream of messages, as a connection does.
struct MessageReplay {
    var kind: LLHTTPCase.Kind
    var skipsBody = false

    private(set) var trace = MessageTrace()
    /// Why it was refused.
    private(set) var error: ProtocolError?
    private var input: [UInt8] = []
    private var position = 0
    /// Bytes that were put in before `position` and are not part of the example.
    private var inserted = 0

    init(kind: LLHTTPCase.Kind, skipsBody: Bool = false) {
        self.kind = kind
        self.skipsBody = skipsBody
    }

    mutating func run(_ bytes: [UInt8]) {
        input = bytes
        do throws(ProtocolError) {
            while position < input.count, try readMessage() {}
        } catch {
            self.error = error
            trace.stop = .refused
        }
    }

    /// False: no further message can be read.
    private mutating func readMessage() throws(ProtocolError) -> Bool {
        guard let head = try readHead() else { return false }
        trace.messages.append(.init(headEnd: position - inserted))
        let index = trace.messages.count - 1
        var reader = BodyReader(skipsBody ? .none : head.framing)
        while true {
            switch try next(&reader) {
            case .data(let range):
                trace.messages[index].append(range.lowerBound - inserted..<range.upperBound - inserted)
            case .needMore:
                return false
            case .end:
                trace.messages[index].end = position - inserted
                if !head.keepAlive, position < input.count { trace.stop = .closed }
                return head.keepAlive
            }
        }
    }

    private mutating func next(_ reader: inout BodyReader) throws(ProtocolError) -> BodyReader.Event {
        var position = position
        defer { self.position = position }
        return try unsafe withGuarded(input) { bytes throws(ProtocolError) in
            try unsafe reader.next(bytes, position: &position)
        }
    }

    private mutating func readHead() throws(ProtocolError) -> (framing: BodyFraming, keepAlive: Bool)? {
        do {
            return try parseHead()
        } catch {
            // llhttp does not ask for Host, and most examples have none (RFC 9112 section 3.2 demands it). Give them
            // one, so that the rest of the example is tested.
            guard error.reason.description == "Host is missing", let line = firstLineEnd() else { throw error }
            let host = Array("Host: corpus\r\n".utf8)
            input.insert(contentsOf: host, at: line)
            let result = try parseHead(adding: host.count)
            return result
        }
    }

    private func firstLineEnd() -> Int? {
        var start = position
        while input[start...].starts(with: [13, 10]) { start += 2 }
        return input[start...].firstIndex(of: 10).map { $0 + 1 }
    }

    private mutating func parseHead(
        adding bytes: Int = 0
    ) throws(ProtocolError) -> (framing: BodyFraming, keepAlive: Bool)? {
        let kind = kind
        let skipsBody = skipsBody
        let rest = Array(input[position...])
        let parsed = try unsafe withGuarded(rest) {
            rest throws(ProtocolError) -> (length: Int, framing: BodyFraming, keepAlive: Bool)? in
            guard kind == .response else {
                var head = RequestHead()
                guard case .complete(let length) = try unsafe head.parse(rest) else { return nil }
                return (length, head.framing, head.keepAlive)
            }
            var head = ResponseHead()
            let progress = try unsafe head.parse(rest, requestMethod: skipsBody ? .head : .get)
            guard case .complete(let length) = progress else { return nil }
            return (length, head.framing, head.keepAlive)
        }
        guard let parsed else { return nil }
        self.position += parsed.length
        inserted += bytes
        return (parsed.framing, parsed.keepAlive)
    }
}
