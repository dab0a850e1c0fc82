import Foundation
import Testing

@Suite("swiftlet shadow")
struct ShadowCommandTests {
    @Test("a version gets copies of requests, its answers are reported by field, and then it ends")
    func story() throws {
        let host = try CommandedHost()
        let (good, other) = (try host.module("good", status: 201), try host.module("other", status: 202))
        #expect(try host.run("deploy", good, "--name", "shop").exitCode == 0)
        #expect(try host.run("deploy", other, "--name", "shop", "--no-activate").exitCode == 0)
        let none = try host.run("shadow", "shop")
        #expect(none.exitCode == 1)
        #expect(none.errors.contains("no requests of shop are mirrored\n  ask for it: swiftlet shadow shop vN"))

        let begun = try host.run(
            "shadow", "shop", "v2", "--share", "50.5", "--mode", "read-only", "--ignore", "/a", "--ignore", "header:x")
        #expect(begun.exitCode == 0, "\(begun.errors)")
        #expect(begun.output.hasPrefix("shop: 50.5 % of its requests are mirrored to v2\n  mirrored  0 in "))
        #expect(begun.output.contains(", mode read-only\n"))
        #expect(begun.output.contains("  ignored   /a header:x\n"))
        let settings = try #require(try host.object("shadow", "shop")["settings"] as? [String: Any])
        #expect(settings["share"] as? Double == 50.5)
        #expect(settings["subrequests"] as? String == "read-only")

        #expect(try host.run("shadow", "shop", "v2").exitCode == 0)
        #expect(try host.status() == 201)
        var report = ""
        try waitUntil("the answer is compared") {
            report = try host.run("shadow", "shop").output
            return report.contains("  differing 1 (100 %)\n")
        }
        let lines = report.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(
            lines.suffix(2).map(String.init) == [
                "PLACE   ANSWERS  SHARE  LIVE  CANDIDATE", "status  1        100 %  201   202",
            ])
        let places = try #require(try host.object("shadow", "shop")["differences"] as? [[String: Any]])
        #expect(places.map { $0["place"] as? String } == ["status"])

        let ended = try host.run("shadow", "shop", "--stop")
        #expect(ended.output.hasPrefix("shop: no requests are mirrored to v2 any more; what was seen:\n"))
        #expect(ended.output.contains("status  1"))
        #expect(try host.run("shadow", "shop", "--stop").exitCode == 1)
        let live = try host.run("shadow", "shop", "v1")
        #expect(live.exitCode == 1)
        #expect(live.errors.contains("all requests of shop go to v1 already"))
    }

    @Test("a tail shows which requests are copied, and where answers differ")
    func tail() throws {
        let host = try CommandedHost()
        let (good, other) = (try host.module("good", status: 201), try host.module("other", status: 202))
        #expect(try host.run("deploy", good, "--name", "shop").exitCode == 0)
        #expect(try host.run("deploy", other, "--name", "shop", "--no-activate").exitCode == 0)
        #expect(try host.run("shadow", "shop", "v2").exitCode == 0)
        let tail = try host.start("tail", "shop", "--limit", "20", output: "tail")
        try waitUntil("the tail has its lines") {
            _ = try host.server.get("/cart?x=1")
            return !tail.isRunning
        }
        #expect(tail.wait() == 0)
        let lines = try host.folder.text("tail").split(separator: "\n")
        #expect(lines.contains { $0.contains(" shop v1 GET localhost/cart?x=1 201 ") && $0.hasSuffix("  shadow v2") })
        #expect(lines.contains { $0.hasSuffix(" shop v2: its answer to GET /cart differs at status") })
    }

    @Test(
        "mistakes in its options are told before a host is asked",
        arguments: [
            (["../shop"], "is no worker's name"), (["shop", "7"], "\"7\" is no version: write v7"),
            (["shop", "v7", "--share", "0"], "--share is not between 0.01 and 100"),
            (["shop", "v7", "--share", "half"], "half"), (["shop", "v7", "--mode", "ask"], "write block, mock or"),
            (["shop", "v7", "--ignore", "price"], "is no path in a body"),
            (["shop", "v7", "--ignore", "header:a b"], "is no name of a header"),
            (["shop", "--share", "10"], "go with a version"), (["shop", "v7", "--stop"], "--stop stands alone"),
        ])
    func mistakes(_ arguments: [String], _ text: String) throws {
        let command = try Command(arguments: [Repository.binary, "shadow"] + arguments + ["--host", "/nobody.sock"])
        #expect(command.exitCode == 64)
        #expect(command.errors.contains(text), "\(command.errors)")
    }
}
