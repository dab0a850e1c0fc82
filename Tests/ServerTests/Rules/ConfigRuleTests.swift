import Testing

@testable import Server

struct ConfigRuleTests {
    let fixture: ConfigFixture

    init() throws { fixture = try ConfigFixture() }

    /// The rules are on line 6; the route has an origin.
    private func file(_ rules: String, action: String = "origin = \"shop\"") -> String {
        """
        listeners = [{ address = "127.0.0.1:0", cleartext = true }]
        origins.shop.url = "http://127.0.0.1:9000"
        [[routes]]
        match = "*/*"
        \(action)
        \(rules)
        """
    }

    @Test("Both lists are read in order")
    func lists() throws {
        let config = try fixture.parse(
            file(
                """
                request_headers = [
                  { set = "Host", value = "${request.host}" }, { append = "A", value = "a $$" },
                  { remove = "X-*" }, { rename = "A", to = "B" },
                ]
                response_headers = [{ remove = "Server" }]
                """))
        let rules = try #require(config.routes[0].rules)
        #expect(rules.request?.rules.map(\.action) == [.set, .append, .remove, .rename])
        #expect(rules.request?.hasVariables == true && rules.request?.rules[1].template == nil)
        #expect(rules.response?.rules.count == 1 && rules.response?.hasVariables == false)
    }

    @Test("A route without rules has none, also with empty lists")
    func none() throws {
        #expect(try fixture.parse(file("")).routes[0].rules == nil)
        #expect(try fixture.parse(file("request_headers = []\nresponse_headers = []")).routes[0].rules == nil)
    }

    private static let mistakes: [(String, String)] = [
        ("{ }", "[0]: says not what to do; write exactly one of set, append, remove, rename"),
        (
            "{ set = \"A\", remove = \"B\", value = \"v\" }",
            "[0]: says set and remove; write exactly one of set, append, remove, rename"
        ),
        ("{ set = \"A\" }", "[0].value: is missing; write value = \"…\""),
        (
            "{ append = \"A\", value = 1 }",
            "[0].value: 1 is an integer; write a string, such as value = \"${client.ip}\""
        ),
        ("{ set = \"A\", value = \"\" }", "[0].value: is empty; write value = \"${client.ip}\""),
        ("{ set = \"A\", value = \" \" }", "[0].value: is empty; write a value, or remove = \"NAME\" for none"),
        ("{ rename = \"A\" }", "[0].to: is missing; write to = \"X-New\""),
        ("{ remove = \"A\", value = \"v\" }", "[0].value: unknown key; known here: append, remove, rename, set"),
        (
            "{ set = \"A b\", value = \"v\" }",
            "[0].set: \"A b\" is no header name; write letters, digits and \"-\" (RFC 9110 section 5.1)"
        ),
        (
            "{ set = \"A*\", value = \"v\" }, { remove = \"*\" }",
            "[1].remove: \"*\" is no header name; write letters, digits and \"-\", and \"*\" at the end for all names that begin so"
        ),
        (
            "{ rename = \"A\", to = \"Content-Length\" }",
            "[0].to: \"Content-Length\" is about one connection and its framing, which are the server's own; remove this rule"
        ),
        (
            "{ set = \"A\", value = \"${clent.ip}\" }",
            "[0].value: ${clent.ip} is no variable; did you mean ${client.ip}? there are: client.ip, request.id, request.method, request.scheme, request.host, request.path, request.query, header.NAME, cookie.NAME"
        ),
        (
            "{ set = \"A\", value = \"${client.ip\" }",
            "[0].value: \"${client.ip\" has \"${\" without \"}\"; close it"
        ),
        (
            "{ set = \"A\", value = \"5 $\" }",
            "[0].value: \"5 $\" has a \"$\" alone; write \"$$\" for a dollar, or \"${client.ip}\""
        ),
        (
            "{ set = \"A\", value = \"a\\r\\nB: c\" }",
            "[0].value: \"a??B: c\" is no header value; write visible ASCII, without line breaks"
        ),
        (
            "{ rename = \"A*\", to = \"B\" }",
            "[0].rename: \"A*\" is no header name; write letters, digits and \"-\" (RFC 9110 section 5.1)"
        ),
        ("{ remove = \"Host\" }", "[0].remove: \"Host\" can only be set; write set = \"Host\", value = \"…\""),
        ("{ remove = \"Expect\" }", "[0].remove: \"Expect\" is answered by the server itself; remove this rule"),
    ]

