import Foundation
import Testing

@testable import Isolate
@testable import Server

@Suite("The version before, as a fallback for the one that has replaced it", .serialized)
struct PreviousVersionTests {
    private static let quarantine =
        "quarantine = { requests = 10, backoff = \"10s\", probes = 2 }"
    private static let metrics = "{ match = \"*/metrics\", metrics = true },"

    private func server(_ keys: String = quarantine) throws -> LiveServer {
        try LiveServer(answering: "first", worker: keys, routes: Self.metrics)
    }

    /// Requests on new connections, so that each loop gets some, until one is not a 500.
    private func failUntilOut(_ server: LiveServer) throws -> (status: Int, head: String, body: String) {
        for _ in 0..<40 {
            let answer = try LiveServer.Client(server).get()
            if answer.status != 500 { return answer }
        }
        return (500, "", "")
    }

    @Test("answers when the new one fails, on every loop, and is counted")
    func answers() throws {
        let server = try server()
        defer { server.stop() }
        #expect(try LiveServer.Client(server).get().body == "first")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad"))
        #expect(try failUntilOut(server).body == "first")
        // The backoff goes on while it fails: most of these are answered by the first version.
        let bodies = try (0..<20).map { _ in try LiveServer.Client(server).get() }
        #expect(bodies.filter { $0.body == "first" }.count >= 15)
        let seen = try Exposition(LiveServer.Client(server).get("/metrics").body)
        #expect(seen.value("swiftlet_worker_quarantined", ["worker": "one"]) == 1)
        #expect(try #require(seen.value("swiftlet_worker_quarantines_total", ["worker": "one"])) >= 1)
        #expect(
            try #require(seen.value("swiftlet_worker_fallbacks_total", ["worker": "one", "by": "previous"])) >= 16)
    }

    @Test("a third version that fails too falls back on the first: the second was never good")
    func third() throws {
        let server = try server()
        defer { server.stop() }
        #expect(try LiveServer.Client(server).get().body == "first")
        for name in ["bad", "worse"] {
            _ = try server.control.replace(
                worker: 0, module: server.module(fetch: "unreachable", answering: name, name))
            #expect(try failUntilOut(server).body == "first")
        }
    }

    @Test("one that never answered is no fallback, nor is one that the configuration does not want")
    func none() throws {
        for (keys, asks) in [(Self.quarantine, false), (Self.quarantine + ", fallback = { previous = false }", true)] {
            let server = try server(keys)
            defer { server.stop() }
            if asks { #expect(try LiveServer.Client(server).get().body == "first") }
            _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad"))
            let answer = try failUntilOut(server)
            #expect(answer.status == 503)
            #expect(answer.head.contains("Retry-After: "))
        }
    }

    @Test("a mended version is served at once, whatever the one before did")
    func mended() throws {
        let server = try server()
        defer { server.stop() }
        #expect(try LiveServer.Client(server).get().body == "first")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad"))
        #expect(try failUntilOut(server).body == "first")
        _ = try server.control.replace(worker: 0, module: server.module(answering: "mended", "mended"))
        for _ in 0..<8 { #expect(try LiveServer.Client(server).get().body == "mended") }
        let seen = try Exposition(LiveServer.Client(server).get("/metrics").body)
        #expect(seen.value("swiftlet_worker_quarantined", ["worker": "one"]) == 0)
    }

    @Test("in development too")
    func development() throws {
        let server = try LiveServer(
            answering: "first", worker: Self.quarantine, development: Development(symbolizer: nil) { _ in })
        defer { server.stop() }
        #expect(try LiveServer.Client(server).get().body == "first")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad"))
        #expect(try failUntilOut(server).body == "first")
    }

    @Test("quarantine = false: every request goes to the version, however it fails")
    func off() throws {
        let server = try server("quarantine = false")
        defer { server.stop() }
        #expect(try LiveServer.Client(server).get().body == "first")
        _ = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad"))
        for _ in 0..<100 { #expect(try LiveServer.Client(server).get().status == 500) }
    }
}
