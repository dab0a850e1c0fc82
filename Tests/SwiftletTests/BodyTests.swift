import Testing

@testable import Swiftlet

/// Answers with what it makes of the request.
private struct Probe: Worker {
    var probe: (Request) throws(WorkerError) -> Response = { _ in .text("unused") }

    init() {}

    init(_ probe: @escaping (Request) throws(WorkerError) -> Response) {
        self.probe = probe
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        try probe(request)
    }
}

@Suite struct BodyTests {
    let long = [UInt8](repeating: 7, count: 10_000)

    @Test("The client's body is read whole, as bytes or text")
    func whole() throws {
        let host = TestHost()
        let worker = Probe { request throws(WorkerError) in .text(try request.body.text() + "!") }
        let response = try host.answer(worker, to: host.request("/", method: .post, body: Array("soap".utf8)))
        #expect(try response.body.text() == "soap!")
    }

    @Test("The client's body is read in parts, and then has ended")
    func parts() throws {
        let host = TestHost()
        let worker = Probe { request throws(WorkerError) in
            var body = request.body
            var sizes: [Int] = []
            while let part = try body.next(size: 4096) { sizes.append(part.count) }
            let after = try body.next()
            return .text("\(sizes) \(after == nil)")
        }
        let response = try host.answer(worker, to: host.request("/", method: .post, body: long))
        #expect(try response.body.text() == "[4096, 4096, 1808] true")
    }

    @Test("Reading a body twice, or passing on one that was read, is an error")
    func twice() {
        let twice = Probe { request throws(WorkerError) in
            _ = try request.body.bytes()
            return .text(try request.body.text())
        }
        let host = TestHost()
        #expect(throws: WorkerError.self) {
            try host.answer(twice, to: host.request("/", method: .post, body: long))
        }
        let readThenForward = Probe { request throws(WorkerError) in
            _ = try request.body.bytes()
            return try Env().origin("shop").forward(request)
        }
        let other = TestHost(origins: ["shop": { _ in .text("soap") }])
        #expect(throws: WorkerError.self) {
            try other.answer(readThenForward, to: other.request("/", method: .post, body: long))
        }
    }

    @Test("A body over the worker's own limit is an error, at the limit it is not")
    func limit() throws {
        let host = TestHost()
        let worker = Probe { request throws(WorkerError) in .text("\(try request.body.bytes(limit: 9_999).count)") }
        #expect(throws: WorkerError.self) {
            try host.answer(worker, to: host.request("/", method: .post, body: long))
        }
        #expect(try Body.bytes(long).bytes(limit: 10_000).count == 10_000)
        #expect(throws: WorkerError.self) { try Body.bytes(long).bytes(limit: 9_999) }
    }

    @Test("Bodies that the worker has are read in parts like any other")
    func held() throws {
        var body = Body.text("lavender")
        #expect(try body.next(size: 5) == Array("laven".utf8))
        #expect(try body.next(size: 5) == Array("der".utf8))
        #expect(try body.next(size: 5) == nil)
        #expect(try Body.none.bytes().isEmpty)
    }
}