    @Test("Each mistake is told with its place and what would be right", arguments: mistakes)
    func isTold(_ rules: String, _ line: String) {
        let lines = fixture.mistakes(file("request_headers = [\(rules)]"))
        #expect(lines.last == "swiftlet.toml:6: routes[0].request_headers\(line)")
    }

    @Test(
        "Fields about the connection cannot be named, in any case of letters, in either list",
        arguments: [
            "Connection", "Content-Length", "transfer-encoding", "TE", "Trailer", "UPGRADE", "Keep-Alive",
            "Proxy-Connection",
        ])
    func framing(_ name: String) {
        for list in ["request_headers", "response_headers"] {
            for rule in [
                "set = \"\(name)\", value = \"v\"", "append = \"\(name)\", value = \"v\"", "remove = \"\(name)\"",
                "rename = \"\(name)\", to = \"A\"", "rename = \"A\", to = \"\(name)\"",
            ] {
                let lines = fixture.mistakes(file("\(list) = [{ \(rule) }]"))
                #expect(lines.count == 1 && lines[0].contains("\"\(name)\" is about one connection"), "\(lines)")
            }
        }
    }

    @Test(
        "Header and cookie names in variables must be names",
        arguments: ["header.", "cookie.", "header.a b", "cookie.a;b", "", "env.A", "header"])
    func variableNames(_ name: String) {
        let lines = fixture.mistakes(file("request_headers = [{ set = \"A\", value = \"${\(name)}\" }]"))
        #expect(lines.count == 1 && lines[0].contains("${\(name)} is no variable"), "\(lines)")
    }

    @Test("Host can be set on routes to origins only; a fixed answer reads no request")
    func actions() {
        let host = "request_headers = [{ set = \"Host\", value = \"a\" }]"
        #expect(fixture.mistakes(file(host)) == [])
        let files = fixture.mistakes(file(host, action: "files = \"public\""))
        #expect(files.count == 1 && files[0].contains("has chosen the route already"), "\(files)")
        let fixed = fixture.mistakes(file(host, action: "respond = { body = \"a\" }"))
        #expect(
            fixed == [
                "swiftlet.toml:6: routes[0].request_headers: nobody reads the request of a route with respond or metrics; "
                    + "remove it"
            ])
        let response = fixture.mistakes(file("response_headers = [{ remove = \"Host\" }]"))
        #expect(response.count == 1 && response[0].contains("is a field of requests"), "\(response)")
    }

    @Test("64 rules are the most, and 4 KiB of value")
    func limits() {
        func rules(_ count: Int) -> String {
            "request_headers = [" + (0..<count).map { "{ remove = \"X-\($0)\" }" }.joined(separator: ", ") + "]"
        }
        #expect(fixture.mistakes(file(rules(64))) == [])
        #expect(
            fixture.mistakes(file(rules(65)))
                == ["swiftlet.toml:6: routes[0].request_headers[0]: 65 rules; write 64 at most"])
        func value(_ count: Int) -> String {
            "response_headers = [{ set = \"A\", value = \"\(String(repeating: "v", count: count))\" }]"
        }
        #expect(fixture.mistakes(file(value(4096))) == [])
        #expect(
            fixture.mistakes(file(value(4097)))
                == ["swiftlet.toml:6: routes[0].response_headers[0].value: 4097 bytes; write 4096 at most"])
    }

    @Test("A key that one might expect leads to the right one")
    func hints() {
        let lines = fixture.mistakes(file("headers = []"))
        #expect(lines.count == 1 && lines[0].contains("write request_headers or response_headers"), "\(lines)")
    }
}
