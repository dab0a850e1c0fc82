import Foundation
import Testing

@Suite("swiftlet deploy and the commands after it")
struct DeployCommandTests {
    @Test("a worker goes from its first version over shares and a rollback to its deletion")
    func story() throws {
        let host = try CommandedHost()
        let (good, other) = (try host.module("good", status: 201), try host.module("other", status: 202))
        #expect(try host.run("status").output.contains("waiting  shop: no version yet"))
        #expect(try host.run("status").output.prefix { $0 != "\n" }.count <= 80)
        #expect(try host.status() == 503)

        let first = try host.run(
            "deploy", good, "--name", "shop", "--message", "Sell tea\nand more", "--commit", "c0ffee")
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(first.output.hasPrefix("shop v1 is live in "))
        #expect(try host.status() == 201)
        let again = try host.object("deploy", good, "--name", "shop", "--commit", "c0ffee")
        #expect(again["unchanged"] as? Bool == true)

        let waiting = try host.run("deploy", other, "--name", "shop", "--no-activate", "--expect", "v1")
        #expect(waiting.output.hasPrefix("shop v2 is there and gets no requests"), "\(waiting.errors)")
        #expect(try host.status() == 201)
        let list = try host.run("versions", "shop").output
        let lines = list.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("v2"))
        #expect(lines[2].hasPrefix("v1       100 %"))
        #expect(lines[2].contains("c0ffee") && lines[2].hasSuffix("Sell tea"))
        #expect(lines.allSatisfy { $0.count <= 80 })

        #expect(try host.run("rollout", "shop", "v1=50", "v2=50").output.hasPrefix("shop: v2 50 %, v1 50 %"))
        for user in ["ada", "ben", "cyd", "dan", "eve", "fay", "gus", "hal"] {
            let said = try host.object("explain", "/", "--header", "Cookie: uid=\(user)")["version"] as? String
            #expect(try host.status(user: user) == (said == "v1" ? 201 : 202), "\(user) has \(said ?? "none")")
        }
        let summaries = try #require(try host.object("workers")["workers"] as? [[String: Any]])
        #expect(summaries.map { $0["state"] as? String } == ["split"])

        #expect(try host.run("promote", "shop").output == "shop: v2 (everybody gets it)\n")
        #expect(try host.status() == 202)
        #expect(try host.run("rollback", "shop").output == "shop: v1 (everybody gets it)\n")
        #expect(try host.status() == 201)
        #expect(try host.run("promote", "shop", "v2").exitCode == 0)

        let rotated = try host.object("rotate", "shop", "BANNER=Sale!", "LIMIT=20")
        let version = try #require(rotated["version"] as? [String: Any])
        #expect(version["version"] as? String == "v3")
        #expect(try host.run("rotate", "shop", "--unset", "LIMIT").exitCode == 0)
        #expect(try host.run("versions", "shop", "v4").output.contains("  variables  BANNER=Sale!\n"))

