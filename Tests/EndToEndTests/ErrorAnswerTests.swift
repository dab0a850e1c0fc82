import Testing

@Suite("Answers to requests that cannot be served")
struct ErrorAnswerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var status: Int
        var request: String
        var testDescription: String { "\(status) \(request.prefix(40).debugDescription)" }
    }

    private static let host = "Host: localhost\r\n"
    static let cases = [
        Case(status: 400, request: "GET /fixed HTTP/1.1\r\n\r\n"),
        Case(status: 400, request: "GET  /fixed HTTP/1.1\r\n\(host)\r\n"),
        Case(status: 400, request: "GET /%zz HTTP/1.1\r\n\(host)\r\n"),
        Case(status: 404, request: "GET /nowhere HTTP/1.1\r\n\(host)\r\n"),
        Case(status: 405, request: "POST /files/a.txt HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n"),
        Case(status: 414, request: "GET /\(String(repeating: "a", count: 600)) HTTP/1.1\r\n\(host)\r\n"),
        Case(status: 417, request: "GET /fixed HTTP/1.1\r\n\(host)Expect: 200-ok\r\n\r\n"),
        Case(status: 431, request: "GET /fixed HTTP/1.1\r\n\(host)X: \(String(repeating: "a", count: 3_000))\r\n\r\n"),
        Case(status: 431, request: "GET /fixed HTTP/1.1\r\n\(host)\(String(repeating: "X: y\r\n", count: 30))\r\n"),
        Case(status: 501, request: "TRACE /fixed HTTP/1.1\r\n\(host)\r\n"),
        Case(status: 501, request: "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"),
        Case(status: 505, request: "GET /fixed HTTP/2.0\r\n\(host)\r\n"),
    ]
    private static let limits = "header_bytes = 2048\nheader_count = 20\nuri_bytes = 512"

    @Test("each has its status, a short body and a request id", arguments: cases, Depth.allCases)
    func answer(expected: Case, depth: Depth) throws {
        let folder = try TemporaryFolder()
        try folder.write("public/a.txt", "a".utf8)
        let server = try RunningServer(Routes.fixed + Routes.files(folder.path("public")), limits: Self.limits)
        let client = try RawClient(server, depth)
        try client.send(expected.request)
        let response = try client.response()
        #expect(response.status == expected.status)
        let id = try #require(response["X-Request-Id"])
        #expect(!id.isEmpty)
        #expect(response.text.contains(id))
        #expect(!response.body.isEmpty && response.body.count < 300)
        #expect(response["Date"] != nil)
        #expect(response["Content-Type"]?.hasPrefix("text/plain") == true)
        if expected.status == 405 { #expect(response["Allow"] == "GET, HEAD") }
    }

    @Test("request ids differ from request to request and from connection to connection")
    func requestIDs() throws {
        let server = try RunningServer(Routes.fixed)
        var ids: Set<String> = []
        for _ in 0..<5 {
            let client = try RawClient(server, .cleartext)
            for _ in 0..<5 {
                try client.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
                ids.insert(try #require(try client.response()["X-Request-Id"]))
            }
        }
        #expect(ids.count == 25)
    }

    @Test("garbage on either listener ends that connection and nothing else", arguments: Depth.allCases)
    func garbage(depth: Depth) throws {
        let server = try RunningServer(Routes.fixed)
        for seed in 0..<30 {
            let socket = try Socket.connect(port: server.port(depth))
            try? socket.send((0..<500).map { UInt8(truncatingIfNeeded: ($0 + 1) * (seed * 7 + 31) >> 2) })
            socket.finishSending()
            while let bytes = try? socket.receive(), !bytes.isEmpty {}
        }
        #expect(try server.get("/fixed", depth).status == 200)
    }
}
