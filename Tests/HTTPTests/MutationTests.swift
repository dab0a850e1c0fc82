import Testing

@testable import HTTP

/// SplitMix64: the same numbers in every run, so that a failure can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

@Suite struct MutationTests {
    private static let tokens: [[UInt8]] = [
        "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "\u{0}", "\u{7F}", "chunked", "Content-Length: 1\r\n",
        "0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "FFFFFFFFFFFFFFFF", "%00", "/../", "HTTP/1.1", "?", "#", "é",
        "Connection: close\r\n", "Expect: 100-continue\r\n", "http://", "[::1]",
    ].map { Array($0.utf8) }

    @Test("mutated requests never trap, and what is refused or complete early stays so with more bytes")
    func requests() {
        var generator = SeededGenerator(state: 2026)
        for _ in 0..<4000 {
            let bytes = mutated(Samples.requests, &generator)
            let whole = ParsedRequest(bytes)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let part = ParsedRequest(Array(bytes[..<cut]))
            expectConsistent(part.outcome, whole.outcome, bytes, cut)
            var replay = MessageReplay(kind: .request)
            replay.run(bytes)
            normalise(whole.path)
        }
    }

    @Test("mutated responses never trap, and what is refused or complete early stays so with more bytes")
    func responses() {
        var generator = SeededGenerator(state: 2027)
        for _ in 0..<4000 {
            let bytes = mutated(Samples.responses, &generator)
            let whole = ParsedResponse(bytes)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let part = ParsedResponse(Array(bytes[..<cut]))
            expectConsistent(part.outcome, whole.outcome, bytes, cut)
            var replay = MessageReplay(kind: .response)
            replay.run(bytes)
        }
    }

    /// A part that is complete is the whole's head; a part that is refused refuses the whole; the rest waits.
    private func expectConsistent(_ part: ParseOutcome, _ whole: ParseOutcome, _ bytes: [UInt8], _ cut: Int) {
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        switch (part, whole) {
        case (.complete, _):
            #expect(part == whole, "\(text) at \(cut)")
        case (.refused, .refused):
            break
        case (.refused, _):
            Issue.record("refused early, not late: \(text) at \(cut)")
        case (.incomplete, .complete(let length)):
            #expect(length > cut, "\(text) at \(cut)")
        case (.incomplete, _):
            break
        }
    }

    private func mutated(_ samples: [String], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array((samples.randomElement(using: &generator) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let position = Int.random(in: 0..<max(bytes.count, 1), using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where !bytes.isEmpty:
                bytes[position] = UInt8.random(in: 0...255, using: &generator)
            case 1 where !bytes.isEmpty:
                bytes.remove(at: position)
            case 2:
                bytes.insert(contentsOf: Self.tokens.randomElement(using: &generator) ?? [], at: position)
            case 3 where !bytes.isEmpty:
                let end = min(bytes.count, position + Int.random(in: 1...20, using: &generator))
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            default:
                bytes.removeLast(min(bytes.count, Int.random(in: 0...20, using: &generator)))
            }
        }
        return bytes
    }

    /// The normal form of a normal form is itself.
    private func normalise(_ path: String) {
        guard let once = NormalPath(path).text else { return }
        #expect(NormalPath(once).text == once, "\(path)")
    }
}
