import Admin
import Deploy
import Foundation
import Testing

@testable import Server

@Suite("Smoke requests of a version", .serialized)
struct SmokeRunTests {
    @Test("it answers them, and goes live")
    func good() throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        let result = try host.deploy(
            host.bundle(
                answering: "version 2",
                smoke: [
                    SmokeRequest(path: "/", expect: .init(status: 200, contains: "version 2")),
                    SmokeRequest(method: "POST", path: "/a?b=c", headers: [.init("Host", "shop.example")], body: "x"),
                ]))
        #expect(result.version.version == VersionID(2))
        #expect(result.version.smokeRequests == 2)
        #expect(result.steps.contains { $0.step == .smoke })
        #expect(try host.get().body == "version 2")
    }

    @Test("it answers something else: nothing has changed, and the answer says what was expected and what came")
    func unexpected() throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        let error = try host.refusal(
            of: host.bundle(
                answering: "other",
                smoke: [
                    SmokeRequest(path: "/"), SmokeRequest(path: "/cart", expect: .init(contains: "version 2")),
                ]))
        #expect(error.status == 422)
        #expect(error.code == "smoke_failed")
        #expect(error.step == .smoke)
        #expect(
            error.detail == "smoke request 2, GET /cart: its body does not contain \"version 2\"; "
                + "its body of 5 bytes begins \"other\"")
        #expect(error.remedy?.isEmpty == false)
        #expect(try host.get().body == "version 1")
        #expect(try host.admin.versions(of: "one").versions.map(\.version) == [VersionID(1)])
        let modules = try FileManager.default.contentsOfDirectory(
            atPath: host.server.folder.directory + "/store/modules")
        #expect(modules.count == 1)
    }

    @Test(
        "it fails, or never ends",
        arguments: [
            ("unreachable", "it failed: trap: "),
            ("(loop $again (br $again)) i32.const 1024", "it failed: cpu limit: "),
            ("i32.const -4", "it failed: abi violation: "),
        ])
    func faults(_ fetch: String, _ words: String) throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        let error = try host.refusal(of: host.bundle(fetch: fetch, smoke: [SmokeRequest(path: "/")]))
        #expect(error.detail.hasPrefix("smoke request 1, GET /: " + words), "\(error.detail)")
        #expect(try host.get().body == "version 1")
    }

    @Test("what cannot be asked is told before anything runs")
    func malformed() throws {
        let host = try DeployingServer(
            worker: "limits = {}, origins = [\"shop\"]", sections: "origins.shop = { url = \"http://127.0.0.1:1\" }")
        defer { host.server.stop() }
        let unbound = try host.refusal(
            of: host.bundle(smoke: [SmokeRequest(path: "/", origins: [.init("shop"), .init("api")])]))
        #expect(
            unbound.detail
                == "smoke request 1, GET /: origin api: the worker may not reach it: it has shop")
        let tunnel = try host.refusal(of: host.bundle(smoke: [SmokeRequest(method: "CONNECT", path: "/")]))
        #expect(tunnel.step == .smoke)
        #expect(tunnel.status == 422)
    }

    @Test("one that forwards answers with what stands for its origin, and with anything where nothing is expected")
    func forwards() throws {
        let host = try DeployingServer(
            worker: "limits = {}, origins = [\"shop\"]", sections: "origins.shop = { url = \"http://127.0.0.1:1\" }")
        defer { host.server.stop() }
        let shop = SmokeRequest.Origin("shop", status: 404, headers: [.init("X-Shop", "soap")], body: "none left")
        func request(_ expect: SmokeRequest.Expectation, _ origins: [SmokeRequest.Origin]) -> SmokeRequest {
            SmokeRequest(path: "/soap", expect: expect, origins: origins)
        }
        let refused = try host.refusal(
            of: host.bundle(fetch: DeployingServer.forward, smoke: [request(.init(status: 404), [])]))
        #expect(
            refused.detail == "smoke request 1, GET /soap: it forwards to the origin shop, which has no double: "
                + "what it answers is not known")
        let result = try host.deploy(
            host.bundle(
                fetch: DeployingServer.forward,
                smoke: [
                    request(.init(), []),
                    request(.init(status: 404, headers: [.init("x-shop", "soap")], contains: "left"), [shop]),
                ]))
        #expect(result.version.version == VersionID(2))
    }

    @Test("a new version of the same code is asked the same")
    func rotated() throws {
        let host = try DeployingServer()
        defer { host.server.stop() }
        try host.deploy(host.bundle(answering: "version 2", smoke: [SmokeRequest(path: "/")]))
        let rotation = RotateRequest.with { $0.variables = ["THEME": "dark"] }
        let result = try host.admin.rotate("one", rotation) { _ in }
        #expect(result.steps.contains { $0.step == .smoke })
        #expect(result.version.smokeRequests == 1)
    }
}
