import Testing

@testable import Admin

@Suite("Bytes at random", .serialized)
struct RandomBytesTests {
    /// The same numbers in each run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0x9E37_79B9_7F4A_7C15
        }
    }

    /// With some bytes changed, taken away or doubled.
    private func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(index..<min(bytes.count, index + 3))
            default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 5)], at: index)
            }
        }
        return bytes
    }

    @Test("A damaged body is read as what it says, or refused; what is read is written as what is read again")
    func bodies() throws {
        var generator = Generator(state: 7)
        let bodies = OperationTypes.examples(.setRollout).map(\.body)
        var taken = 0
        for _ in 0..<20_000 {
            let body = damaged(bodies.randomElement(using: &generator) ?? [], &generator)
            guard let request = try? RolloutRequest(parsing: body, strict: true) else { continue }
            taken += 1
            #expect(try RolloutRequest(parsing: request.jsonText, strict: true) == request)
        }
        #expect(taken > 100)
    }

    @Test("A damaged request is answered or let go, and the host goes on")
    func requests() throws {
        var limits = AdminLimits()
        limits.headMilliseconds = 50
        limits.stallMilliseconds = 50
        let host = try RunningAdmin(limits: limits)
        var generator = Generator(state: 11)
        let request = """
            POST /v1/workers/a/promote?x=1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
            transfer-encoding: chunked\r\nconnection: close\r\n\r\n10\r\n{"version":"v1"}\r\n0\r\n\r\n
            """
        for _ in 0..<300 {
            let client = RawClient(host.socket)
            client.send(damaged(Array(request.utf8), &generator))
            client.endSending()
            let answer = client.all()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
        }
        #expect(try host.client.status().workers == 0)
    }
}
