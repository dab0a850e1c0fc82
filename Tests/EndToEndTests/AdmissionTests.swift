import Glibc
import Testing

@Suite("Places for workers' requests")
struct AdmissionTests {
    /// Workers named `a`, `b`, … below a path each, in front of an origin that answers once the gate is open.
    private struct Setup {
        let gate = Gate()
        let origin: ScriptedOrigin
        let server: RunningServer

        init(_ workers: String..., limits: String = "") throws {
            origin = try ScriptedOrigin { [gate] exchange in
                if exchange.request["X-Number"] != nil || exchange.request.target == "/after" { gate.wait() }
                try exchange.respond(200, "page")
            }
            var sections = origin.section("origin") + Routes.fixed
            for (name, limits) in zip(["a", "b", "c"], workers) {
                // The worker's deeds are paths: the host says whose.
                sections += """
                    [workers.\(name)]
                    path = "\(try EarlyWorker.module.get())"
                    origins = ["origin"]
                    limits = { \(limits) }
                    [[routes]]
                    match = "\(name).test/*"
                    worker = "\(name)"

                    """
            }
            server = try RunningServer(sections, limits: limits)
            server.origin = origin
        }

        /// A request that keeps its place until the gate is open.
        func hold(_ host: String, _ number: Int = 0, _ depth: Depth = .cleartext) throws -> RawClient {
            let client = try RawClient(server, depth)
            try client.send(
                "GET /probe HTTP/1.1\r\nHost: \(host).test\r\nX-Number: \(number)\r\nConnection: close\r\n\r\n")
            return client
        }

        /// One that needs a place for a moment.
        func ask(_ host: String) throws -> RawResponse {
            let client = try RawClient(server, .cleartext)
            try client.send("GET /nothing HTTP/1.1\r\nHost: \(host).test\r\nConnection: close\r\n\r\n")
            return try client.response()
        }

        func waitUntilAsked(_ count: Int) throws {
            try waitUntil("the origin was asked \(count) times") { origin.requests.count == count }
        }

        var numbers: [String] { origin.requests.compactMap { $0["X-Number"] } }
    }