        let refused = try host.run("delete", "shop")
        #expect(refused.exitCode == 64)
        #expect(refused.errors.contains("write --yes"))
        #expect(try host.status() == 202)
        #expect(try host.run("delete", "shop", "--yes").output == "shop is deleted: 4 versions, the last was v4\n")
        #expect(try host.status() == 503)
        let reborn = try host.run("deploy", good, "--name", "shop")
        #expect(reborn.output.hasPrefix("shop v5 is live"), "\(reborn.errors)")
    }

    @Test("a guarded rollout is watched to its promotion, or to the rollback of a version that fails")
    func guarded() throws {
        let host = try CommandedHost()
        let (good, same) = (try host.module("good", status: 201), try host.module("same", status: 202))
        let bad = try host.module("bad", status: 503)
        #expect(try host.run("deploy", good, "--name", "shop").exitCode == 0)
        #expect(try host.run("deploy", same, "--name", "shop", "--no-activate").exitCode == 0)

        // Halted in the first step, which would last for hours.
        let begun = try host.run("rollout", "shop", "v2", "--steps", "50,100", "--every", "2h", "--guard", "errors<1%")
        #expect(begun.output.contains("v2 is rolling out, step 1 of 2"), "\(begun.errors)")
        let busy = try host.run("rollout", "shop", "v1=100")
        #expect(busy.exitCode == 75, "\(busy.errors)")
        #expect(try host.run("rollout", "shop", "--pause").output.contains("paused"))
        #expect(try host.run("rollout", "shop", "--resume").output.contains("is rolling out"))
        #expect(try host.run("rollout", "shop", "--abort").output.contains("the rollout of v2 was aborted"))
        #expect(try host.run("rollout", "shop", "--abort").exitCode == 1)
        #expect(try host.status() == 201)

        let kept = try host.start(
            "rollout", "shop", "v2", "--steps", "50,100", "--every", "1s", "--guard", "errors<50%",
            "--min-requests", "50", "--watch", output: "kept")
        try whileRunning(kept, host)
        let told = try host.folder.text("kept.errors")
        #expect(kept.wait() == 0, "\(told)")
        #expect(try host.folder.text("kept") == "shop: v2 (v2 was promoted)\n")
        #expect(told.contains("%"))
        #expect(try host.status() == 202)

        #expect(try host.run("deploy", bad, "--name", "shop", "--no-activate").exitCode == 0)
        let broken = try host.start(
            "rollout", "shop", "v3", "--steps", "50,100", "--every", "1h", "--guard", "errors<10%",
            "--min-requests", "50", "--watch", output: "broken")
        try whileRunning(broken, host)
        #expect(broken.wait() == 1)
        #expect(try host.folder.text("broken") == "shop: v2 (v3 was rolled back)\n")
        #expect(try host.run("rollout", "shop").output.contains("errors"))
        #expect(try host.status() == 202)
    }

    /// Users come, until the command has ended.
    private func whileRunning(_ command: ChildProcess, _ host: CommandedHost) throws {
        var user = 0
        try waitUntil("the rollout ends") {
            user += 1
            _ = try host.status(user: "user\(user % 50)")
            return !command.isRunning
        }
    }

    @Test("what was deployed over the configuration is a drift, which apply takes back after a yes")
    func drift() throws {
        let folder = try TemporaryFolder()
        _ = try CModule.build("good", fetch: "answer.status = 201;", in: folder)
        let other = try CModule.build("other", fetch: "answer.status = 202;", in: folder)
        let host = try CommandedHost(shop: "path = \"good.wasm\"", folder: folder)
        let config = folder.path("swiftlet.toml")
        #expect(try host.run("apply", "--config", config).output.hasPrefix("what runs is what "))
        #expect(try host.run("deploy", other, "--name", "shop").exitCode == 0)
        #expect(try host.status() == 202)
        #expect(try host.run("status").output.contains("  drift    workers.shop: v2 runs, which was deployed after v1"))

        let plan = try host.run("apply", "--config", config, "--dry-run")
        #expect(plan.output.contains("  ~ workers.shop  v2 -> a new version, as v1"), "\(plan.output)")
        let unasked = try host.run("apply", "--config", config)
        #expect(unasked.exitCode == 64)
        #expect(unasked.errors.contains("write --yes"))
        #expect(try host.status() == 202)
        let applied = try host.run("apply", "--config", config, "--yes")
        #expect(applied.exitCode == 0, "\(applied.errors)")
        #expect(try host.status() == 201)
    }

    @Test("a tail shows the requests that are wanted, and ends at its limit")
    func tail() throws {
        let host = try CommandedHost()
        #expect(try host.run("deploy", try host.module("good", status: 201), "--name", "shop").exitCode == 0)
        let tail = try host.start(
            "tail", "shop", "--status", "2xx", "--path", "/wanted", "--limit", "2", output: "tail")
        try waitUntil("the tail has its lines") {
            _ = try host.server.get("/other")
            _ = try host.server.get("/wanted?x=1")
            return !tail.isRunning
        }
        #expect(tail.wait() == 0)
        let lines = try host.folder.text("tail").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains(" shop v1 GET localhost/wanted?x=1 201 ") })
    }
}
