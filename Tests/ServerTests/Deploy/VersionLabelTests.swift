import Admin
import Foundation
import Testing

@testable import Server

@Suite("How lines, metrics and lists name versions, and say that one is out", .serialized)
struct VersionLabelTests {
    private static let quarantine = "quarantine = { requests = 10, backoff = \"10s\", probes = 2 }"

    /// Until one is not a 500: its version is out.
    private func failUntilOut(_ host: DeployingServer) throws -> (status: Int, head: String, body: String) {
        for _ in 0..<40 {
            let answer = try host.get()
            if answer.status != 500 { return answer }
        }
        return (500, "", "")
    }

    /// As soon as there is one that has these texts.
    private func line(of log: KeptLog, _ texts: String...) throws -> String {
        for _ in 0..<500 {
            if let found = log.lines.first(where: { line in texts.allSatisfy { line.contains($0) } }) { return found }
            usleep(10_000)
        }
        let none: String? = nil
        return try #require(none, "no line with \(texts): \(log.lines)")
    }

    @Test("a fault's line, a quarantine's and who answers meanwhile: worker@vN")
    func lines() throws {
        let log = KeptLog()
        let host = try DeployingServer(worker: Self.quarantine, logger: log.logger)
        defer { host.server.stop() }
        #expect(try host.get().body == "version 1")
        try host.deploy(host.bundle(fetch: "unreachable"))
        #expect(try failUntilOut(host).body == "version 1")
        #expect(try line(of: log, "cause=trap").hasPrefix("worker one@v2: trap: "))
        let out = try line(of: log, ": quarantined for ")
        #expect(out.hasPrefix("worker one@v2: "))
        #expect(out.contains("meanwhile answers: its previous version v1, then "))
        let step = try host.admin.explain(.with { $0.url = "/" }).steps.first { $0.what == "quarantine" }
        #expect(try #require(step).why.contains("its previous version v1, then "))
    }

    @Test("a host that keeps no versions names them by their hash")
    func noVersions() throws {
        let log = KeptLog()
        let server = try LiveServer(answering: "first", logger: log.logger)
        defer { server.stop() }
        let version = try server.control.replace(worker: 0, module: server.module(fetch: "unreachable", "bad")).version
        #expect(try LiveServer.Client(server).get().status == 500)
        #expect(try line(of: log, "cause=trap").hasPrefix("worker one@\(version): trap: "))
    }

    @Test("worker_info has the version and the first digits of its module's hash")
    func metrics() throws {
        let host = try DeployingServer(routes: "{ match = \"*/metrics\", metrics = true },")
        defer { host.server.stop() }
        let version = try host.deploy(host.bundle(answering: "version 2")).version
        let labels = ["worker": "one", "version": "v2", "module": String(version.moduleSHA256.prefix(12))]
        #expect(try Exposition(host.get("/metrics").body).value("swiftlet_worker_info", labels) == 1)
    }

    @Test("status, lists and details say which version is out, and since when")
    func quarantined() throws {
        let host = try DeployingServer(worker: Self.quarantine)
        defer { host.server.stop() }
        #expect(try host.get().status == 200)
        let began = Int(Date().timeIntervalSince1970)
        try host.deploy(host.bundle(fetch: "unreachable"))
        #expect(try host.admin.status().quarantined.isEmpty)
        #expect(try host.admin.version(VersionID(2), of: "one").quarantinedAt == nil)
        _ = try failUntilOut(host)
        let out = try #require(try host.admin.status().quarantined.first)
        #expect(out.worker == "one" && out.version == VersionID(2))
        #expect(out.since >= began && out.since <= Int(Date().timeIntervalSince1970))
        #expect(try host.admin.workers().workers.first?.quarantined == [out])
        let detail = try host.admin.worker("one")
        #expect(detail.summary.quarantined == [out])
        #expect(detail.liveVersions.first?.quarantinedAt == out.since)
        try host.deploy(host.bundle(answering: "mended"))
        #expect(try host.admin.status().quarantined.isEmpty)
    }

    @Test("one that never answered without a fault answers for nobody")
    func previousIsGood() throws {
        let host = try DeployingServer(worker: Self.quarantine)
        defer { host.server.stop() }
        for text in ["bad", "worse"] { try host.deploy(host.bundle(fetch: "unreachable", answering: text)) }
        for _ in 0..<40 where try host.admin.status().quarantined.isEmpty { #expect(try host.get().status == 500) }
        #expect(try host.get().status == 503)
    }

    @Test("a preview host without a name is nobody's")
    func emptyName() throws {
        let host = try DeployingServer(deploy: "preview = \"preview.example.com\"")
        defer { host.server.stop() }
        let client = try LiveServer.Client(host.server)
        #expect(client.get(host: "v1.one.preview.example.com").body == "version 1")
        #expect(client.get(host: "v1..preview.example.com").status == 404)
    }
}
