import Foundation
import Testing

@Suite("A worker that fails nearly every request is taken out, and comes back by itself")
struct QuarantineTests {
    /// The worker of Tests/Fixtures/sins, taken out after ten failures.
    private func server(
        _ quarantine: String = "backoff = \"30s\", probes = 2", fallback: String = "", limits: String = "",
        sections: String = "", folder: TemporaryFolder? = nil
    ) throws -> RunningServer {
        let settings = """
            quarantine = { requests = 10, \(quarantine) }
            fallback = { \(fallback) }
            limits = { memory = "4MiB"\(limits) }
            """
        let inside = """
            [[routes]]
            match = "*/metrics"
            metrics = true

            """
        return try RunningServer(
            sections + Routes.worker("sins", settings: settings) + inside, settings: "threads = 2", folder: folder)
    }

    private func takeOut(_ server: RunningServer, _ sin: String = "out-of-range") throws {
        for _ in 0..<10 { #expect(try server.get("/sins/\(sin)").status == 500) }
        try server.waitUntilPrinted("quarantined for")
    }

    private func line(_ server: RunningServer, _ text: String) throws -> Substring {
        try #require(server.output.split(separator: "\n").first { $0.contains(text) })
    }

    private func metric(_ server: RunningServer, _ name: String) throws -> String? {
        try server.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix(name) }
            .flatMap { $0.split(separator: " ").last }.map(String.init)
    }

    @Test("its requests get 503 and Retry-After; tried with success it is back, and the log says all that")
    func goesAndComes() throws {
        let server = try server("backoff = \"3s\", probes = 2")
        try takeOut(server)
        let refused = try server.get("/sins/none")
        #expect(refused.status == 503)
        #expect(1...3 ~= refused["Retry-After"].flatMap { Int($0) } ?? 0)
        #expect(try metric(server, "swiftlet_worker_quarantined{") == "1")
        try waitUntil("it is tried again") { try server.get("/sins/none").status == 200 }
        #expect(try server.get("/sins/none").text == "innocent\n")
        try server.waitUntilPrinted("back from quarantine")
        #expect(try server.get("/sins/none").text == "innocent\n")
        #expect(try metric(server, "swiftlet_worker_quarantined{") == "0")
        #expect(try metric(server, "swiftlet_worker_quarantines_total{") == "1")
        let out = try line(server, "quarantined for")
        for text in [
            "worker sins@", "quarantined for 3s", "10 of 10 requests failed within 10s", "trap",
            "meanwhile answers: 503", "workers.sins.quarantine (failures = \"80%\", requests = 10",
            "workers.sins.fallback",
        ] {
            #expect(out.contains(text), "\(text) in \(out)")
        }
        let back = try line(server, "back from quarantine")
        #expect(back.contains("worker sins@") && back.contains("refused=") && !back.contains("refused=0"))
    }

    @Test("a probe that fails takes it out again, for longer")
    func again() throws {
        let server = try server("backoff = \"100ms\", probes = 1")
        try takeOut(server)
        try waitUntil("a probe fails") { try server.get("/sins/out-of-range").status == 500 }
        try server.waitUntilPrinted("quarantined again for 200ms")
        #expect(try line(server, "quarantined again").contains("1 of 1 probes failed (trap)"))
    }

    @Test("good requests among bad ones keep it in")
    func mixed() throws {
        let server = try server()
        for _ in 0..<30 {
            #expect(try server.get("/sins/out-of-range").status == 500)
            #expect(try server.get("/sins/none").status == 200)
        }
        #expect(!server.output.contains("quarantined"))
    }

