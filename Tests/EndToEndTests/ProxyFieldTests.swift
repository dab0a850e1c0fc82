import Testing

@Suite("Fields that a gateway drops and adds")
struct ProxyFieldTests {
    @Test("hop-by-hop fields of a request stay here (RFC 9110 §7.6.1)", arguments: Depth.allCases)
    func requestHopByHop(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, X-Nominated\r\nX-Nominated: 1\r\n"
                + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                + "Proxy-Authorization: Basic eDp5\r\nX-Kept: yes\r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try #require(origin.requests.first)
        for name in ["X-Nominated", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "Proxy-Authorization"] {
            #expect(request.values(name).isEmpty, "\(name)")
        }
        #expect(!request.values("Connection").contains { $0.contains("X-Nominated") })
        #expect(request["X-Kept"] == "yes")
    }

    @Test("a client that has reset its connection cannot say who it was")
    func goneClient() throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let server = try RunningServer(origin.proxied())
        for _ in 0..<40 {
            let client = try RawClient(server, .cleartext)
            try client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
            client.reset()
        }
        #expect(try server.get("/").status == 200)
        #expect(origin.requests.allSatisfy { ($0["X-Forwarded-For"] ?? "").hasSuffix("127.0.0.1") })
    }

    @Test("hop-by-hop fields of a response stay here")
    func responseHopByHop() throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.respond(
                200,
                fields:
                    "Connection: X-Nominated\r\nX-Nominated: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n"
                    + "Upgrade: h2c\r\nX-Kept: yes\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n", "ok")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let response = try client.response()
        for name in ["X-Nominated", "Keep-Alive", "Proxy-Authenticate", "Upgrade", "Connection"] {
            #expect(response.values(name).isEmpty, "\(name)")
        }
        #expect(response["X-Kept"] == "yes")
        #expect(response.values("Set-Cookie") == ["a=1", "b=2"])
        #expect(response.text == "ok")
    }

    @Test("the origin learns who asked, how and for what", arguments: Depth.allCases)
    func forwarded(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send(
            "GET /a%20b?c=d HTTP/1.1\r\nHost: shop.example.com\r\nX-Forwarded-For: 192.0.2.1\r\n"
                + "X-Forwarded-Proto: gopher\r\nX-Forwarded-Host: liar\r\nVia: 1.0 earlier\r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try #require(origin.requests.first)
        #expect(request.target == "/a%20b?c=d")
        #expect(request["Host"] == "127.0.0.1:\(origin.port)")
        #expect(request["X-Forwarded-For"] == "192.0.2.1, 127.0.0.1")
        #expect(request["X-Forwarded-Proto"] == (depth == .tls ? "https" : "http"))
        #expect(request["X-Forwarded-Host"] == "shop.example.com")
        #expect(request.values("Via").joined(separator: ", ") == "1.0 earlier, 1.1 swiftlet")
    }

    @Test("an absolute target names the host, and only its path goes on (RFC 9112 §3.2.2)")
    func absoluteTarget() throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        try client.send("GET http://shop.example.com/x?y HTTP/1.1\r\nHost: other.example.com\r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try #require(origin.requests.first)
        #expect(request.target == "/x?y")
        #expect(request["X-Forwarded-Host"] == "shop.example.com")
    }
}
