import Testing

@testable import HTTP

/// Reads a stream that arrives in pieces, as a connection does: a head is parsed anew with every piece until complete.
private struct PieceReader {
    var kind: LLHTTPCase.Kind
    var events = ""
    private var pending: [UInt8] = []
    private var reader: BodyReader?
    private var keepAlive = true
    private var isRefused = false

    init(kind: LLHTTPCase.Kind) { self.kind = kind }

    mutating func receive(_ piece: [UInt8]) {
        guard !isRefused else { return }
        pending += piece
        do throws(ProtocolError) {
            while keepAlive, !pending.isEmpty, try step() {}
        } catch {
            isRefused = true
            events += "[refused]"
        }
    }

    private mutating func step() throws(ProtocolError) -> Bool {
        guard var body = reader else { return try startMessage() }
        let used = try unsafe withGuarded(pending) { bytes throws(ProtocolError) in
            var position = 0
            while case .data(let range) = try unsafe body.next(bytes, position: &position) {
                unsafe events += String(decoding: bytes[range], as: UTF8.self)
            }
            return position
        }
        pending.removeFirst(used)
        reader = body
        if body.isComplete { finishMessage() }
        return !pending.isEmpty
    }

    private mutating func startMessage() throws(ProtocolError) -> Bool {
        let length: Int
        let framing: BodyFraming
        if kind == .request {
            let parsed = ParsedRequest(pending)
            if let status = parsed.refusal { throw ProtocolError(status: status, reason: "") }
            guard case .complete(let count) = parsed.outcome else { return false }
            (length, framing, keepAlive) = (count, parsed.framing, parsed.keepAlive)
            events += "[\(parsed.methodName) \(parsed.target) \(parsed.fields.map { "\($0.name)=\($0.value)" })]"
        } else {
            let parsed = ParsedResponse(pending)
            if case .refused(let status) = parsed.outcome { throw ProtocolError(status: status, reason: "") }
            guard case .complete(let count) = parsed.outcome else { return false }
            (length, framing, keepAlive) = (count, parsed.framing, parsed.keepAlive || parsed.framing == .untilClose)
            events += "[\(parsed.status) \(parsed.fields.map { "\($0.name)=\($0.value)" })]"
        }
        pending.removeFirst(length)
        let body = BodyReader(framing)
        reader = body
        if body.isComplete { finishMessage() }
        return true
    }

    private mutating func finishMessage() {
        reader = nil
        events += "[end]"
    }
}

@Suite struct SplitTests {
    @Test("a stream cut in two at any byte gives the same messages, bodies and refusals as the whole")
    func twoPieces() {
        for (kind, text) in samples {
            let bytes = Array(text.utf8)
            let whole = events(kind, [bytes])
            for cut in 0...bytes.count {
                #expect(events(kind, [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "\(text) at \(cut)")
            }
        }
    }

    @Test("a stream that comes byte by byte gives the same messages, bodies and refusals as the whole")
    func singleBytes() {
        for (kind, text) in samples {
            let bytes = Array(text.utf8)
            #expect(events(kind, bytes.map { [$0] }) == events(kind, [bytes]), "\(text)")
        }
    }

    private var samples: [(LLHTTPCase.Kind, String)] {
        Samples.requests.map { (.request, $0) } + Samples.responses.map { (.response, $0) }
    }

    private func events(_ kind: LLHTTPCase.Kind, _ pieces: [[UInt8]]) -> String {
        var reader = PieceReader(kind: kind)
        for piece in pieces { reader.receive(piece) }
        return reader.events
    }
}
