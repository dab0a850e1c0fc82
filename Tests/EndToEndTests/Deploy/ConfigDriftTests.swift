import Foundation
import Testing

@Suite("A file that says something else than when the host started")
struct ConfigDriftTests {
    private func host(_ settings: DeployingServer.Settings, _ folder: TemporaryFolder) throws -> DeployingServer {
        try folder.write("shop.wasm", Guest.saying("file"))
        var settings = settings
        settings.worker = "path = \"\(folder.path("shop.wasm"))\"\n\(settings.worker)"
        return try DeployingServer(settings, folder: folder)
    }

    private func edit(_ host: DeployingServer, _ old: String, _ new: String) throws {
        let text = try host.folder.text("swiftlet.toml")
        #expect(text.contains(old))
        try host.folder.write("swiftlet.toml", text.replacing(old, with: new).utf8)
    }

    private func keys(_ changes: JSON) -> [String] { changes.elements.compactMap { $0["key"].text } }

    @Test("each key that only a start reads is named, by a plan and by the status")
    func keys() throws {
        let host = try host(
            .init(
                deploy: "previews = 3", admin: "connections = 8",
                worker: "rollout = { key = [\"address\"] }\nlimits = { concurrency = 4, cpu = \"1s\" }"),
            TemporaryFolder())
        try edit(host, "[admin]", "# another line\n[admin]")
        #expect(try host.admin.get("/v1/config/plan").json["changes"].elements.isEmpty)
        #expect(try host.admin.get("/v1/status").json["drift"].elements.isEmpty)

        try edit(host, "access_log = \"off\"", "access_log = \"stdout\"")
        try edit(host, "previews = 3", "previews = 3\npreview = \"preview.example.com\"")
        try edit(host, "connections = 8", "")
        try edit(host, "[\"address\"]", "[\"cookie:uid\"]")
        try edit(host, "concurrency = 4", "concurrency = 5")
        let expected = [
            "access_log", "admin.connections", "deploy.preview", "workers.shop.limits.concurrency",
            "workers.shop.rollout.key",
        ]
        let changes = try host.admin.get("/v1/config/plan").json["changes"]
        #expect(keys(changes) == expected)
        #expect(changes.elements.allSatisfy { $0["effect"].text == "restart" })
        #expect(changes[0]["before"].text == "\"off\"" && changes[0]["after"].text == "\"stdout\"")
        #expect(changes[1]["kind"].text == "remove" && changes[2]["kind"].text == "add")
        #expect(keys(try host.admin.get("/v1/status").json["drift"]) == expected)

        // What applying takes is no such key, before and after.
        try edit(host, "cpu = \"1s\"", "cpu = \"2s\"")
        let plan = try host.admin.get("/v1/config/plan").json
        #expect(keys(plan["changes"]) == ["workers.shop"] + expected)
        let digest = try #require(plan["digest"].text)
        let applied = try host.admin.send("POST", "/v1/config/apply", "{\"plan\":\"\(digest)\"}")
        #expect(applied.status == 200, "\(applied.text)")
        #expect(keys(applied.json["left"]) == expected)
        #expect(keys(try host.admin.get("/v1/config/plan").json["changes"]) == expected)
        try host.folder.write("swiftlet.toml", "threads = = 1".utf8)
        #expect(try host.admin.get("/v1/status").json["drift"].elements.count == 1)
    }

    @Test("secrets of the environment, which has them no longer, are no mistake; another value waits for a start")
    func secrets() throws {
        let folder = try TemporaryFolder()
        try folder.write("key.txt", "first".utf8)
        let secrets =
            "secrets = { TOKEN = { environment = \"DRIFT_TOKEN\" }, KEY = { file = \"\(folder.path("key.txt"))\" } }"
        let host = try host(.init(worker: secrets, launcher: ["env", "DRIFT_TOKEN=abc"]), folder)
        let plan = try host.admin.get("/v1/config/plan")
        #expect(plan.status == 200, "\(plan.text)")
        #expect(plan.json["changes"].elements.isEmpty)
        try folder.write("key.txt", "second".utf8)
        let changes = try host.admin.get("/v1/config/plan").json["changes"]
        #expect(keys(changes) == ["workers.shop.secrets.KEY"])
        #expect(changes[0]["effect"].text == "restart")
    }

    @Test("a worker that cannot be applied is named, and a file with mistakes ends apply as check would")
    func failures() throws {
        let host = try host(.init(), TemporaryFolder())
        let file = host.folder.path("swiftlet.toml")
        func apply() throws -> Command {
            try Command(Repository.binary, "apply", "--yes", "--config", file, "--host", host.admin.path)
        }
        try host.folder.write("shop.wasm", Array("no module".utf8))
        let failed = try apply()
        #expect(failed.exitCode == 1)
        #expect(failed.errors.contains("worker shop"), "\(failed.errors)")
        try edit(host, "threads = 2", "threads = \"many\"")
        let mistaken = try apply()
        #expect(mistaken.exitCode == 78)
        #expect(mistaken.errors.contains("threads: \"many\" is a string"), "\(mistaken.errors)")
    }
}