    @Test("a worker at its concurrency gets no more, another is served")
    func concurrency() throws {
        let setup = try Setup("concurrency = 2, queue = 0", "")
        let busy = try (0..<2).map { try setup.hold("a", $0) }
        try setup.waitUntilAsked(2)
        let refused = try setup.ask("a")
        #expect(refused.status == 503)
        #expect(refused["Retry-After"] == "1")
        #expect(try setup.ask("b").status == 200)
        #expect(try setup.server.get("/fixed").status == 200)
        try setup.server.waitUntilPrinted("worker a: a request gets 503: 2 of its requests run on this loop")
        #expect(setup.server.output.contains("limit=workers.a.limits.concurrency value=2 request="))
        setup.gate.open()
        for client in busy { #expect(try client.response().text == "page") }
        #expect(try setup.ask("a").status == 200)
    }

    @Test("reserved places are free for their worker when another has taken all that it can get")
    func reserved() throws {
        let setup = try Setup("queue = 0, reserved = 0", "reserved = 1", limits: "isolates = 4")
        let busy = try (0..<3).map { try setup.hold("a", $0) }
        try setup.waitUntilAsked(3)
        #expect(try setup.ask("a").status == 503)
        #expect(try setup.ask("b").status == 200)
        try setup.server.waitUntilPrinted("limit=limits.isolates value=4")
        setup.gate.open()
        for client in busy { #expect(try client.response().status == 200) }
    }

    @Test("who waits starts when a place is free, first come, first served", arguments: Depth.allCases)
    func order(depth: Depth) throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"1m\"")
        var clients: [RawClient] = []
        for number in 0..<6 {
            clients.append(try setup.hold("a", number, depth))
            // The first is under way before anybody waits.
            if number == 0 { try setup.waitUntilAsked(1) }
        }
        #expect(try setup.server.get("/fixed").status == 200)
        #expect(setup.origin.requests.count == 1)
        setup.gate.open()
        for client in clients { #expect(try client.response().text == "page") }
        #expect(setup.numbers == (0..<6).map(String.init))
        #expect(!setup.server.output.contains(" limit="))
    }

    @Test("who waits for too long gets a 503, and so does who finds the queue full")
    func limits() throws {
        let setup = try Setup("concurrency = 1, queue = 1, queue_wait = \"300ms\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let waiting = try setup.hold("a", 1)
        let surplus = try setup.hold("a", 2)
        #expect(try surplus.response().text.contains("503 Service Unavailable: the worker is busy"))
        let late = try waiting.response()
        #expect(late.status == 503 && late["Retry-After"] == "1")
        #expect(late.text.contains("the worker was busy for too long"))
        try setup.server.waitUntilPrinted("limit=workers.a.limits.queue value=1")
        try setup.server.waitUntilPrinted("limit=workers.a.limits.queue_wait value=300ms")
        setup.gate.open()
        #expect(try busy.response().status == 200)
        #expect(setup.numbers == ["0"])
    }

    @Test("who leaves the queue makes room for another, and nothing of it runs", arguments: Depth.allCases)
    func leaving(depth: Depth) throws {
        let setup = try Setup("concurrency = 1, queue = 1, queue_wait = \"1m\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let halfClosed = try setup.hold("a", 1, depth)
        #expect(try setup.hold("a", 2).response().status == 503)
        halfClosed.finishSending()
        #expect(try halfClosed.isClosedByPeer())
        let gone = try setup.hold("a", 3, depth)
        #expect(try setup.hold("a", 4).response().status == 503)
        gone.reset()
        setup.gate.open()
        #expect(try busy.response().status == 200)
        #expect(try setup.hold("a", 5).response().status == 200)
        #expect(setup.numbers == ["0", "5"])
    }

    @Test("who leaves the queue in the middle of a body makes room as well", arguments: Depth.allCases)
    func leavingWithBody(depth: Depth) throws {
        let setup = try Setup("concurrency = 1, queue = 1, queue_wait = \"1m\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let gone = try RawClient(setup.server, depth)
        try gone.send("POST /probe HTTP/1.1\r\nHost: a.test\r\nX-Number: 1\r\nContent-Length: 9\r\n\r\npart")
        #expect(try setup.hold("a", 2).response().status == 503)
        gone.reset()
        usleep(100_000)
        let waiting = try setup.hold("a", 3)
        #expect(try setup.hold("a", 4).response().status == 503)
        setup.gate.open()
        #expect(try busy.response().status == 200)
        #expect(try waiting.response().status == 200)
        #expect(setup.numbers == ["0", "3"])
    }

    @Test("what an isolate does after its response keeps its place")
    func background() throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"1m\"")
        let client = try RawClient(setup.server, .cleartext)
        try client.send("GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n")
        #expect(try client.response().text == "own")
        try setup.waitUntilAsked(1)
        let waiting = try setup.hold("a", 1)
        #expect(try setup.server.get("/fixed").status == 200)
        #expect(setup.numbers == [])
        setup.gate.open()
        #expect(try waiting.response().status == 200)
    }

    @Test("the body of a request that waits comes when it starts", arguments: Depth.allCases)
    func body(depth: Depth) throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"1m\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let body = String(repeating: "0123456789", count: 10_000)
        let client = try RawClient(setup.server, depth)
        try client.send("POST /forwarded HTTP/1.1\r\nHost: a.test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let careful = try RawClient(setup.server, depth)
        try careful.send(
            "POST /forwarded HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        #expect(try setup.server.get("/fixed").status == 200)
        setup.gate.open()
        #expect(try busy.response().status == 200)
        #expect(try client.response().text == "page")
        #expect(try careful.response().status == 100)
        try careful.send("late")
        #expect(try careful.response().text == "page")
        let sent = setup.origin.requests.filter { $0.method == "POST" }.map(\.body)
        #expect(sent == [Array(body.utf8), Array("late".utf8)])
    }

    @Test("a server that stops serves who waits, until its deadline")
    func draining() throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"1m\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let waiting = try setup.hold("a", 1)
        let idle = try RawClient(setup.server, .cleartext)
        #expect(try setup.server.get("/fixed").status == 200)
        setup.server.signal(SIGTERM)
        #expect(try idle.isClosedByPeer())
        setup.gate.open()
        #expect(try busy.response().status == 200)
        #expect(try waiting.response().status == 200)
        #expect(setup.server.exitCode() == 0)
    }

    @Test("at its deadline a server that stops cuts who still waits")
    func cutting() throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"1m\"", limits: "shutdown_deadline = \"200ms\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        let waiting = try setup.hold("a", 1)
        #expect(try setup.server.get("/fixed").status == 200)
        setup.server.signal(SIGTERM)
        #expect(try busy.isClosedByPeer())
        #expect(try waiting.isClosedByPeer())
        #expect(setup.server.exitCode() == 0)
    }

    @Test("a crowd that finds no place is told of in one line, and one that says how many there were")
    func lines() throws {
        let setup = try Setup("concurrency = 1, queue_wait = \"0s\"")
        let busy = try setup.hold("a", 0)
        try setup.waitUntilAsked(1)
        for _ in 0..<10 { #expect(try setup.ask("a").status == 503) }
        try setup.server.waitUntilPrinted("more requests got 503")
        let lines = setup.server.output.split(separator: "\n").filter { $0.contains("limits.concurrency") }
        let more = lines.compactMap { $0.firstMatch(of: /(\d+) more requests/)?.1 }.compactMap { Int($0) }
        #expect(lines.count < 10)
        #expect(lines.count - more.count + more.reduce(0, +) == 10)
        setup.gate.open()
        #expect(try busy.response().status == 200)
    }
}
