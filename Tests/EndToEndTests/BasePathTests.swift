import Testing

@Suite("An origin with a base path gets nothing outside of it")
struct BasePathTests {
    @Test(
        "however the way up is written",
        arguments: [
            "/../up", "/a/../../up", "/%2e%2e/up", "/a/%2E./.%2e/up", "/./../up", "//..//up", "/..", "/a/../..",
        ])
    func wayUp(target: String) throws {
        let origin = try ScriptedOrigin { try $0.respond() }
        let server = try RunningServer(
            """
            [origins.origin]
            url = "http://127.0.0.1:\(origin.port)/base/path"
            [[routes]]
            match = "*/*"
            origin = "origin"
            """)
        let query = "?../..=1"
        for target in [target + query, "http://localhost\(target)\(query)"] {
            let client = try RawClient(server, .cleartext)
            try client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.response().status == 200)
        }
        #expect(origin.requests.count == 2)
        for request in origin.requests {
            #expect(request.target.hasPrefix("/base/path/"))
            #expect(request.target.hasSuffix(query))
            let path = request.target.dropLast(query.count)
            #expect(!path.contains("..") && !path.lowercased().contains("%2e"))
        }
    }
}
