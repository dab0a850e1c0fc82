import Foundation
import Glibc
import Testing

@Suite("Deployments that cannot be: one clear error, and nothing changed")
struct DeployRefusalTests {
    /// A host with a version that answers `one`, and the means to see that nothing changed.
    private func host(_ settings: DeployingServer.Settings = .init()) throws -> DeployingServer {
        let host = try DeployingServer(settings)
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        return host
    }

    private func expectUnchanged(_ host: DeployingServer) throws {
        #expect(try host.get().text == "one")
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 1)
        let kept = try FileManager.default.contentsOfDirectory(atPath: host.store.appending(path: "modules").path())
        #expect(kept.count == 1, "no module is left behind: \(kept)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: host.store.appending(path: "tmp").path()) == [])
        // The next one goes well.
        #expect(try host.admin.deploy("shop", Guest.saying("two")).json["version"]["version"].text == "v2")
        #expect(try host.get().text == "two")
    }

    @Test("bytes that are no module, half a module, and one that speaks no ABI are named as what they are")
    func noModule() throws {
        let host = try host()
        let module = try Guest.saying("two")
        let empty: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
        for bytes in [Array("<html>".utf8), Array(module.prefix(module.count / 2)), empty] {
            let answer = try host.admin.deploy("shop", bytes)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.json["step"].text == "verify")
            #expect(answer.json["remedy"].text?.isEmpty == false)
        }
        #expect(try host.admin.deploy("shop", []).status >= 400)
        try expectUnchanged(host)
    }

    @Test("a worker whose init() traps is refused at that step, with the reason")
    func trappingInit() throws {
        let host = try host()
        let folder = try TemporaryFolder()
        let program = """
            #include "worker_abi.h"
            static uint8_t area[40000] __attribute__((aligned(8)));
            uint32_t swiftlet_abi_version(void) { return SWIFTLET_ABI_VERSION; }
            void swiftlet_init(void) { __builtin_trap(); }
            uint32_t swiftlet_request_area(uint32_t capacity) { return capacity <= sizeof area ? (uint32_t)area : 0; }
            uint32_t swiftlet_fetch(void) { return 0; }
            """
        let source = try folder.write("init.c", program.utf8)
        try CModule.compile(source, to: folder.path("init.wasm"), "-O1")
        let answer = try host.admin.deploy("shop", Array(try Data(contentsOf: folder.url.appending(path: "init.wasm"))))
        #expect(answer.status == 422)
        #expect(answer.json["step"].text == "initialise", "\(answer.text)")
        try expectUnchanged(host)
    }

    @Test("a bundle that is too large is refused by its length, before it was sent")
    func tooLarge() throws {
        let host = try host(.init(deploy: "module_bytes = \"64KiB\""))
        let client = RawClient(over: try .connect(path: host.admin.path))
        try client.send(
            "POST /v1/workers/shop/versions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/wasm\r\n"
                + "Content-Length: 65537\r\n\r\n")
        let response = try client.response()
        #expect(response.status == 413)
        #expect(response.text.contains("module_bytes"), "\(response.text)")
        try expectUnchanged(host)
    }

    @Test("an upload that breaks off, and one with another hash than it says, deploy nothing")
    func truncated() throws {
        let host = try host()
        let module = try Guest.saying("two")
        let client = RawClient(over: try .connect(path: host.admin.path))
        try client.send(
            "POST /v1/workers/shop/versions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/wasm\r\n"
                + "Content-Length: \(module.count)\r\n\r\n")
        try client.send(Array(module.dropLast(10)))
        client.close()

        let digest = "Content-Digest: sha-256=:\(Data(repeating: 0, count: 32).base64EncodedString()):\r\n"
        let answer = try host.admin.deploy("shop", module, fields: digest)
        #expect(answer.status == 400)
        #expect(answer.code == "digest_mismatch")
        #expect(answer.json["step"].text == "receive")
        try expectUnchanged(host)
    }

    @Test(
        "a name that leads out of the store, or is none, is refused",
        arguments: [
            "..%2F..%2Fetc", "..", "a%2Fb", "%2e%2e", "a%00b", "white%20space", String(repeating: "a", count: 65),
        ])
    func names(name: String) throws {
        let host = try host()
        let answer = try host.admin.deploy(name, Guest.saying("two"))
        #expect([400, 404, 422].contains(answer.status), "\(answer.text)")
        let names = try FileManager.default.contentsOfDirectory(atPath: host.store.appending(path: "workers").path())
        #expect(names == ["shop"])
        try expectUnchanged(host)
    }

    @Test("a version whose origin the configuration does not name any more answers 503 and says why")
    func unknownBinding() throws {
        let folder = try TemporaryFolder()
        let origin = try ScriptedOrigin { try $0.respond() }
        let host = try DeployingServer(
            .init(worker: "origins = [\"origin\"]", sections: origin.section("origin")), folder: folder)
        #expect(try host.admin.deploy("shop", Guest.asking(saying: "one")).status == 201)
        #expect(try host.get().text == "one")
        host.stop()
        let other = try DeployingServer(.init(), folder: folderWithoutLog(folder))
        #expect(try other.get().status == 503)
        let detail = try other.admin.get("/v1/workers/shop").text
        #expect(detail.contains("no origin is named"), "\(detail)")
        // A deployment with what there is brings it back.
        #expect(try other.admin.deploy("shop", Guest.saying("two")).status == 201)
        #expect(try other.get().text == "two")
        let refused = try other.admin.send("POST", "/v1/workers/shop/rollback", "{\"version\":\"v1\"}")
        #expect(refused.status == 422)
        #expect(refused.code == "unknown_binding")
        #expect(try other.get().text == "two")
    }

    private func folderWithoutLog(_ folder: TemporaryFolder) throws -> TemporaryFolder {
        try FileManager.default.removeItem(atPath: folder.path("output.log"))
        return folder
    }

    @Test("while the host ends a deployment is refused, and what is under way is whole or not at all")
    func duringShutdown() throws {
        let busy = try RequestUnderWay()
        let host = busy.host
        let idle = try RawClient(host.server, .cleartext)
        host.server.signal(SIGTERM)
        #expect(try idle.isClosedByPeer())
        // It may be refused a connection; never taken.
        if let answer = try? host.admin.deploy("shop", Guest.saying("two")) {
            #expect(answer.status == 503, "\(answer.text)")
            #expect(answer.json["remedy"].text?.isEmpty == false)
        }
        busy.gate.open()
        #expect(try busy.client.response().text == "one")
        #expect(host.server.exitCode() == 0)
        try host.startAgain()
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 1)
    }

    @Test("a full disk fails the deployment at the step that writes, says so, and the worker goes on")
    func fullDisk() throws {
        // No file may become larger than this: what would be written beyond fails as on a full disk.
        let host = try host(.init(launcher: ["sh", "-c", "ulimit -f 64; exec \"$0\" \"$@\""]))
        let module = try Guest.saying("two")
        let large = module + Guest.customSection("filler", [UInt8](repeating: 7, count: 100_000))
        let answer = try host.admin.deploy("shop", large)
        #expect(answer.status == 507, "\(answer.text)")
        #expect(answer.json["remedy"].text?.isEmpty == false)
        #expect(host.server.isRunning)
        try expectUnchanged(host)
    }
}
