import Foundation
import Testing

@Suite("Header rules of routes")
struct HeaderRuleTests {
    private static let request = """
        request_headers = [
          { set = "X-Client", value = "${client.ip} ${request.scheme} ${request.method} ${request.path}?${request.query}" },
          { append = "X-List", value = "mine" }, { remove = "X-Debug-*" }, { rename = "X-Old", to = "X-New" },
          { set = "X-Theme", value = "${cookie.theme}" }, { set = "X-Gone", value = "${header.X-Missing}" },
        ]
        """
    private static let response = """
        response_headers = [
          { set = "Strict-Transport-Security", value = "max-age=63072000" }, { append = "X-Path", value = "${request.path}" },
          { remove = "Server" }, { remove = "x-internal-*" }, { rename = "ETag", to = "X-ETag" },
          { set = "X-User", value = "${header.X-User}" },
        ]
        """
    private static let fields =
        "X-List: yours\r\nX-Debug-A: 1\r\nx-debug-b: 2\r\nX-Old: 1\r\nX-Old: 2\r\nX-Gone: here\r\n"
        + "Cookie: a=b; theme=dark\r\n"

    @Test("request rules reach an origin", arguments: Depth.allCases)
    func originRequest(depth: Depth) throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let rules = Self.request.dropLast(1) + "  { set = \"Host\", value = \"inner.example\" },\n]"
        let server = try RunningServer(
            origin.section("shop") + "\n[[routes]]\nmatch = \"*/*\"\norigin = \"shop\"\n\(rules)\n")
        #expect(try server.get("/a?b=c", depth, fields: Self.fields).status == 200)
        let request = try #require(origin.requests.first)
        #expect(request.values("Host") == ["inner.example"])
        #expect(request.values("X-Client") == ["127.0.0.1 \(depth == .tls ? "https" : "http") GET /a?b=c"])
        #expect(request.values("X-List") == ["yours", "mine"])
        #expect(request.values("X-Debug-A") + request.values("X-Debug-B") + request.values("X-Old") == [])
        #expect(request.values("X-New") == ["1", "2"])
        #expect(request.values("X-Theme") == ["dark"])
        #expect(request.values("X-Gone") == [])
        #expect(request["X-Forwarded-For"] == "127.0.0.1")
    }

    @Test("request rules reach a worker, and what it forwards", arguments: Depth.allCases)
    func workerRequest(depth: Depth) throws {
        let folder = try TemporaryFolder()
        let module = try CModule.build("echo", fetch: CModule.echo, in: folder)
        let server = try RunningServer(
            """
            [workers.echo]
            path = "\(module)"
            [[routes]]
            match = "*/*"
            worker = "echo"
            \(Self.request)
            \(Self.response)

            """, folder: folder)
        let response = try server.get("/a?b=c", depth, fields: Self.fields + "X-User: ada\r\n")
        let lines = Set(response.text.split(separator: "\n").map(String.init))
        let scheme = depth == .tls ? "https" : "http"
        #expect(
            lines == [
                "Host: localhost", "Cookie: a=b; theme=dark", "X-User: ada", "X-List: yours",
                "X-List: mine", "X-Client: 127.0.0.1 \(scheme) GET /a?b=c", "X-New: 1", "X-New: 2", "X-Theme: dark",
            ])
        #expect(response.values("X-Worker") == ["1"])
        Self.expectRules(response, path: "/a")
        #expect(response["X-User"] == "ada")
    }

    static func expectRules(_ response: RawResponse, path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(response.values("Strict-Transport-Security") == ["max-age=63072000"], sourceLocation: sourceLocation)
        #expect(response.values("X-Path") == [path], sourceLocation: sourceLocation)
        #expect(response.values("Server") == [], sourceLocation: sourceLocation)
        #expect(response.values("ETag") == [], sourceLocation: sourceLocation)
        #expect(response.values("Date").count == 1, sourceLocation: sourceLocation)
    }

    /// A server with each source of responses, each with response rules.
    private static func everything(_ origin: ScriptedOrigin, _ folder: TemporaryFolder) throws -> RunningServer {
        try folder.write("public/page.txt", "a page".utf8)
        let trap = try CModule.build("trap", fetch: "__builtin_trap();", in: folder)
        return try RunningServer(
            """
            \(origin.section("shop"))
            [origins.nobody]
            url = "http://127.0.0.1:1"
            [workers.trap]
            path = "\(trap)"
            [[routes]]
            match = "*/files/*"
            files = "\(folder.path("public"))"
            \(response)
            [[routes]]
            match = "*/fixed"
            respond = { body = "fixed", headers = { X-Internal-A = "1", X-Path = "own" } }
            \(response)
            [[routes]]
            match = "*/origin"
            origin = "shop"
            \(response)
            [[routes]]
            match = "*/nobody"
            origin = "nobody"
            \(response)
            [[routes]]
            match = "*/trap"
            worker = "trap"
            \(response)
            [[routes]]
            match = "*/plain"
            respond = { body = "plain" }

            """, folder: folder)
    }

    private static func shop() throws -> ScriptedOrigin {
        try ScriptedOrigin {
            try $0.respond(
                200,
                fields: "Server: inner\r\nX-Internal-Trace: 1\r\nETag: \"1\"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n",
                $0.request.method == "HEAD" ? "" : "shop")
        }
    }

    @Test("response rules hold for every answer of the route, errors and bodiless ones too", arguments: Depth.allCases)
    func responses(depth: Depth) throws {
        let folder = try TemporaryFolder()
        let origin = try Self.shop()
        defer { _ = origin.port }
        let server = try Self.everything(origin, folder)
        let client = try RawClient(server, depth)
        func ask(_ method: String, _ path: String, _ fields: String = "") throws -> RawResponse {
            try client.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
            return try client.response(to: method)
        }
        for (method, path, status, text) in [
            ("GET", "/files/page.txt", 200, "a page"), ("HEAD", "/files/page.txt", 200, ""),
            ("GET", "/files/none", 404, nil), ("PUT", "/files/page.txt", 405, nil), ("GET", "/origin", 200, "shop"),
            ("HEAD", "/origin", 200, ""), ("GET", "/nobody", 502, nil), ("GET", "/trap", 500, nil),
            ("HEAD", "/trap", 500, ""),
        ] as [(String, String, Int, String?)] {
            let response = try ask(method, path)
            #expect(response.status == status, "\(method) \(path)")
            if let text { #expect(response.text == text, "\(method) \(path)") }
            Self.expectRules(response, path: path)
            #expect(response.values("X-User") == [])
            #expect(response.fields.allSatisfy { !$0.name.lowercased().hasPrefix("x-internal-") })
        }
        let fixed = try ask("GET", "/fixed", "X-User: ada\r\n")
        #expect(fixed.values("X-Path") == ["own", "/fixed"] && fixed.text == "fixed")
        #expect(fixed.values("X-User") == ["ada"] && fixed.values("X-Internal-A") == [])
        let shop = try ask("GET", "/origin")
        #expect(shop.values("Set-Cookie") == ["a=1", "b=2"] && shop.values("X-ETag") == ["\"1\""])
        let page = try ask("GET", "/files/page.txt")
        let tag = try #require(page["X-ETag"])
        let unchanged = try ask("GET", "/files/page.txt", "If-None-Match: \(tag)\r\n")
        #expect(unchanged.status == 304 && unchanged.body.isEmpty)
        Self.expectRules(unchanged, path: "/files/page.txt")
    }

    @Test("pipelined requests get the rules of their own routes, and their own values", arguments: Depth.allCases)
    func pipelined(depth: Depth) throws {
        let folder = try TemporaryFolder()
        let origin = try Self.shop()
        defer { _ = origin.port }
        let client = try RawClient(try Self.everything(origin, folder), depth)
        let users = (0..<30).map { "user\($0)" }
        try client.send(
            users.enumerated().map { index, user in
                let path = ["/fixed", "/plain", "/origin", "/nowhere"][index % 4]
                return "GET \(path) HTTP/1.1\r\nHost: localhost\r\nX-User: \(user)\r\n\r\n"
            }.joined())
        for (index, user) in users.enumerated() {
            let response = try client.response()
            #expect(response.values("X-User") == (index % 2 == 0 ? [user] : []), "\(index)")
            #expect(response.values("Server").isEmpty == (index % 2 == 0), "\(index)")
            #expect(response.text == ["fixed", "plain", "shop", response.text][index % 4])
        }
    }

    @Test("no value of a client's makes a line of its own")
    func injection() throws {
        let folder = try TemporaryFolder()
        let server = try Self.everything(try Self.shop(), folder)
        let client = try RawClient(server, .cleartext)
        for value in ["a%0d%0aX-Evil: 1", "a\tb", "\"; X-Evil=1", "${request.id}", "\u{2028}X-Evil: 1", "$$"] {
            try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\nX-User: \(value)\r\n\r\n")
            let response = try client.response()
            #expect(response.values("X-User") == [value])
            #expect(response.values("X-Evil") == [] && response.text == "fixed")
        }
        // What could make one is refused before any rule runs.
        for value in ["a\rX-Evil: 1", "a\nX-Evil: 1", "a\0b"] {
            let other = try RawClient(server, .cleartext)
            try other.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\nX-User: \(value)\r\n\r\n")
            let response = try other.response()
            #expect(response.status == 400 || response.values("X-User") == ["a"])
            #expect(response.values("X-User").allSatisfy { !$0.contains("Evil") })
        }
    }

    @Test("values that grow beyond 64 KiB, or a head beyond its limit, are answered 431")
    func limits() throws {
        let folder = try TemporaryFolder()
        let module = try CModule.build("echo", fetch: CModule.echo, in: folder)
        let many = String(repeating: "${header.X-A}", count: 9)
        let server = try RunningServer(
            """
            [workers.echo]
            path = "\(module)"
            [[routes]]
            match = "*/response"
            respond = { body = "ok" }
            response_headers = [{ set = "B", value = "\(many)" }]
            [[routes]]
            match = "*/request"
            worker = "echo"
            request_headers = [{ set = "B", value = "\(many)" }]
            response_headers = [{ set = "C", value = "1" }]

            """, folder: folder)
        for (path, length, status) in [
            ("/response", 8000, 431), ("/response", 7000, 200), ("/request", 8000, 431), ("/request", 4000, 431),
            ("/request", 3000, 200),
        ] {
            let response = try server.get(path, fields: "X-A: \(String(repeating: "a", count: length))\r\n")
            #expect(response.status == status, "\(path) \(length)")
        }
    }
}
