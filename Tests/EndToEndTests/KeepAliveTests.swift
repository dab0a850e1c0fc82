import Testing

@Suite("Persistent connections (RFC 9112 §9.3)")
struct KeepAliveTests {
    @Test("one connection carries many requests", arguments: Depth.allCases)
    func manyRequests(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.fixed), depth)
        for _ in 0..<50 {
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.text == "fixed\n")
            #expect(response.values("Connection").isEmpty)
        }
    }

    @Test("Connection: close is answered with the same, and the end of the stream", arguments: Depth.allCases)
    func connectionClose(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.fixed), depth)
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let response = try client.response()
        #expect(response["Connection"] == "close")
        #expect(try client.isClosedByPeer())
    }

    @Test("HTTP/1.0 closes after the response, unless the client asks for more")
    func http10() throws {
        let server = try RunningServer(Routes.fixed)
        let closing = try RawClient(server, .cleartext)
        try closing.send("GET /fixed HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(try closing.response().text == "fixed\n")
        #expect(try closing.isClosedByPeer())

        let staying = try RawClient(server, .cleartext)
        for _ in 0..<2 {
            try staying.send("GET /fixed HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
            #expect(try staying.response()["Connection"] == "keep-alive")
        }
    }

    @Test("the last request that the limit allows is told so")
    func requestsPerConnection() throws {
        let client = try RawClient(
            try RunningServer(Routes.fixed, limits: "requests_per_connection = 3"), .cleartext)
        for number in 1...3 {
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.values("Connection") == (number == 3 ? ["close"] : []))
        }
        #expect(try client.isClosedByPeer())
    }

    @Test("an idle connection is closed without a word", arguments: Depth.allCases)
    func idleTimeout(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.fixed, limits: "idle_timeout = \"200ms\""), depth)
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().status == 200)
        #expect(try client.isClosedByPeer())
    }

    @Test("a client that ends its half still gets its answer")
    func halfClosed() throws {
        let client = try RawClient(try RunningServer(Routes.fixed), .cleartext)
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.finishSending()
        #expect(try client.response().text == "fixed\n")
    }
}
