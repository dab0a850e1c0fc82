import Testing

@Suite("Several versions of a worker at once")
struct VersionSplitTests {
    private let users = (0..<400).map { "user\($0)" }

    private func host() throws -> DeployingServer {
        let keys = "[\"cookie:uid\", \"header:X-User\", \"address\"]"
        let host = try DeployingServer(.init(worker: "rollout = { key = \(keys) }"))
        for words in ["one", "two", "three"] {
            #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201)
        }
        return host
    }

    /// What each user gets, all over one connection.
    private func answers(_ host: DeployingServer, field: String = "Cookie: uid=") throws -> [String: String] {
        let client = try RawClient(host.server, .cleartext)
        var answers: [String: String] = [:]
        for user in users {
            try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\(field)\(user)\r\n\r\n")
            answers[user] = try client.response().text
        }
        return answers
    }

    @Test("shares of three versions are those of the users, and a user keeps a version, by cookie or by header")
    func split() throws {
        let host = try host()
        #expect(try host.admin.share("shop", "{\"v1\":50,\"v2\":30,\"v3\":20}").status == 200)
        let first = try answers(host)
        let counts = Dictionary(grouping: first.values) { $0 }.mapValues(\.count)
        // Four standard deviations of 400 users.
        #expect(160...240 ~= counts["one"] ?? 0, "\(counts)")
        #expect(84...156 ~= counts["two"] ?? 0, "\(counts)")
        #expect(48...112 ~= counts["three"] ?? 0, "\(counts)")
        #expect(try answers(host) == first)
        #expect(try answers(host, field: "X-User: ") == first, "the key is the value, wherever it stands")
        // Without key it is the address, which is one.
        #expect(Set(try (0..<10).map { _ in try host.get().text }).count == 1)
    }

    @Test("while a version is ramped up nobody leaves it, and nobody moves between the others")
    func monotone() throws {
        let host = try host()
        #expect(try host.admin.share("shop", "{\"v1\":60,\"v2\":40}").status == 200)
        var before = try answers(host)
        for share in [1, 5, 20, 50, 90] {
            let rest = 100 - share
            let one = rest * 6 / 10
            let answer = try host.admin.share("shop", "{\"v1\":\(one),\"v2\":\(rest - one),\"v3\":\(share)}")
            #expect(answer.status == 200, "\(answer.text)")
            let now = try answers(host)
            for user in users where before[user] != now[user] {
                #expect(now[user] == "three", "\(user) went from \(before[user] ?? "") to \(now[user] ?? "")")
            }
            before = now
        }
        #expect(try host.admin.send("POST", "/v1/workers/shop/promote", "{\"version\":\"v3\"}").status == 200)
        #expect(Set(try answers(host).values) == ["three"])
    }

    @Test(
        "shares that cannot be are refused, and change nothing",
        arguments: [
            ("{\"v1\":50,\"v2\":49}", 422), ("{\"v1\":50,\"v9\":50}", 404), ("{\"v1\":50,\"two\":50}", 400),
            ("{\"v1\":0.001,\"v2\":99.999}", 422), ("{\"v1\":-1,\"v2\":101}", 400), ("{}", 422), ("[100]", 400),
            ("{\"v1\":50,\"v1\":50}", 400),
        ])
    func refused(weights: String, status: Int) throws {
        let host = try host()
        let before = try host.admin.rollout("shop")
        let answer = try host.admin.share("shop", weights)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.json["detail"].text?.isEmpty == false)
        #expect(try host.admin.rollout("shop") == before)
    }

    @Test("explain says which version a user has, and why; the request then has it")
    func explain() throws {
        let host = try host()
        #expect(try host.admin.share("shop", "{\"v1\":50,\"v2\":50}").status == 200)
        for user in users.prefix(20) {
            let words = try host.get(user: user)
            let question = """
                {"method":"GET","url":"http://localhost/","headers":[{"name":"Cookie","value":"uid=\(user)"}]}
                """
            let answer = try host.admin.send("POST", "/v1/explain", question)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text.contains(words == "one" ? "\"v1\"" : "\"v2\""), "\(words): \(answer.text)")
        }
    }
}
