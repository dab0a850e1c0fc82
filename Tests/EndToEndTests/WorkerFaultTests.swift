import Testing

@Suite("Workers that do wrong: their own request fails, nobody else notices")
struct WorkerFaultTests {
    /// The worker of Tests/Fixtures/sins: its path names what it does.
    private func server(
        _ limits: String = "", frontLimits: String = "",
        _ script: @escaping ScriptedOrigin.Script = { $0.waitForTheEnd() }
    ) throws -> (server: RunningServer, origin: ScriptedOrigin) {
        let origin = try ScriptedOrigin(script)
        // Here it is to go on however often it fails.
        let settings = "origins = [\"origin\"]\nquarantine = false\nlimits = { memory = \"4MiB\"\(limits) }"
        let server = try RunningServer(
            origin.section("origin") + Routes.worker("sins", settings: settings) + Routes.fixed, limits: frontLimits)
        return (server, origin)
    }

    struct Sin: CustomTestStringConvertible, Sendable {
        var path: String
        var status: Int
        /// What the log line says.
        var logged: [String]
        var testDescription: String { path }
    }

    static let sins = [
        Sin(path: "out-of-range", status: 500, logged: ["trap", "elementBeyondTheEnd"]),
        Sin(path: "fatal-error", status: 500, logged: ["trap", "Sins"]),
        Sin(path: "spin", status: 503, logged: ["cpu limit"]),
        Sin(path: "grow", status: 500, logged: ["growForEver"]),
        Sin(path: "recurse", status: 500, logged: ["stack overflow", "recurse"]),
        Sin(path: "throw", status: 500, logged: ["thrown on purpose"]),
        Sin(path: "stranger", status: 500, logged: ["no such origin"]),
    ]

    @Test(
        "the answer has a request id, and the log line with that id says who, why and where", arguments: sins,
        Depth.allCases)
    func sin(sin: Sin, depth: Depth) throws {
        let (server, _) = try server()
        let client = try RawClient(server, depth)
        try client.send("GET /sins/\(sin.path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let response = try client.response()
        #expect(response.status == sin.status)
        let id = try #require(response["X-Request-Id"])
        try server.waitUntilPrinted(id)
        let line = try #require(server.output.split(separator: "\n").first { $0.contains(id) })
        for text in sin.logged + ["sins@"] { #expect(line.contains(text), "\(text) in: \(line)") }
        #expect(!response.text.contains("Sins"), "the client learns nothing of the worker's insides")

        // The connection, and the worker, go on.
        try client.send("GET /sins/none HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().text == "innocent\n")
    }

    @Test("after many failures every request still finds a fresh isolate")
    func manyFailures() throws {
        // Enough CPU for those that sin otherwise: growing takes some milliseconds on a slow machine.
        let (server, _) = try server(", cpu = \"30ms\"", frontLimits: "isolates = 4")
        for _ in 0..<20 {
            for sin in Self.sins { #expect(try server.get("/sins/\(sin.path)").status == sin.status, "\(sin)") }
        }
        #expect(try server.get("/sins/none").text == "innocent\n")
    }

    @Test("while endless loops run, others on the same thread are answered")
    func neighbours() throws {
        let (server, _) = try server(", cpu = \"30s\", wall = \"60s\"")
        let spinning = try (0..<4).map { _ in
            let client = try RawClient(server, .cleartext)
            try client.send("GET /sins/spin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return client
        }
        for _ in 0..<20 {
            #expect(try server.get("/fixed").status == 200)
            #expect(try server.get("/sins/none").status == 200)
        }
        for client in spinning { client.reset() }
        #expect(try server.get("/fixed").status == 200)
    }

    @Test("waiting longer than the wall clock allows: 504, and the origin's request is given up")
    func wallClock() throws {
        let (server, origin) = try server(", cpu = \"50ms\", wall = \"200ms\"")
        #expect(try server.get("/sins/wait").status == 504)
        try waitUntil("the origin's connection has ended") { origin.openConnectionCount == 0 }
        #expect(try server.get("/sins/none").status == 200)
    }

    @Test("more subrequests than allowed is an error for the worker")
    func subrequests() throws {
        let (server, origin) = try server(", subrequests = 10") { try $0.respond(200, "ok") }
        #expect(try server.get("/sins/crowd").status == 500)
        #expect(origin.requests.count == 10)
    }

    @Test("no isolate free: 503, and room again when one has ended")
    func isolates() throws {
        let gate = Gate()
        let (server, origin) = try server(frontLimits: "isolates = 1") { exchange in
            gate.wait()
            try exchange.respond(200, "slow answer")
        }
        let waiting = try RawClient(server, .cleartext)
        try waiting.send("GET /sins/wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        #expect(try server.get("/sins/none").status == 503)
        gate.open()
        #expect(try waiting.response().text == "slow answer")
        #expect(try server.get("/sins/none").status == 200)
    }

    @Test("a client that leaves ends the isolate that worked for it")
    func clientGone() throws {
        let (server, origin) = try server(frontLimits: "isolates = 1")
        let client = try RawClient(server, .cleartext)
        try client.send("GET /sins/wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        client.reset()
        try waitUntil("the isolate is free") { try server.get("/sins/none").status == 200 }
    }

    @Test("a header that would split the response never reaches the client")
    func headerInjection() throws {
        let (server, _) = try server()
        let response = try server.get("/sins/bad-header")
        #expect(response.values("Injected").isEmpty)
        #expect(response.status == 500 || response.values("X-Bad").isEmpty)
    }

    @Test("what a worker logs stays one line of the log")
    func logInjection() throws {
        let (server, _) = try server()
        #expect(try server.get("/sins/log").text == "logged\n")
        try server.waitUntilPrinted("a line")
        #expect(!server.output.split(separator: "\n").contains { $0.hasPrefix("Injected") })
    }

    @Test("a module that is none is refused at start, with a clear line")
    func noModule() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "swiftlet.toml",
            """
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            [workers.broken]
            path = "\(try folder.write("broken.wasm", [0, 1, 2, 3]))"
            [[routes]]
            match = "*/*"
            worker = "broken"
            """.utf8)
        let result = try Command(Repository.binary, "serve", "--config", file)
        #expect(result.exitCode != 0)
        #expect(result.errors.contains("broken"))
        #expect(!(result.output + result.errors).contains("listening"))
    }
}
