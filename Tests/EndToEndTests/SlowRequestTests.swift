import Testing

@Suite("Requests that do not come to an end")
struct SlowRequestTests {
    @Test("an unfinished head is a 408", arguments: Depth.allCases)
    func slowHead(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.fixed, limits: "header_timeout = \"300ms\""), depth)
        try client.send("GET /fixed HTTP/1.1\r\nHost: loc")
        let response = try client.response()
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
        #expect(try client.isClosedByPeer())
    }

    @Test("an unfinished second head on the same connection is a 408 too")
    func slowSecondHead() throws {
        let client = try RawClient(
            try RunningServer(Routes.fixed, limits: "header_timeout = \"300ms\""), .cleartext)
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\nGET /fi")
        #expect(try client.response().status == 200)
        #expect(try client.response().status == 408)
    }

    @Test("a connection that never says anything is closed", arguments: Depth.allCases)
    func silence(depth: Depth) throws {
        let client = try RawClient(
            try RunningServer(Routes.fixed, limits: "header_timeout = \"300ms\"\nidle_timeout = \"300ms\""), depth)
        #expect(try client.isClosedByPeer())
    }

    @Test("a TLS handshake that never ends is cut off")
    func handshake() throws {
        let server = try RunningServer(Routes.fixed, limits: "header_timeout = \"300ms\"")
        let socket = try Socket.connect(port: server.port(.tls))
        try socket.send([0x16, 0x03, 0x01])
        #expect(try socket.receive().isEmpty)
    }

    @Test("an unfinished body is a 408")
    func slowBody() throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let client = try RawClient(
            try RunningServer(origin.proxied(), limits: "body_timeout = \"300ms\""), .cleartext)
        try client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf")
        let response = try client.response()
        #expect(response.status == 408)
        #expect(try client.isClosedByPeer())
    }
}
