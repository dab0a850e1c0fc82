import Admin
import Foundation
import Glibc
import Testing

@testable import Server

@Suite("Shadow traffic, as monitoring and explain show it", .serialized)
struct ShadowSightTests {
    @Test("is counted by worker and version, what is dropped by cause, and takes its series along")
    func metrics() throws {
        let host = try DeployingServer(routes: "{ match = \"*/metrics\", metrics = true },")
        defer { host.server.stop() }
        func seen() throws -> Exposition { try Exposition(host.get("/metrics").body) }
        #expect(try seen().families["swiftlet_shadow_mirrored_total"] == nil)
        try host.deploy(ShadowGuest.answer("new").module(1), activate: false)
        _ = try host.admin.setShadow(of: "one", .with { $0.candidate = VersionID(2) })
        let labels = ["worker": "one", "version": "v2"]
        #expect(try seen().value("swiftlet_shadow_mirrored_total", labels) == 0)
        for _ in 0..<2 { #expect(try host.get().status == 200) }
        let body = String(repeating: "x", count: Config.ShadowLimits().requestBodyBytesMax + 1)
        let client = try LiveServer.Client(host.server)
        #expect(client.get("/", "Content-Length: \(body.utf8.count)\r\n", method: "POST", body: body).status == 200)
        for _ in 0..<500 where try host.admin.shadow(of: "one").compared < 2 { usleep(10_000) }
        let counted = try seen()
        for name in ["mirrored", "compared", "differing"] {
            #expect(counted.value("swiftlet_shadow_\(name)_total", labels) == 2, "\(name)")
        }
        #expect(counted.value("swiftlet_shadow_failed_total", labels) == 0)
        let dropped = try #require(counted.families["swiftlet_shadow_dropped_total"]).samples
        #expect(dropped.map { $0.labels["cause"] } == ShadowDrop.allCases.map(\.rawValue))
        #expect(dropped.filter { $0.value > 0 }.map { $0.labels["cause"] } == ["request_bytes"])
        _ = try host.admin.endShadow(of: "one")
        #expect(try seen().families.keys.filter { $0.hasPrefix("swiftlet_shadow") } == [])
    }

    @Test("is explained of requests that are copied, and of no others")
    func explain() throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        func step() throws -> ExplanationStep? {
            try host.admin.explain(.with { $0.url = "/" }).steps.first { $0.what == "shadow" }
        }
        try host.deploy(ShadowGuest.answer("new").module(1), activate: false)
        #expect(try step() == nil)
        _ = try host.admin.setShadow(
            of: "one",
            .with { request in
                request.candidate = VersionID(2)
                request.share = 12.5
            })
        let told = try #require(try step())
        #expect(told.value == "v2")
        #expect(told.why == "it gets copies of 12.5 % of such requests, in mode block; nobody gets its answers")
        // Those that the candidate answers are not copied to it.
        _ = try host.admin.setRollout(
            of: "one",
            .weights(Weights([.init(VersionID(1), hundredths: 5_000), .init(VersionID(2), hundredths: 5_000)])))
        var answered: Set<VersionID> = []
        for last in 1..<250 where answered.count < 2 {
            let explanation = try host.admin.explain(
                .with { request in
                    request.url = "/"
                    request.address = "203.0.113.\(last)"
                })
            let version = try #require(explanation.version)
            answered.insert(version)
            #expect(explanation.steps.contains { $0.what == "shadow" } == (version == VersionID(1)))
        }
        #expect(answered.count == 2)
    }
}