    @Test("errors that it throws do not count, nor time that passes: an origin may be to blame")
    func thrown() throws {
        let origin = try ScriptedOrigin { $0.waitForTheEnd() }
        let server = try RunningServer(
            origin.section("origin")
                + Routes.worker(
                    "sins",
                    settings: """
                        origins = ["origin"]
                        quarantine = { requests = 5 }
                        limits = { wall = "60ms" }
                        """))
        for _ in 0..<12 { #expect(try server.get("/sins/throw").status == 500) }
        for _ in 0..<12 { #expect(try server.get("/sins/wait").status == 504) }
        #expect(try server.get("/sins/none").status == 200)
        #expect(!server.output.contains("quarantined"))
    }

    @Test("limits count: CPU time, memory, the stack", arguments: ["spin", "grow", "recurse"])
    func limits(_ sin: String) throws {
        let server = try server(limits: ", cpu = \"30ms\"")
        for _ in 0..<10 { #expect(try server.get("/sins/\(sin)").status >= 500) }
        try server.waitUntilPrinted("quarantined for")
        #expect(try server.get("/sins/none").status == 503)
    }

    @Test("fallback.origin gets the request as it is, body included, and no more a second than it may")
    func origin() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "from the origin") }
        let server = try server(
            "backoff = \"1m\"", fallback: "origin = \"shop\", origin_rate = 1", sections: origin.section("shop"))
        try takeOut(server)
        let client = try RawClient(server, .cleartext)
        try client.send("POST /sins/none?a=1 HTTP/1.1\r\nHost: localhost\r\nX-Own: 1\r\nContent-Length: 4\r\n\r\nbody")
        #expect(try client.response().text == "from the origin")
        let request = try #require(origin.requests.first)
        #expect(request.method == "POST" && request.target == "/sins/none?a=1")
        #expect(String(decoding: request.body, as: UTF8.self) == "body")
        #expect(request["X-Own"] == "1")
        // At once: the budget is used up.
        try client.send("GET /sins/none HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let refused = try client.response()
        #expect(refused.status == 503)
        #expect(try #require(refused["Retry-After"].flatMap { Int($0) }) > 30)
        #expect(try line(server, "quarantined for").contains("meanwhile answers: origin shop (1 a second at most"))
        #expect(try metric(server, "swiftlet_worker_fallbacks_total{worker=\"sins\",by=\"origin\"}") == "1")
        #expect(try metric(server, "swiftlet_worker_fallbacks_total{worker=\"sins\",by=\"refused\"}") == "1")
    }

    @Test("fallback.respond answers every method")
    func respond() throws {
        let server = try server(
            "backoff = \"1m\"",
            fallback: "respond = { status = 503, body = \"back soon\\n\", headers = { Retry-After = \"30\" } }")
        try takeOut(server)
        for method in ["GET", "POST"] {
            let client = try RawClient(server, .tls)
            try client.send("\(method) /sins/none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 503 && response.text == "back soon\n" && response["Retry-After"] == "30")
        }
        #expect(try metric(server, "swiftlet_worker_fallbacks_total{worker=\"sins\",by=\"respond\"}") == "2")
    }

    @Test("fallback.files is one file for all paths, or a directory; only read")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("pages/sins/none", "a page of its own".utf8)
        let page = try folder.write("page.html", "<p>back soon</p>".utf8)
        let one = try server("backoff = \"1m\"", fallback: "files = \"\(page)\"", folder: folder)
        try takeOut(one)
        let answer = try one.get("/sins/none?a")
        #expect(answer.status == 200 && answer.text == "<p>back soon</p>")
        #expect(answer["Content-Type"]?.hasPrefix("text/html") == true)
        let many = try server("backoff = \"1m\"", fallback: "files = \"\(folder.path("pages"))\"")
        try takeOut(many)
        #expect(try many.get("/sins/none").text == "a page of its own")
        #expect(try many.get("/sins/other").status == 404)
        let client = try RawClient(many, .cleartext)
        try client.send("POST /sins/none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        #expect(try client.response().status == 503)
    }

    @Test("requests that waited for a place while their worker went out are answered by its fallback too")
    func queued() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { exchange in
            gate.wait()
            try exchange.respond(200, "slow")
        }
        let folder = try TemporaryFolder()
        try folder.write("pages/sins/none", "a page instead".utf8)
        let server = try RunningServer(
            origin.section("origin")
                + Routes.worker(
                    "sins",
                    settings: """
                        origins = ["origin"]
                        limits = { concurrency = 1, queue_wait = "1m" }
                        quarantine = { requests = 10, backoff = "1m" }
                        fallback = { files = "\(folder.path("pages"))" }
                        """) + "[[routes]]\nmatch = \"*/metrics\"\nmetrics = true\n")
        func ask(_ path: String, _ method: String = "GET") throws -> RawClient {
            let client = try RawClient(server, .cleartext)
            try client.send("\(method) /sins/\(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            return client
        }
        let first = try ask("wait")
        try waitUntil("it has its place") { origin.requests.count == 1 }
        let bad = try (0..<10).map { _ in try ask("out-of-range") }
        try waitUntil("they wait") { try metric(server, "swiftlet_worker_queued_total{") == "10" }
        let last = [try ask("%6eone"), try ask("x/../none"), try ask("none", "POST")]
        try waitUntil("so do they") { try metric(server, "swiftlet_worker_queued_total{") == "13" }
        gate.open()
        #expect(try first.response().text == "slow")
        for client in bad { #expect(try client.response().status == 500) }
        // Whatever way the path was written: others came between.
        for client in last[..<2] { #expect(try client.response().text == "a page instead") }
        let refused = try last[2].response()
        #expect(refused.status == 503 && refused.text.contains("fails too often"))
        #expect(try metric(server, "swiftlet_worker_fallbacks_total{worker=\"sins\",by=\"files\"}") == "2")
        #expect(try metric(server, "swiftlet_worker_fallbacks_total{worker=\"sins\",by=\"refused\"}") == "1")
        #expect(try metric(server, "swiftlet_worker_refused_total{worker=\"sins\",cause=\"queue\"}") == "0")
    }

    @Test("a probe whose client leaves makes room for another")
    func abandonedProbe() throws {
        let origin = try ScriptedOrigin { exchange in
            if exchange.request.target == "/slow" { exchange.waitForTheEnd() }
        }
        let server = try RunningServer(
            origin.section("origin")
                + Routes.worker(
                    "sins",
                    settings: """
                        origins = ["origin"]
                        quarantine = { requests = 10, backoff = "100ms", probes = 1 }
                        """))
        try takeOut(server)
        let client = try RawClient(server, .cleartext)
        try waitUntil("a probe waits") {
            if origin.requests.isEmpty {
                try client.send("GET /sins/wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
                usleep(20_000)
            }
            return !origin.requests.isEmpty
        }
        #expect(try server.get("/sins/none").status == 503)
        client.reset()
        try waitUntil("another may try") { try server.get("/sins/none").status == 200 }
        try server.waitUntilPrinted("back from quarantine")
    }
}
