import Foundation
import Testing

@Suite("The example workers")
struct WorkerTests {
    /// The origin of storefront: answers with what a shop would rather keep to itself, and with what it was told.
    private func shop() throws -> ScriptedOrigin {
        try ScriptedOrigin { exchange in
            let fields = "Server: shop/1.0\r\nX-Internal-Trace: 4bf92f\r\nX-Internal-Host: shop-7\r\nX-Kept: yes\r\n"
            try exchange.respond(200, fields: fields, exchange.request["X-Experiment-Bucket"] ?? "no bucket")
        }
    }

    private func storefront(_ origin: ScriptedOrigin) throws -> RunningServer {
        try RunningServer(origin.section("shop") + Routes.worker("storefront", settings: "origins = [\"shop\"]"))
    }

    @Test("hello says hello, to each of many requests", arguments: Depth.allCases)
    func hello(depth: Depth) throws {
        let client = try RawClient(try RunningServer(Routes.worker("hello")), depth)
        for _ in 0..<200 {
            try client.send("GET /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.text == "hello, world\n")
            #expect(response["Content-Type"] == "text/plain; charset=utf-8")
            #expect(response["Date"] != nil)
        }
    }

    @Test("a worker's answer to HEAD has a length and no body")
    func head() throws {
        let client = try RawClient(try RunningServer(Routes.worker("hello")), .cleartext)
        for _ in 0..<2 {
            try client.send("HEAD /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response(to: "HEAD")["Content-Length"] == "13")
        }
    }

    @Test("storefront gives a known visitor the bucket of the hash, once", arguments: Depth.allCases)
    func storefrontHash(depth: Depth) throws {
        let origin = try shop()
        let server = try storefront(origin)
        // h = 5381; h = (h * 33 + byte) mod 2^24: 8,936,651 for "ada", and 51 is not below 50.
        let response = try server.get("/storefront/a?b=c", depth, fields: "X-User: ada\r\n")
        #expect(response.status == 200)
        #expect(response.text == "B")
        #expect(response["Set-Cookie"]?.hasPrefix("ab=B") == true)
        #expect(response["X-Served-By"] != nil)
        #expect(response["X-Kept"] == "yes")
        for name in ["X-Internal-Trace", "X-Internal-Host", "Server"] {
            #expect(response.values(name).isEmpty, "\(name)")
        }
        #expect(origin.requests.first?.target == "/storefront/a?b=c")
    }

    @Test("storefront keeps a visitor in the bucket of the cookie, and sets none again", arguments: ["A", "B"])
    func storefrontCookie(bucket: String) throws {
        let origin = try shop()
        let response = try storefront(origin).get(
            "/storefront/", fields: "Cookie: theme=dark; ab=\(bucket)\r\nX-User: ada\r\n")
        #expect(response.text == bucket)
        #expect(response.values("Set-Cookie").isEmpty)
    }

    @Test("storefront spreads strangers over both buckets")
    func storefrontRandom() throws {
        let origin = try shop()
        let client = try RawClient(try storefront(origin), .cleartext)
        var buckets: [String: Int] = [:]
        for _ in 0..<100 {
            try client.send("GET /storefront/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            buckets[try client.response().text, default: 0] += 1
        }
        // A fair coin misses this once in 10^20 runs.
        #expect((buckets["A"] ?? 0) > 5 && (buckets["B"] ?? 0) > 5)
    }

    @Test("storefront lets bodies through in both directions, however large", arguments: Depth.allCases)
    func storefrontBodies(depth: Depth) throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(exchange.request.body.count)\r\n\r\n")
            try exchange.send(exchange.request.body)
        }
        let client = try RawClient(try storefront(origin), depth)
        let body = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
        try client.send("POST /storefront/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n")
        try client.send(body)
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response.body == body)
    }

    @Test("bff merges three answers of the API, fetched at once", arguments: Depth.allCases)
    func bff(depth: Depth) throws {
        let everybodyIsHere = Gate()
        let answers = [
            "/api/user.json": #"{"id":7,"name":"Ada","secret":1}"#,
            "/api/orders.json": #"[{"id":1,"total":9.5,"items":[]},{"id":2,"total":3}]"#,
            "/api/recommendations.json": #"[{"title":"One","score":1},{"title":"Two \"quoted\""}]"#,
        ]
        let origin = try ScriptedOrigin { exchange in
            // Nobody is answered before the last has asked: one after the other this would wait for ever.
            if exchange.request.target == "/api/recommendations.json" { everybodyIsHere.open() }
            everybodyIsHere.wait()
            try exchange.respond(
                200, fields: "Content-Type: application/json\r\n", answers[exchange.request.target] ?? "")
        }
        let server = try RunningServer(
            origin.section("api") + Routes.worker("bff", settings: "origins = [\"api\"]"))
        let response = try server.get("/bff/", depth)
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "application/json")
        let expected =
            #"{"user":{"id":7,"name":"Ada"},"orders":[{"id":1,"total":9.5},{"id":2,"total":3}],"#
            + #""recommendations":["One","Two \"quoted\""]}"#
        #expect(response.text == expected)
    }

    @Test(
        "bff answers 502 when a part of the API fails",
        arguments: ["HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "nonsense"])
    func bffWithoutAPI(answer: String) throws {
        let origin = try ScriptedOrigin { exchange in
            try exchange.send(answer)
            exchange.close()
        }
        let server = try RunningServer(
            origin.section("api") + Routes.worker("bff", settings: "origins = [\"api\"]"))
        #expect(try server.get("/bff/").status == 502)
    }

    @Test(
        "a worker sees path and query, whichever form the target came in",
        arguments: [
            ("/a/b?c=d", "/a/b?c=d"), ("http://localhost/a/b?c=d", "/a/b?c=d"), ("https://x.example:1/?", "/?"),
            ("http://localhost", "/"), ("http://localhost?c=/d", "/?c=/d"), ("http://localhost/", "/"),
        ])
    func targetForms(target: String, seen: String) throws {
        let server = try RunningServer(
            """
            [workers.sins]
            path = "\(Repository.module("sins"))"
            [[routes]]
            match = "*/*"
            worker = "sins"
            """)
        let client = try RawClient(server, .cleartext)
        try client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().text == seen)
    }

    @Test("a package directory in the configuration is built at start")
    func package() throws {
        let package = Repository.root.appending(path: "workers/hello").path(percentEncoded: false)
        let server = try RunningServer(
            """
            [workers.hello]
            path = "\(package)"
            [[routes]]
            match = "*/*"
            worker = "hello"
            """)
        #expect(try server.get("/").text == "hello, world\n")
    }
}
