import Glibc
import Testing

@Suite("Deploying workers into a running host")
struct DeployStoryTests {
    @Test("a worker waits with 503 for its first deployment, which tells its steps, and then answers")
    func first() throws {
        let host = try DeployingServer()
        #expect(try host.get().status == 503)
        #expect(try host.admin.get("/v1/status").json["waiting"] == .array([.text("shop")]))

        let events = try host.admin.deployTelling("shop", Guest.saying("one"))
        let last = try #require(events.last)
        #expect(last["event"].text == "done", "\(last)")
        let steps = events.compactMap { $0["step"].text }
        for step in ["receive", "verify", "initialise", "compile", "store", "smoke", "activate"] {
            #expect(steps.contains(step), "\(step) in \(steps)")
        }
        #expect(try host.get().text == "one")
        let worker = try host.admin.get("/v1/workers/shop").json
        #expect(worker["summary"]["state"].text == "live")
        #expect(worker["rollout"]["weights"]["v1"].number == 100)
    }

    @Test("each deployment is a version; promote and rollback go where they are told; no number is used again")
    func versions() throws {
        let host = try DeployingServer()
        for (number, words) in ["one", "two", "three"].enumerated() {
            let query = "?message=\(words)&author=Ada&commit=c\(number)"
            let answer = try host.admin.deploy("shop", Guest.saying(words), query: query)
            #expect(answer.status == 201)
            #expect(answer.json["version"]["version"].text == "v\(number + 1)")
            #expect(try host.get().text == words)
        }
        let list = try host.admin.get("/v1/workers/shop/versions").json["versions"]
        #expect(list.elements.map { $0["version"].text } == ["v3", "v2", "v1"])
        #expect(list[0]["state"].text == "live")
        #expect(list[1]["state"].text == "idle")
        #expect(list[0]["provenance"]["message"].text == "three")
        #expect(list[0]["provenance"]["author"].text == "Ada")
        #expect(list[0]["provenance"]["commit"].text == "c2")

        #expect(try host.admin.send("POST", "/v1/workers/shop/rollback", "{}").status == 200)
        #expect(try host.get().text == "two")
        #expect(try host.admin.send("POST", "/v1/workers/shop/rollback", "{\"version\":\"v1\"}").status == 200)
        #expect(try host.get().text == "one")
        #expect(try host.admin.send("POST", "/v1/workers/shop/promote", "{}").status == 200)
        #expect(try host.get().text == "three")

        #expect(try host.admin.call("DELETE", "/v1/workers/shop").json["last"].text == "v3")
        #expect(try host.get().status == 503)
        #expect(try host.admin.deploy("shop", Guest.saying("one")).json["version"]["version"].text == "v4")
        #expect(try host.get().text == "one")
    }

    @Test("the same bytes are the same version; without activate a version waits; expect refuses what it did not see")
    func conditions() throws {
        let host = try DeployingServer()
        let (one, two) = (try Guest.saying("one"), try Guest.saying("two"))
        #expect(try host.admin.deploy("shop", one).status == 201)
        let again = try host.admin.deploy("shop", one)
        #expect(again.json["version"]["version"].text == "v1")
        #expect(again.json["unchanged"].bool == true)
        #expect(try host.admin.deploy("shop", two, query: "?activate=false").json["activated"].bool == false)
        #expect(try host.get().text == "one")

        let refused = try host.admin.deploy("shop", Guest.saying("three"), query: "?expect=v2")
        #expect(refused.status == 409)
        #expect(refused.code == "version_conflict")
        #expect(refused.json["detail"].text?.contains("v1") == true)
        #expect(try host.get().text == "one")
        #expect(try host.admin.deploy("shop", two, query: "?expect=v1").json["version"]["version"].text == "v2")
        #expect(try host.get().text == "two")
    }

