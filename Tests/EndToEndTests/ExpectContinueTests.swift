import Glibc
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

    @Test("leave does not undo a reason to close: the last request that a connection may carry")
    func lastOfItsConnection() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "got " + $0.request.text) }
        let client = try RawClient(
            try RunningServer(origin.proxied(), limits: "requests_per_connection = 1"), .cleartext)
        try client.send(head)
        #expect(try client.response().status == 100)
        try client.send("hello")
        #expect(try client.response()["Connection"] == "close")
        #expect(try client.isClosedByPeer())
    }

    @Test("nor that the process is ending")
    func draining() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond(200, "got " + exchange.request.text)
        }
        let server = try RunningServer(origin.proxied())
        let client = try RawClient(server, .cleartext)
        try client.send(head)
        #expect(try client.response().status == 100)
        server.signal(SIGTERM)
        try server.waitUntilPrinted("finishing requests")
        try client.send("hello")
        gate.open()
        #expect(try client.response()["Connection"] == "close")
        #expect(server.exitCode() == 0)
    }
}
