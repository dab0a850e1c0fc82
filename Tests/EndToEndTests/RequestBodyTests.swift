import Testing

@Suite("Request bodies on their way to an origin")
struct RequestBodyTests {
    /// Bytes that tell their position: a lost or doubled piece shows.
    private func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8) ^ ($0 >> 16)) }
    }

    @Test("a body with a length arrives whole", arguments: Depth.allCases, [0, 1, 1_000, 70_000, 3_000_000])
    func contentLength(depth: Depth, count: Int) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "\($0.request.body.count)") }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send("PUT /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(count)\r\n\r\n")
        try client.send(pattern(count))
        #expect(try client.response().text == "\(count)")
        let request = try #require(origin.requests.first)
        #expect(request["Content-Length"] == "\(count)")
        #expect(request.body == pattern(count))
    }

    @Test("a chunked body arrives whole, without its extensions and trailers", arguments: Depth.allCases)
    func chunked(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "\($0.request.body.count)") }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        try client.send("POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        let body = pattern(200_000)
        var sent = 0
        var size = 1
        while sent < body.count {
            let piece = body[sent..<min(sent + size, body.count)]
            try client.send("\(String(piece.count, radix: 16));name=value\r\n")
            try client.send(Array(piece))
            try client.send("\r\n")
            sent += piece.count
            size *= 3
        }
        try client.send("0\r\nX-Trailer: dropped\r\n\r\n")
        #expect(try client.response().text == "200000")
        let request = try #require(origin.requests.first)
        #expect(request.body == body)
        #expect(!request.head.contains("X-Trailer"))
        #expect(request.values("Content-Length").isEmpty)
    }

    @Test("a body that is too large is a 413, announced or not")
    func tooLarge() throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let server = try RunningServer(origin.proxied(), limits: "body_bytes = 1000")
        let announced = try RawClient(server, .cleartext)
        try announced.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n")
        #expect(try announced.response().status == 413)
        #expect(origin.requests.isEmpty)

        let growing = try RawClient(server, .cleartext)
        let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
        try growing.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)\(chunk)")
        #expect(try growing.response().status == 413)
        #expect(try growing.isClosedByPeer())
    }
}
