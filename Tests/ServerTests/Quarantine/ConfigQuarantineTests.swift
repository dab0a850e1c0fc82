import Testing

@testable import Server

@Suite("quarantine and fallback in the configuration")
struct ConfigQuarantineTests {
    private func worker(_ keys: String) throws -> Config.Worker {
        let fixture = try ConfigFixture()
        let text = completeStart + "origins.shop = { url = \"http://127.0.0.1:9000\" }\n[workers.hello]\n"
        return try fixture.parse(text + "path = \"hello.wasm\"\n\(keys)").workers[0]
    }

    /// What is wrong, without the place.
    private func mistakes(_ keys: String) throws -> [String] {
        let fixture = try ConfigFixture()
        let text = completeStart + "origins.shop = { url = \"http://127.0.0.1:9000\" }\n[workers.hello]\n"
        return fixture.mistakes(text + "path = \"hello.wasm\"\n\(keys)").map {
            $0.replacing(/^swiftlet.toml:[0-9]+: workers.hello./, with: "")
        }
    }

    @Test("is on by default, and off with false")
    func standard() throws {
        #expect(try worker("").quarantine == Config.Quarantine())
        #expect(try worker("quarantine = true").quarantine == Config.Quarantine())
        #expect(try worker("quarantine = false").quarantine == nil)
        let fallback = try worker("").fallback
        #expect(fallback.previous && fallback.origin == nil && fallback.originRate == 100)
    }

    @Test("every key is read")
    func keys() throws {
        let worker = try worker(
            """
            quarantine = { failures = "33%", requests = 7, window = "2s", backoff = "3s", backoff_max = "4s", probes = 9 }
            fallback = { previous = false, origin = "shop", origin_rate = 5, respond = { status = 503, body = "no" } }
            """)
        var expected = Config.Quarantine()
        expected.failuresPercent = 33
        expected.requestsMin = 7
        expected.window = .seconds(2)
        expected.backoff = .seconds(3)
        expected.backoffMax = .seconds(4)
        expected.probesMax = 9
        #expect(worker.quarantine == expected)
        #expect(!worker.fallback.previous && worker.fallback.origin == 0 && worker.fallback.originRate == 5)
        guard case .respond(let answer) = worker.fallback.answer else {
            Issue.record("no answer")
            return
        }
        #expect(answer.status == 503 && answer.body == Array("no".utf8))
        guard case .files(_, let isDirectory) = try self.worker("fallback = { files = \"public\" }").fallback.answer
        else {
            Issue.record("no files")
            return
        }
        #expect(isDirectory)
    }

    @Test(
        "what is wrong is said with the key, and what would be right",
        arguments: [
            (
                "quarantine = { failures = \"0%\" }",
                "quarantine.failures: \"0%\" is out of range; write a whole number and %, from \"1%\" to \"100%\""
            ),
            (
                "quarantine = { failures = \"half\" }",
                "quarantine.failures: \"half\" is no share; write a whole number and %, from \"1%\" to \"100%\""
            ),
            (
                "quarantine = { failures = 80 }",
                "quarantine.failures: 80 is an integer; write a whole number and %, from \"1%\" to \"100%\""
            ),
            (
                "quarantine = \"off\"",
                "quarantine: \"off\" is a string; "
                    + "write a table, such as quarantine = { failures = \"80%\" }, or quarantine = false"
            ),
            (
                "quarantine = { backoff = \"1m\", backoff_max = \"5s\" }",
                "quarantine: backoff (1m) is more than backoff_max (5s); lower backoff or raise backoff_max"
            ),
            (
                "quarantine = { probe = 5 }",
                "quarantine.probe: unknown key; did you mean probes? "
                    + "(known here: backoff, backoff_max, failures, probes, requests, window)"
            ),
            (
                "fallback = { origin = \"shp\" }",
                "fallback.origin: no origin is named \"shp\" (there are: shop); did you mean \"shop\"? "
                    + "or add [origins.shp] url = \"http://…\""
            ),
            (
                "fallback = { origin_rate = 0 }",
                "fallback.origin_rate: 0 is out of range; write a whole number from 1 to 1000000"
            ),
            (
                "fallback = { respond = {}, files = \"public\" }",
                "fallback.files: respond answers already; remove one of them"
            ),
            (
                "fallback = { files = \"nowhere\" }",
                "fallback.files: there is no \"DIR/nowhere\"; "
                    + "name one (relative paths start at the directory of this file)"
            ),
            (
                "quarantine = false\nfallback = { origin = \"shop\" }",
                "fallback: is never used: quarantine is false; remove fallback, or quarantine = false"
            ),
        ])
    func wrong(_ keys: String, _ expected: String) throws {
        #expect(try mistakes(keys) == [expected])
    }
}
