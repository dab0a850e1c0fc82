import Testing

@Suite("Origins that fail: 502 and 504 told apart, nothing broken passed on")
struct OriginFailureTests {
    private func answer(
        _ settings: String = "", depth: Depth = .cleartext, _ script: @escaping ScriptedOrigin.Script
    ) throws -> RawResponse {
        let origin = try ScriptedOrigin(script)
        let client = try RawClient(try RunningServer(origin.proxied(settings: settings)), depth)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return try client.response()
    }

    @Test("nobody listens: 502", arguments: Depth.allCases)
    func refused(depth: Depth) throws {
        let (socket, port) = try Socket.listen()
        socket.close()
        let server = try RunningServer(
            """
            [origins.nobody]
            url = "http://127.0.0.1:\(port)"
            [[routes]]
            match = "*/*"
            origin = "nobody"
            """)
        let response = try server.get("/", depth)
        #expect(response.status == 502)
        #expect(response["X-Request-Id"] != nil)
    }

    @Test("a name that does not resolve: 502, and others are served meanwhile")
    func unresolvable() throws {
        let server = try RunningServer(
            """
            [origins.nobody]
            url = "http://nobody.invalid"
            [[routes]]
            match = "*/*"
            origin = "nobody"
            \(Routes.fixed)
            """)
        #expect(try server.get("/").status == 502)
        #expect(try server.get("/fixed").status == 200)
    }

    static let brokenAnswers = [
        "garbage\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HTTP/1.1 200 OK\r\n Folded: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "HTTP/3.0 200 OK\r\n\r\n", "",
    ]

    @Test("a head that breaks the rules: 502", arguments: brokenAnswers)
    func brokenHead(text: String) throws {
        let response = try answer { exchange in
            try exchange.send(text)
            exchange.close()
        }
        #expect(response.status == 502)
        #expect(response.body.count < 300)
    }

    @Test("a head larger than the limit: 502")
    func endlessHead() throws {
        let response = try answer { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\n")
            for number in 0..<20_000 { try exchange.send("X-\(number): \(String(repeating: "x", count: 100))\r\n") }
        }
        #expect(response.status == 502)
    }

    @Test("dead in the middle of the head: 502")
    func deadInHead() throws {
        let response = try answer { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Le")
            exchange.reset()
        }
        #expect(response.status == 502)
    }

    static let brokenBodies = [
        "Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloHELLO\r\n0\r\n\r\n",
    ]

    @Test(
        "a body that breaks: the client's connection ends before the body does", arguments: brokenBodies, Depth.allCases
    )
    func brokenBody(text: String, depth: Depth) throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\n\(text)")
            exchange.close()
        }
        let server = try RunningServer(origin.proxied() + "\n" + Routes.fixed)
        let client = try RawClient(server, depth)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        // Either nothing of the answer has been sent and it is a 502, or its end is missing.
        let response = try? client.response()
        #expect(response == nil || response?.status == 502)
        #expect(try server.get("/fixed").status == 200)
    }

    @Test("no answer in time: 504", arguments: Depth.allCases)
    func firstByte(depth: Depth) throws {
        let response = try answer("first_byte_timeout = \"200ms\"", depth: depth) { $0.waitForTheEnd() }
        #expect(response.status == 504)
    }

    @Test("silence in the middle of a body: the client's connection ends")
    func silence() throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            exchange.waitForTheEnd()
        }
        let client = try RawClient(try RunningServer(origin.proxied(settings: "idle_timeout = \"200ms\"")), .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let text = String(decoding: try client.everything(), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200") && text.hasSuffix("half"))
    }

    @Test("a client that goes away takes its request to the origin with it")
    func clientGone() throws {
        let origin = try ScriptedOrigin { $0.waitForTheEnd() }
        let server = try RunningServer(origin.proxied())
        let client = try RawClient(server, .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try waitUntil("the origin has the request") { origin.requests.count == 1 }
        client.reset()
        try waitUntil("the origin's connection has ended") { origin.openConnectionCount == 0 }
        #expect(server.isRunning)
    }
}
