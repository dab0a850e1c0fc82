import Glibc
import Testing

@Suite("The way back from a version")
struct WayBackTests {
    /// With v1 to v3, one after the other live.
    private func host() throws -> DeployingServer {
        let host = try DeployingServer()
        for words in ["one", "two", "three"] {
            #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201)
        }
        return host
    }

    private func split(_ host: DeployingServer, _ weights: String) throws {
        let answer = try host.admin.send("PUT", "/v1/workers/shop/rollout", "{\"weights\":{\(weights)}}")
        #expect(answer.status == 200, "\(answer.text)")
    }

    private func send(_ host: DeployingServer, _ what: String) throws -> AdminAPI.Answer {
        try host.admin.send("POST", "/v1/workers/shop/\(what)", "{}")
    }

    @Test("a ramp by hand, however far, goes back to what answered before it", arguments: [true, false])
    func ramp(isWhole: Bool) throws {
        let host = try host()
        #expect(try host.admin.deploy("shop", Guest.saying("four"), query: "?activate=false").status == 201)
        try split(host, "\"v4\":10,\"v3\":90")
        try split(host, "\"v4\":90,\"v3\":10")
        if isWhole { try split(host, "\"v4\":100") }
        #expect(try host.admin.get("/v1/workers/shop").json["previous"].text == "v3")
        try host.restart(SIGKILL)
        #expect(try send(host, "rollback").status == 200)
        #expect(try host.get().text == "three")
    }

    @Test("one rollback after the other goes further back, and the last one says that there is no more")
    func further() throws {
        let host = try host()
        for words in ["two", "one"] {
            #expect(try send(host, "rollback").status == 200)
            #expect(try host.get().text == words)
        }
        let refused = try send(host, "rollback")
        #expect(refused.status == 409)
        #expect(refused.code == "no_previous")
        #expect(try host.get().text == "one")
    }

    @Test("promote without a version takes the one that the split is about, not the newest; of several it asks which")
    func candidate() throws {
        let host = try host()
        #expect(try send(host, "rollback").status == 200)
        try split(host, "\"v1\":10,\"v2\":90")
        #expect(try send(host, "promote").status == 200)
        #expect(try host.get().text == "one")
        try split(host, "\"v1\":10,\"v2\":45,\"v3\":45")
        let refused = try send(host, "promote")
        #expect(refused.status == 409)
        #expect(refused.code == "no_candidate")
        #expect(refused.json["detail"].text?.contains("v1, v2, v3") == true)
    }

    @Test("a guarded rollout that has ended is told of until somebody decides otherwise")
    func told() throws {
        let host = try host()
        let begun = try host.admin.send(
            "PUT", "/v1/workers/shop/rollout",
            "{\"candidate\":\"v2\",\"steps\":[75,100],\"every_ms\":60000,\"guards\":[\"errors<1%\"]}")
        #expect(begun.status == 200, "\(begun.text)")
        #expect(try send(host, "promote").status == 200)
        #expect(try host.admin.rollout("shop")["phase"].text == "promoted")
        #expect(try host.admin.get("/v1/workers/shop").json["previous"].text == "v3")

        try split(host, "\"v1\":70,\"v2\":30")
        let status = try host.admin.rollout("shop")
        #expect(status["phase"].text == "split", "\(status)")
        #expect(status["log"].elements.isEmpty)
        #expect(status["figures"].elements.compactMap { $0["version"].text }.sorted() == ["v1", "v2"])
        #expect(try send(host, "rollback").status == 200)
        #expect(try host.get().text == "two")
    }

    @Test("a rollback works though the disk is full, and says that it could not be written down")
    func fullDisk() throws {
        let host = try host()
        try Signatures.run("prlimit", "--pid", "\(host.server.processID)", "--fsize=0:")
        let answer = try send(host, "rollback")
        #expect(answer.status == 507, "\(answer.text)")
        #expect(answer.code == "not_kept")
        #expect(try host.get().text == "two")
        try Signatures.run("prlimit", "--pid", "\(host.server.processID)", "--fsize=unlimited:")
        #expect(try host.admin.send("POST", "/v1/workers/shop/rollback", "{\"version\":\"v2\"}").status == 200)
        try host.restart(SIGKILL)
        #expect(try host.get().text == "two")
    }
}
