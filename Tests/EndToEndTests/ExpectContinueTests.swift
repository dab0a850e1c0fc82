import Testing

@Suite("Expect: 100-continue (RFC 9110 §10.1.1)")
struct ExpectContinueTests {
    private let head =
        "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"

    @Test("leave comes before the body is sent, the answer after it", arguments: Depth.allCases)
    func leave(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "got " + $0.request.text) }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send(head)
        #expect(try client.response().status == 100)
        try client.send("hello")
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response.text == "got hello")
        #expect(origin.requests.first?.values("Expect").isEmpty == true)
    }

    @Test("a body that would be too large is refused without leave, and the connection ends")
    func refused() throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let client = try RawClient(
            try RunningServer(origin.proxied(), limits: "body_bytes = 4"), .cleartext)
        try client.send(head)
        #expect(try client.response().status == 413)
        #expect(try client.isClosedByPeer())
        #expect(origin.requests.isEmpty)
    }

    @Test("an unknown expectation is a 417")
    func unknown() throws {
        let client = try RawClient(try RunningServer(Routes.fixed), .cleartext)
        try client.send("POST /fixed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nExpect: miracles\r\n\r\n")
        #expect(try client.response().status == 417)
    }
}
