import Testing

@Suite("Response bodies on their way from an origin")
struct ResponseBodyTests {
    private func get(_ answer: String, _ depth: Depth, version: String = "1.1") throws -> RawResponse {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send(answer)
            exchange.close()
        }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send("GET / HTTP/\(version)\r\nHost: localhost\r\n\r\n")
        return try client.response()
    }

    @Test("chunks arrive as chunks", arguments: Depth.allCases)
    func chunked(depth: Depth) throws {
        let response = try get(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6;x=y\r\nhello,\r\n7\r\n world!\r\n0\r\nX-T: 1\r\n\r\n",
            depth)
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(response.text == "hello, world!")
    }

    @Test("a body that ends with its connection arrives as chunks, so that its end can be told from a break")
    func untilClose() throws {
        let response = try get("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end", .cleartext)
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(response.text == "until the end")
    }

    @Test("HTTP/1.0 gets no chunks (RFC 9112 §6.1)")
    func http10() throws {
        let response = try get(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .cleartext, version: "1.0")
        #expect(response.values("Transfer-Encoding").isEmpty)
        #expect(response.text == "hello")
    }

    @Test("a large body arrives whole", arguments: Depth.allCases)
    func large(depth: Depth) throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8) ^ ($0 >> 16)) }
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
            try exchange.send(body)
        }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        for _ in 0..<3 {
            try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response().body == body)
        }
    }

    @Test("204 and 304 have no body", arguments: [204, 304])
    func bodiless(status: Int) throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 \(status) Whatever\r\nETag: \"a\"\r\n\r\n")
        }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        for _ in 0..<2 {
            try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let response = try client.response()
            #expect(response.status == status)
            #expect(response["ETag"] == "\"a\"")
        }
    }

    @Test("interim responses of an origin are not taken for the answer")
    func interim() throws {
        let response = try get(
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            .cleartext)
        // A gateway may pass 103 on or drop it (RFC 9110 §15.2): the final answer must come either way.
        #expect(response.status == 200)
        #expect(response.text == "ok")
    }
}
