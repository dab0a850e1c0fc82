import Glibc
import Testing

@Suite("Ending the process")
struct ShutdownTests {
    @Test(
        "a signal lets requests in flight finish, then the exit code is 0", arguments: [SIGTERM, SIGINT], Depth.allCases
    )
    func graceful(signal: Int32, depth: Depth) throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond(200, "finished")
        }
        let server = try RunningServer(origin.proxied())
        let busy = try RawClient(server, depth)
        let idle = try RawClient(server, depth)
        try busy.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        server.signal(signal)
        // The idle connection's end shows that the signal has been heard, while the request is still in flight.
        #expect(try idle.isClosedByPeer())
        #expect(server.isRunning)
        gate.open()
        let response = try busy.response()
        #expect(response.text == "finished")
        #expect(response["Connection"] == "close")
        #expect(try busy.isClosedByPeer())
        #expect(server.exitCode() == 0)
    }

    @Test("after the signal nobody else gets in")
    func stopsAccepting() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond()
        }
        let server = try RunningServer(origin.proxied())
        let busy = try RawClient(server, .cleartext)
        let idle = try RawClient(server, .cleartext)
        try busy.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        server.signal(SIGTERM)
        #expect(try idle.isClosedByPeer())
        #expect(throws: EndToEndError.self) { try Socket.connect(port: server.port(.cleartext)) }
        gate.open()
        #expect(try busy.response().status == 200)
        #expect(server.exitCode() == 0)
    }

    @Test("a request that outlasts the deadline is cut, and the exit code is still 0")
    func deadline() throws {
        let origin = try ScriptedOrigin { $0.waitForTheEnd() }
        let server = try RunningServer(origin.proxied(), limits: "shutdown_deadline = \"200ms\"")
        let client = try RawClient(server, .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        server.signal(SIGTERM)
        #expect(server.exitCode() == 0)
    }

    @Test("several loops end together")
    func loops() throws {
        let server = try RunningServer(Routes.fixed, settings: "threads = 4")
        for _ in 0..<20 { #expect(try server.get("/fixed").status == 200) }
        server.signal(SIGTERM)
        #expect(server.exitCode() == 0)
    }
}
