import Glibc
import Testing

@Suite("Running out of something never ends the process")
struct ExhaustionTests {
    @Test("out of descriptors: who is connected is served, and everybody again afterwards", arguments: Depth.allCases)
    func descriptors(depth: Depth) throws {
        let server = try RunningServer(Routes.fixed, descriptorsMax: 64)
        let first = try RawClient(server, depth)
        // Far more than 64: those not accepted wait in the listener's queue or are refused.
        let crowd = try (0..<120).map { _ in try Socket.connect(port: server.port(.cleartext)) }
        for _ in 0..<20 {
            try first.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try first.response().status == 200)
        }
        for socket in crowd { socket.close() }
        // Whoever comes before the server has noticed that the crowd is gone is closed.
        try waitUntil("there is room again") { (try? server.get("/fixed", depth))?.status == 200 }
        #expect(server.isRunning)
    }

    @Test("out of descriptors for an origin: a 502 or 503, and everything works again afterwards")
    func descriptorsForOrigins() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, fields: "Connection: close\r\n", "ok") }
        let server = try RunningServer(origin.proxied(), descriptorsMax: 64)
        let clients = try (0..<100).map { _ in try RawClient(server, .cleartext) }
        for client in clients { try? client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        for client in clients { client.close() }
        try waitUntil("the origin answers again") { (try? server.get("/"))?.status == 200 }
        #expect(server.isRunning)
    }

    @Test("connections past the limit are closed, those before it served")
    func connections() throws {
        let server = try RunningServer(Routes.fixed, limits: "connections = 10")
        let clients = try (0..<10).map { _ in try RawClient(server, .cleartext) }
        for client in clients {
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response().status == 200)
        }
        let surplus = try RawClient(server, .cleartext)
        #expect(try surplus.isClosedByPeer())
        clients[0].close()
        try waitUntil("there is room again") { (try? server.get("/fixed"))?.status == 200 }
    }

    @Test("clients that vanish while they are written to", arguments: Depth.allCases)
    func brokenPipes(depth: Depth) throws {
        let folder = try TemporaryFolder()
        try folder.write("public/large.bin", [UInt8](repeating: 7, count: 4 << 20))
        let server = try RunningServer(Routes.fixed + Routes.files(folder.path("public")))
        for number in 0..<30 {
            let client = try RawClient(server, depth, receiveBuffer: 4_096)
            try client.send("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try client.someBytes()
            if number % 2 == 0 { client.reset() } else { client.close() }
        }
        #expect(try server.get("/fixed", depth).status == 200)
        #expect(server.isRunning)
    }
}