    @Test("a deployment goes on to its end when whoever asked for it has gone")
    func gone() throws {
        let host = try DeployingServer()
        let module = try Guest.saying("one")
        let client = RawClient(over: try .connect(path: host.admin.path))
        try client.send(
            "POST /v1/workers/shop/versions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/wasm\r\n"
                + "Content-Length: \(module.count)\r\n\r\n")
        try client.send(module)
        client.close()
        try waitUntil("the version is live") { try host.get().text == "one" }
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 1)
    }

    @Test("a request in flight finishes on its version")
    func inFlight() throws {
        let busy = try RequestUnderWay()
        let (host, client) = (busy.host, busy.client)
        #expect(try host.admin.deploy("shop", Guest.saying("two")).status == 201)
        #expect(try host.get().text == "two")
        busy.gate.open()
        #expect(try client.response().text == "one")
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response().text == "two", "the connection is not bound to a version")
    }

    @Test("a worker that the file does not name gets a place, a preview host and, in the end, none of both")
    func unnamed() throws {
        let host = try DeployingServer(.init(deploy: "preview = \"preview.test\"\nworkers = 1"))
        #expect(try host.admin.deploy("other", Guest.saying("other")).status == 201)
        #expect(try host.get(host: "other.preview.test").text == "other")
        #expect(try host.get(host: "v1.other.preview.test").text == "other")
        #expect(try host.get().status == 503)
        let full = try host.admin.deploy("third", Guest.saying("third"))
        #expect(full.status == 507)
        #expect(full.code == "no_place")
        #expect(try host.admin.call("DELETE", "/v1/workers/other").status == 200)
        #expect(try host.get(host: "other.preview.test").status == 404)
        #expect(try host.admin.deploy("third", Guest.saying("third")).status == 201)
        #expect(try host.get(host: "third.preview.test").text == "third")
    }

    @Test("previews show the versions that nobody gets, and say when there is none such")
    func previews() throws {
        let host = try DeployingServer(.init(deploy: "preview = \"preview.test\""))
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        #expect(try host.admin.deploy("shop", Guest.saying("two"), query: "?activate=false").status == 201)
        #expect(try host.get(host: "v2.shop.preview.test").text == "two")
        #expect(try host.get(host: "v1.shop.preview.test").text == "one")
        #expect(try host.get(host: "shop.preview.test").text == "one")
        #expect(try host.get(host: "v9.shop.preview.test").status == 404)
        #expect(try host.get(host: "nobody.preview.test").status == 404)
    }

    @Test("a signed header chooses a version until it expires; no other header does")
    func override() throws {
        let key = "0123456789abcdef0123456789abcdef"
        let file = try TemporaryFolder()
        let path = try file.write("key", key.utf8)
        let host = try DeployingServer(.init(deploy: "override_key = { file = \"\(path)\" }"))
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        #expect(try host.admin.deploy("shop", Guest.saying("two"), query: "?activate=false").status == 201)
        func answer(_ words: String, key: String = key) throws -> String {
            let signature = try Signatures.versionOverride(words, key: key)
            return try host.get(fields: "Swiftlet-Version: \(words); signature=\(signature)\r\n").text
        }
        let now = time(nil)
        #expect(try answer("shop=v2; expires=\(now + 600)") == "two")
        #expect(try answer("shop=v2; expires=\(now + 600)", key: key.uppercased()) == "one")
        #expect(try answer("shop=v2; expires=\(now - 1)") == "one")
        #expect(try answer("shop=v2; expires=\(now + 8 * 86_400)") == "one")
        #expect(try answer("shop=v9; expires=\(now + 600)") == "one")
        #expect(try answer("other=v2; expires=\(now + 600)") == "one")

        func explanation(_ words: String, key: String = key) throws -> String {
            let value = try "\(words); signature=\(Signatures.versionOverride(words, key: key))"
            let field = "{\"name\":\"Swiftlet-Version\",\"value\":\"\(value)\"}"
            let question = "{\"method\":\"GET\",\"url\":\"http://localhost/\",\"headers\":[\(field)]}"
            return try host.admin.send("POST", "/v1/explain", question).text
        }
        let (asked, absent) = ("shop=v2; expires=\(now + 600)", "shop=v9; expires=\(now + 600)")
        #expect(try explanation(asked).contains("its signed header asks for it"))
        #expect(try explanation(absent).contains("v9, which its signed header asks for, is not ready"))
        #expect(try explanation(asked, key: key.uppercased()).contains("its header is not signed by the key"))
    }

    @Test("a start finds what ran: versions, shares, numbers", arguments: [SIGTERM, SIGKILL])
    func restart(signal: Int32) throws {
        let host = try DeployingServer(.init(worker: "rollout = { key = [\"cookie:uid\"] }"))
        for words in ["one", "two"] { #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201) }
        #expect(try host.admin.share("shop", "{\"v1\":40,\"v2\":60}").status == 200)
        let users = (0..<40).map { "user\($0)" }
        let before = try users.map { try host.get(user: $0) }
        #expect(Set(before) == ["one", "two"])
        try host.restart(signal)
        #expect(try users.map { try host.get(user: $0) } == before)
        let worker = try host.admin.get("/v1/workers/shop").json
        #expect(worker["summary"]["state"].text == "split")
        #expect(worker["rollout"]["weights"] == .object(["v1": .number(40), "v2": .number(60)]))
        #expect(try host.admin.deploy("shop", Guest.saying("three")).json["version"]["version"].text == "v3")
    }
}
