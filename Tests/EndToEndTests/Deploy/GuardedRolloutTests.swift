import Glibc
import Testing

@Suite("Guarded rollouts of real workers")
struct GuardedRolloutTests {
    /// With a first version live and a second one waiting; the guards shall decide, and nobody else.
    private func host(_ first: [UInt8], _ second: [UInt8]) throws -> DeployingServer {
        let host = try DeployingServer(
            .init(worker: "quarantine = false\nrollout = { key = [\"cookie:uid\"] }\nlimits = { cpu = \"1s\" }"))
        #expect(try host.admin.deploy("shop", first).status == 201)
        #expect(try host.admin.deploy("shop", second, query: "?activate=false").status == 201)
        return host
    }

    private func begin(
        _ host: DeployingServer, candidate: String = "v2", steps: String, every: Int = 1000, guards: [String]
    ) throws {
        let rules = guards.map { "\"\($0)\"" }.joined(separator: ",")
        let answer = try host.admin.send(
            "PUT", "/v1/workers/shop/rollout",
            """
            {"candidate":"\(candidate)","steps":[\(steps)],"every_ms":\(every),"guards":[\(rules)],"min_requests":50}
            """)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.json["phase"].text == "running" || answer.json["phase"].text == "waiting", "\(answer.text)")
    }

    /// Sixty users, each of which asks fifty times in turn.
    private func load(_ host: DeployingServer) -> Load {
        Load(port: host.server.port(.cleartext), clients: 4) { number in
            "GET /\(number) HTTP/1.1\r\nHost: localhost\r\nCookie: uid=user\(number / 50 % 60)\r\n"
        }
    }

    /// Waits until it is over, one way or the other.
    private func end(_ host: DeployingServer, _ load: Load) throws -> JSON {
        var status = JSON.null
        try waitUntil(seconds: 90, "the rollout ends; now: \(status)") {
            usleep(50_000)
            status = try host.admin.rollout("shop")
            return ["promoted", "rolled_back", "aborted"].contains(status["phase"].text)
        }
        return status
    }

    /// It went back, and the log says why in a sentence that names the guard and has its numbers.
    private func expectRollback(_ status: JSON, of figure: String, allowed: String) throws {
        #expect(status["phase"].text == "rolled_back", "\(status)")
        #expect(status["weights"] == .object(["v1": .number(100)]))
        let decision = try #require(status["log"].elements.last)
        #expect(decision["kind"].text == "rolled_back")
        let sentence = try #require(decision["text"].text)
        for words in [": \(figure) ", "allowed \(allowed)", " requests"] {
            #expect(sentence.contains(words), "\(words) in: \(sentence)")
        }
    }

    @Test("a good version goes up by its steps and is promoted; users only ever go forward")
    func good() throws {
        let host = try host(Guest.computing(20_000, saying: "one"), Guest.computing(20_000, saying: "two"))
        let load = load(host)
        try begin(host, steps: "10,50,100", guards: ["errors<1%", "cost<+50%"])
        let status = try end(host, load)
        #expect(status["phase"].text == "promoted", "\(status)")
        #expect(status["weights"] == .object(["v2": .number(100)]))
        #expect(status["log"].elements.map { $0["kind"].text }.first == "started")
        #expect(status["log"].elements.contains { $0["kind"].text == "step" })
        try load.wait(for: 100)
        let counts = try load.end()
        #expect(counts.failures == [])
        #expect(try host.get().text == "two")
    }

    @Test("a version that traps for 2 % of the requests goes back")
    func trapping() throws {
        let host = try host(Guest.saying("one"), Guest.trapping(where: "number % 50 == 7", saying: "two"))
        let load = load(host)
        try begin(host, steps: "50,100", every: 60_000, guards: ["errors<1%"])
        let status = try end(host, load)
        try expectRollback(status, of: "errors", allowed: "1%,")
        // What was in flight has ended by then.
        try load.wait(for: 10)
        let before = load.seen.failures.count
        try load.wait(for: 500)
        let counts = try load.end()
        #expect(before > 0)
        #expect(counts.failures.count == before, "nobody gets it any more")
        #expect(counts.failures.allSatisfy { $0.hasPrefix("500") })
    }

    @Test("a version that is 30 % slower goes back, by what it costs")
    func slow() throws {
        let host = try host(Guest.computing(200_000, saying: "one"), Guest.computing(260_000, saying: "two"))
        let load = load(host)
        try begin(host, steps: "50,100", every: 60_000, guards: ["errors<1%", "cost<+5%"])
        let status = try end(host, load)
        try expectRollback(status, of: "cost", allowed: "+5%,")
        let counts = try load.end()
        #expect(counts.failures == [])
    }

    @Test("a version that fails for one cookie goes back, and that user is well again")
    func oneCookie() throws {
        let host = try host(Guest.saying("one"), Guest.saying("two"))
        #expect(try host.admin.share("shop", "{\"v1\":50,\"v2\":50}").status == 200)
        let user = try #require(try (0..<60).map { "user\($0)" }.first { try host.get(user: $0) == "two" })
        #expect(try host.admin.send("POST", "/v1/workers/shop/promote", "{\"version\":\"v1\"}").status == 200)
        let broken = try Guest.trapping(forUser: user, saying: "three")
        #expect(try host.admin.deploy("shop", broken, query: "?activate=false").status == 201)

        let load = load(host)
        try begin(host, candidate: "v3", steps: "50,100", every: 60_000, guards: ["errors<1%"])
        let status = try end(host, load)
        try expectRollback(status, of: "errors", allowed: "1%,")
        let counts = try load.end()
        #expect(counts.failures.count > 0)
        #expect(try host.get(user: user) == "one")
    }

    @Test("without requests nothing is decided, and other changes are refused; pause, resume and abort are obeyed")
    func waiting() throws {
        let host = try host(Guest.saying("one"), Guest.saying("two"))
        try begin(host, steps: "10,100", guards: ["errors<1%"])
        try waitUntil("it says how many requests are missing") {
            try host.admin.rollout("shop")["missing_requests"].number ?? 0 > 0
        }
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["state"].text == "rolling")
        for (method, target, body) in [
            ("PUT", "rollout", "{\"weights\":{\"v1\":100}}"), ("POST", "promote", "{\"version\":\"v1\"}"),
        ] {
            let refused = try host.admin.send(method, "/v1/workers/shop/\(target)", body)
            #expect(refused.status == 409, "\(refused.text)")
            #expect(refused.code == "rollout_running")
        }
        let deployed = try host.admin.deploy("shop", Guest.saying("three"))
        #expect(deployed.status == 409)
        #expect(try host.admin.deploy("shop", Guest.saying("three"), query: "?activate=false").status == 201)

        let paused = try host.admin.send("PUT", "/v1/workers/shop/rollout", "{\"paused\":true}")
        #expect(paused.json["phase"].text == "paused")
        #expect(try host.admin.send("PUT", "/v1/workers/shop/rollout", "{\"paused\":false}").status == 200)
        let aborted = try host.admin.call("DELETE", "/v1/workers/shop/rollout").json
        #expect(aborted["phase"].text == "aborted")
        #expect(aborted["weights"] == .object(["v1": .number(100)]))
        #expect(try host.admin.call("DELETE", "/v1/workers/shop/rollout").code == "no_rollout")
        #expect(try host.get().text == "one")
    }

    @Test("requests leave a version that breaks a guard though the disk is full; that is written down when it can be")
    func fullDisk() throws {
        let host = try host(Guest.saying("one"), Guest.trapping(where: "number % 5 == 1", saying: "two"))
        try begin(host, steps: "50,100", every: 60_000, guards: ["errors<1%"])
        func limit(_ bytes: String) throws {
            try Signatures.run("prlimit", "--pid", "\(host.server.processID)", "--fsize=\(bytes):")
        }
        try limit("0")
        let load = load(host)
        try waitUntil("requests go to the first version alone") {
            usleep(50_000)
            return try host.admin.rollout("shop")["weights"] == .object(["v1": .number(100)])
        }
        try load.wait(for: 10)
        let before = load.seen.failures.count
        try load.wait(for: 500)
        #expect(load.seen.failures.count == before)
        let drift = try host.admin.get("/v1/workers/shop").json["summary"]["drift"].elements.compactMap(\.text)
        #expect(drift.contains { $0.contains("guarded rollout") }, "\(drift)")
        try limit("unlimited")
        try expectRollback(end(host, load), of: "errors", allowed: "1%,")
        try load.end()
        try host.restart(SIGKILL)
        #expect(try host.admin.rollout("shop")["weights"] == .object(["v1": .number(100)]))
    }

    @Test("a host that is killed goes on with the rollout where it was")
    func restart() throws {
        let host = try host(Guest.saying("one"), Guest.trapping(where: "number % 10 == 7", saying: "two"))
        try begin(host, steps: "50,100", every: 60_000, guards: ["errors<1%"])
        try host.restart(SIGKILL)
        let status = try host.admin.rollout("shop")
        #expect(status["candidate"].text == "v2", "\(status)")
        #expect(status["weights"] == .object(["v1": .number(50), "v2": .number(50)]))
        #expect(status["step"].number == 1)
        #expect(status["log"].elements.contains { $0["kind"].text == "restored" })
        let load = load(host)
        try expectRollback(end(host, load), of: "errors", allowed: "1%,")
        try load.end()
        #expect(try host.get().text == "one")
    }

    @Test(
        "a plan that cannot be is refused",
        arguments: [
            ("[10,5,100]", "[]"), ("[10,50]", "[]"), ("[]", "[]"), ("[100]", "[\"errors>1%\"]"),
            ("[100]", "[\"speed<1%\"]"), ("[100]", "[\"errors<1%\",\"errors<1%\"]"),
        ])
    func refused(steps: String, guards: String) throws {
        let host = try host(Guest.saying("one"), Guest.saying("two"))
        let answer = try host.admin.send(
            "PUT", "/v1/workers/shop/rollout", "{\"candidate\":\"v2\",\"steps\":\(steps),\"guards\":\(guards)}")
        #expect(answer.status == 422, "\(answer.text)")
        #expect(answer.json["remedy"].text?.isEmpty == false)
        #expect(try host.admin.rollout("shop")["phase"].text == "steady")
    }
}
