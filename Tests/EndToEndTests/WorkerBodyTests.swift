import Glibc
import Testing

/// What an origin gets of a client's body must be exactly what the request's framing promised it: a byte more would be
/// the start of somebody's next request, a byte less would swallow it.
@Suite("The client's body and a worker's requests to origins")
struct WorkerBodyTests {
    /// The worker of Tests/Fixtures/sins in front of `origin`.
    private func client(_ origin: ScriptedOrigin) throws -> RawClient {
        let worker = Routes.worker("sins", settings: "origins = [\"origin\"]")
        return try RawClient(try RunningServer(origin.section("origin") + worker), .cleartext)
    }

    private let smuggled = "GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n"

    @Test("a body that the worker does not pass on never reaches the origin", arguments: ["wait", "replace"])
    func notPassedOn(path: String) throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.target == "/smuggled" { return try exchange.respond(200, "smuggled") }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
            gate.wait()
            try exchange.send("cd")
        }
        let client = try client(origin)
        try client.send("POST /sins/\(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(smuggled.utf8.count)\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        try client.send(smuggled)
        // Answered only by a server that has read all that came before it.
        try client.send("GET /sins/none HTTP/1.1\r\nHost: a\r\n\r\n")
        gate.open()
        #expect(try client.response().text == "abcd")
        #expect(try client.response().text == "innocent\n")
        for _ in 0..<3 {
            try client.send("GET /sins/wait HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "abcd")
        }
        #expect(!origin.requests.contains { $0.target == "/smuggled" || $0.text.contains("smuggled") })
    }

    @Test("a body of more bytes than a worker can count is no harm to one that leaves it alone")
    func gigabytes() throws {
        let server = try RunningServer(Routes.worker("sins"), limits: "body_bytes = \"8GiB\"")
        let client = try RawClient(server, .cleartext)
        try client.send("POST /sins/none HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000000\r\n\r\n")
        #expect(try client.response().text == "innocent\n")
    }

    @Test("a body that drips holds no worker: it has to come at 240 bytes a second")
    func dripping() throws {
        let server = try RunningServer(Routes.worker("sins"), limits: "body_timeout = \"400ms\"")
        let client = try RawClient(server, .cleartext)
        try client.send("POST /sins/read HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<40 where (try? client.send("a")) != nil { usleep(50_000) }
        #expect(try client.response().status == 408)
    }

    @Test("a chunked body that is not passed on leaves no last chunk behind")
    func noLastChunk() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
            gate.wait()
            try exchange.send("cd")
        }
        let client = try client(origin)
        try client.send("POST /sins/wait HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        try client.send("3\r\nabc\r\n0\r\n\r\nGET /sins/wait HTTP/1.1\r\nHost: a\r\n\r\n")
        gate.open()
        #expect(try client.response().text == "abcd")
        #expect(try client.response().text == "abcd")
        #expect(origin.requests.allSatisfy { $0.startLine == "GET /slow HTTP/1.1" })
    }

    @Test("a body that the worker reads and answers at once, in one piece with the head and after it")
    func readAndAnswered() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "not asked") }
        let client = try client(origin)
        let head = "POST /sins/read HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
        for body in ["abc", "def"] {
            try client.send(head + body)
            #expect(try client.response().text == body)
        }
        try client.send(head)
        try client.send("g")
        try client.send("hi")
        #expect(try client.response().text == "ghi")
        #expect(origin.requests.isEmpty)
    }

    @Test("a body is passed on once: the worker that sends it again learns that it is used")
    func twice() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "got \($0.request.text)") }
        let client = try client(origin)
        try client.send("POST /sins/twice HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
        #expect(try client.response().status == 500)
        #expect(origin.requests.filter { $0["Content-Length"] == "5" }.map(\.text) == ["hello"])
    }

    @Test("a large body that waited while the worker did is forwarded whole")
    func waitedFor() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.target == "/first" { gate.wait() }
            try exchange.respond(200, "\(exchange.request.body.count)")
        }
        let client = try client(origin)
        let body = [UInt8](repeating: 0x61, count: 1 << 20)
        try client.send("POST /sins/ask-then-forward HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
        // More than the host keeps for a worker, less than it and the kernel's buffers keep together.
        try client.send(Array(body.prefix(512 << 10)))
        gate.open()
        try client.send(Array(body.dropFirst(512 << 10)))
        #expect(try client.response().text == "\(body.count)")
    }

    @Test("HEAD that a worker asks for a client's GET has no body, and says so")
    func head() throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX-From: origin\r\n\r\n")
        }
        let client = try client(origin)
        for _ in 0..<3 {
            try client.send("GET /sins/probe HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            #expect(response["X-From"] == "origin")
            #expect(response["Content-Length"] == "0")
        }
        #expect(origin.requests.allSatisfy { $0.method == "HEAD" })
    }

    @Test("exchanges serve others after clients left in the middle of a worker's streamed answer")
    func abortedStreams() throws {
        let origin = try ScriptedOrigin { exchange in
            guard exchange.request.target == "/slow" else { return try exchange.respond(200, "other") }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\nbeginning")
            exchange.waitForTheEnd()
        }
        let worker = Routes.worker("sins", settings: "origins = [\"origin\"]")
        let server = try RunningServer(
            origin.section("origin") + worker + Routes.fixed, limits: "isolates = 4")
        for number in 0..<20 {
            let client = try RawClient(server, number % 2 == 0 ? .cleartext : .tls)
            try client.send("GET /sins/wait HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.someBytes()
            client.reset()
        }
        try waitUntil("the origin's connections have ended") { origin.openConnectionCount == 0 }
        let clients = try (0..<20).map { _ in try RawClient(server, .cleartext) }
        for (number, client) in clients.enumerated() {
            try client.send("GET \(number % 2 == 0 ? "/fixed" : "/sins/none") HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        for (number, client) in clients.enumerated() {
            #expect(try client.response().text == (number % 2 == 0 ? "fixed\n" : "innocent\n"))
        }
    }
}
