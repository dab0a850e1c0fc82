import Testing

@Suite("Pipelining (RFC 9112 §9.3.2)")
struct PipeliningTests {
    @Test("requests sent in one piece are answered in their order", arguments: Depth.allCases)
    func inOrder(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.fixed), depth)
        let paths = (0..<40).map { $0 % 3 == 0 ? "/other" : $0 % 3 == 1 ? "/fixed" : "/nowhere" }
        try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
        for path in paths {
            let response = try client.response()
            switch path {
            case "/other": #expect(response.text == "the other one\n")
            case "/fixed": #expect(response.text == "fixed\n")
            default: #expect(response.status == 404)
            }
        }
    }

    @Test("a slow origin's answer still comes before the quick one behind it", arguments: Depth.allCases)
    func slowFirst(depth: Depth) throws {
        let origin = try ScriptedOrigin { exchange in
            // The second request has long been read by then; nothing here depends on how long this takes.
            for piece in ["HTTP/1.1 200 OK\r\nContent-", "Length: 4\r\n\r\n", "sl", "ow"] { try exchange.send(piece) }
        }
        let client = try RawClient(try RunningServer(origin.proxied() + "\n" + Routes.fixed), depth)
        try client.send(
            "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\nGET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().text == "slow")
        #expect(try client.response().text == "fixed\n")
    }

    @Test("a body is not mistaken for the next request, nor the next request for a body", arguments: Depth.allCases)
    func bodiesBetween(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, $0.request.text.uppercased()) }
        let client = try RawClient(try RunningServer(origin.proxied()), depth)
        let first = "GET /trap HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.send(
            "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(first.utf8.count)\r\n\r\n\(first)"
                + "POST /b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                + "POST /c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                + "GET /d HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().text == first.uppercased())
        #expect(try client.response().text == "ABCDE")
        #expect(try client.response().text == "")
        #expect(try client.response().text == "")
        #expect(origin.requests.map(\.target) == ["/a", "/b", "/c", "/d"])
    }
}
