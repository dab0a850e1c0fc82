import Foundation
import Testing

@Suite("Workers that the configuration names are deployments like any other")
struct ConfiguredWorkerTests {
    /// A host whose file names a module and a variable, which tests change.
    private func host(_ folder: TemporaryFolder, _ words: String) throws -> DeployingServer {
        try folder.write("shop.wasm", Guest.saying(words))
        let worker = "path = \"\(folder.path("shop.wasm"))\"\nenv = { GREETING = \"hello\" }"
        let metrics = "[[routes]]\nmatch = \"*/metrics\"\nmetrics = true"
        return try DeployingServer(.init(worker: worker, sections: metrics), folder: folder)
    }

    /// Changes a piece of the file.
    private func edit(_ host: DeployingServer, _ old: String, _ new: String) throws {
        let text = try host.folder.text("swiftlet.toml")
        #expect(text.contains(old))
        try host.folder.write("swiftlet.toml", text.replacing(old, with: new).utf8)
        host.settings.worker = host.settings.worker.replacing(old, with: new)
    }

    @Test("the file's module is a version; what was deployed over it survives a start, and is drift meanwhile")
    func drift() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        #expect(try host.get().text == "file")
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text == "v1")
        #expect(try host.admin.get("/v1/status").json["drift"].elements == [])

        #expect(try host.admin.deploy("shop", Guest.saying("deployed")).json["version"]["version"].text == "v2")
        #expect(try host.get().text == "deployed")
        #expect(try host.admin.get("/v1/status").json["drift"].elements.count == 1)
        try host.restart()
        #expect(try host.get().text == "deployed")
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 2)
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["drift"].elements.count == 1)

        // Another module in the file is news: a start takes it.
        host.stop()
        try folder.write("shop.wasm", Guest.saying("changed"))
        try host.startAgain()
        #expect(try host.get().text == "changed")
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text == "v3")
        #expect(try host.admin.get("/v1/status").json["drift"].elements == [])
    }

    @Test("a plan says what differs and applying it makes a version; without a difference there is nothing to do")
    func apply() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        #expect(try host.admin.get("/v1/config/plan").json["changes"].elements == [])

        try folder.write("shop.wasm", Guest.saying("changed"))
        try edit(host, "\"hello\"", "\"good day\"")
        let plan = try host.admin.get("/v1/config/plan").json
        let change = try #require(plan["changes"].elements.first)
        #expect(change["key"].text == "workers.shop")
        #expect(change["note"].text?.contains("code") == true)
        #expect(change["note"].text?.contains("env.GREETING") == true)
        #expect(try host.get().text == "file", "a plan changes nothing")

        let stale = try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"0000000000000000\"}")
        #expect(stale.status == 409)
        #expect(stale.code == "plan_changed")
        let digest = try #require(plan["digest"].text)
        let applied = try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}")
        #expect(applied.status == 200, "\(applied.text)")
        #expect(try host.get().text == "changed")
        let version = try host.admin.get("/v1/workers/shop/versions/v2").json
        #expect(version["variables"]["GREETING"].text == "good day")
        #expect(try host.admin.get("/v1/config/plan").json["changes"].elements == [])
        try host.restart()
        #expect(try host.get().text == "changed")
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 2)
    }

    @Test("a module that was built anew after somebody has seen the plan is not applied unseen")
    func unseen() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        try folder.write("shop.wasm", Guest.saying("seen"))
        let plan = try host.admin.get("/v1/config/plan").json
        try folder.write("shop.wasm", Guest.saying("unseen"))
        let digest = try #require(plan["digest"].text)
        let refused = try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}")
        #expect(refused.status == 409)
        #expect(refused.code == "plan_changed")
        #expect(try host.get().text == "file")
    }

    @Test("an applied version counts as a deployment, and one that cannot be applied as a failed one")
    func counted() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        func apply() throws -> Int {
            let digest = try #require(host.admin.get("/v1/config/plan").json["digest"].text)
            return try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}").status
        }
        func expectCounts(taken: Int, failed: Int) throws {
            let metrics = try host.get("/metrics").text
            #expect(metrics.contains("swiftlet_deployments_total{outcome=\"taken\"} \(taken)\n"), "\(metrics)")
            #expect(metrics.contains("swiftlet_deployments_total{outcome=\"failed\"} \(failed)\n"))
        }
        try expectCounts(taken: 0, failed: 0)
        try folder.write("shop.wasm", Guest.saying("changed"))
        #expect(try apply() == 200)
        try expectCounts(taken: 1, failed: 0)
        try folder.write("shop.wasm", Array("no module".utf8))
        #expect(try apply() == 422)
        try expectCounts(taken: 1, failed: 1)
        #expect(try host.get().text == "changed")
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 2)
    }

    @Test("applying goes back to what the file says from what was deployed over it")
    func backToFile() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        #expect(try host.admin.deploy("shop", Guest.saying("deployed")).status == 201)
        let plan = try host.admin.get("/v1/config/plan").json
        #expect(plan["changes"].elements.count == 1)
        let digest = try #require(plan["digest"].text)
        #expect(try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}").status == 200)
        #expect(try host.get().text == "file")
        #expect(try host.admin.get("/v1/config/plan").json["changes"].elements == [])
        #expect(try host.admin.get("/v1/status").json["drift"].elements == [])
    }

    @Test("what only a start can change is in the plan, and left; a file with mistakes is refused with their place")
    func left() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        try edit(host, "threads = 2", "threads = 1")
        let plan = try host.admin.get("/v1/config/plan").json
        #expect(plan["changes"][0]["effect"].text == "restart")
        let digest = try #require(plan["digest"].text)
        let applied = try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}")
        #expect(applied.json["left"].elements.count == 1)
        #expect(try host.get().text == "file")

        try edit(host, "threads = 1", "threads = \"many\"")
        let refused = try host.admin.get("/v1/config/plan")
        #expect(refused.status == 422)
        #expect(refused.json["detail"].text?.contains("threads") == true)
        #expect(try host.get().text == "file")
    }

    @Test("variables are changed without a build: a version of the same module")
    func rotate() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, "file")
        let answer = try host.admin.send("POST", "/v1/workers/shop/rotate", "{\"variables\":{\"GREETING\":\"hi\"}}")
        #expect(200...201 ~= answer.status, "\(answer.text)")
        let versions = try host.admin.get("/v1/workers/shop/versions").json["versions"]
        #expect(versions[0]["variables"]["GREETING"].text == "hi")
        #expect(versions[0]["source"].text == "rotate")
        #expect(versions[0]["module_sha256"] == versions[1]["module_sha256"])
        try host.restart()
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text == "v2")
    }

    @Test("a version with other variables says which secrets it has: those of now")
    func rotateAfterSecret() throws {
        let folder = try TemporaryFolder()
        try folder.write("key.txt", "first".utf8)
        let host = try DeployingServer(
            .init(worker: "secrets = { KEY = { file = \"\(folder.path("key.txt"))\" } }"), folder: folder)
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        host.stop()
        try folder.write("key.txt", "second".utf8)
        try host.startAgain()
        let answer = try host.admin.send("POST", "/v1/workers/shop/rotate", "{\"variables\":{\"A\":\"b\"}}")
        #expect(200...201 ~= answer.status, "\(answer.text)")
        let versions = try host.admin.get("/v1/workers/shop/versions").json["versions"]
        let (old, new) = (versions[1]["secrets"]["KEY"].text, versions[0]["secrets"]["KEY"].text)
        #expect(old != nil && new != nil && old != new)
    }
}
