import Foundation
import Glibc
import Testing

@Suite("A store that was damaged while nobody looked")
struct StoreDamageTests {
    /// Stopped, with two versions of which the second is live.
    private func stopped() throws -> DeployingServer {
        let host = try DeployingServer()
        for words in ["one", "two"] { #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201) }
        host.stop()
        return host
    }

    private func module(_ host: DeployingServer, _ version: Int) throws -> URL {
        let file = host.store.appending(path: "workers/shop/versions/\(version).json")
        let json = try JSON(String(decoding: Data(contentsOf: file), as: UTF8.self))
        let digest = try #require(json["version"]["module"].text)
        return host.store.appending(path: "modules/\(digest).wasm")
    }

    @Test("a module that is not what it was is put aside, the version before answers, and status says so")
    func module() throws {
        let host = try stopped()
        let file = try module(host, 2)
        var bytes = [UInt8](try Data(contentsOf: file))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: file)
        try host.startAgain()
        #expect(try host.get().text == "one")
        let status = try host.admin.get("/v1/status").text + host.admin.get("/v1/workers/shop").text
        #expect(status.contains("its content is not what its name says"), "\(status)")
        #expect(host.server.output.contains("its content is not what its name says"))
        let aside = host.store.appending(path: "quarantine").path()
        #expect(try FileManager.default.contentsOfDirectory(atPath: aside).isEmpty == false)
        // Until somebody has seen to it.
        try host.restart()
        #expect(try host.admin.get("/v1/status").json["store"]["repairs"].elements.count == 1)
        #expect(try host.admin.deploy("shop", Guest.saying("two")).json["version"]["version"].text == "v3")
        #expect(try host.get().text == "two")
    }

    @Test(
        "a state that cannot be read is put aside, and what was live is found all the same",
        arguments: ["", "{", "rubbish"])
    func state(text: String) throws {
        let host = try stopped()
        try host.folder.write("store/workers/shop/state.json", text.utf8)
        try host.startAgain()
        #expect(try host.get().text == "two")
        #expect(host.server.output.contains("state.json"), "\(host.server.output)")
        #expect(try host.admin.deploy("shop", Guest.saying("three")).json["version"]["version"].text == "v3")
    }

    @Test("a version's file that cannot be read is put aside, and its number is not used again")
    func version() throws {
        let host = try stopped()
        try host.folder.write("store/workers/shop/versions/2.json", "{}".utf8)
        try host.startAgain()
        #expect(try host.get().text == "one")
        #expect(host.server.output.contains("versions/2.json"), "\(host.server.output)")
        #expect(try host.admin.deploy("shop", Guest.saying("three")).json["version"]["version"].text == "v3")
    }

    @Test("a second host is refused the store, and told who has it; one that was killed leaves nothing in the way")
    func held() throws {
        let host = try DeployingServer()
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        let folder = try TemporaryFolder()
        let text = """
            cache = "\(Repository.moduleCache)"
            [admin]
            socket = "admin.sock"
            [deploy]
            store = "\(host.store.path())"
            [[listeners]]
            address = "127.0.0.1:0"
            cleartext = true
            \(Routes.fixed)
            """
        let file = try folder.write("swiftlet.toml", text.utf8)
        let second = try Command(Repository.binary, "serve", "--config", file)
        #expect(second.exitCode != 0)
        #expect(second.errors.contains("\(host.server.processID)"), "\(second.everything)")
        try host.restart(SIGKILL)
        #expect(try host.get().text == "one")
    }

    @Test("a module that was damaged while the host runs is found when it is wanted; what is live goes on")
    func whileRunning() throws {
        let host = try DeployingServer(.init(deploy: "previews = 0"))
        for words in ["one", "two", "three"] {
            #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201)
        }
        try Data("rubbish".utf8).write(to: try module(host, 1))
        let refused = try host.admin.send("POST", "/v1/workers/shop/promote", "{\"version\":\"v1\"}")
        #expect(refused.status == 500)
        #expect(refused.code == "corrupt")
        #expect(try host.admin.get("/v1/status").text.contains("its content is not what its name says"))
        #expect(try host.get().text == "three")
        #expect(try host.admin.send("POST", "/v1/workers/shop/rollback", "{}").status == 200)
        #expect(try host.get().text == "two")
        #expect(try host.admin.deploy("shop", Guest.saying("one")).json["version"]["version"].text == "v4")
        #expect(try host.get().text == "one")
    }

    @Test("compiled code that is not what it was is made anew")
    func compiled() throws {
        let cache = try TemporaryFolder()
        let host = try DeployingServer(.init(cache: cache.path("modules")))
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        host.stop()
        let files = try #require(FileManager.default.enumerator(atPath: cache.path("modules")))
        for case let name as String in files where !name.hasSuffix("/") {
            let file = cache.url.appending(path: "modules/\(name)")
            guard var bytes = try? [UInt8](Data(contentsOf: file)), bytes.count > 100 else { continue }
            bytes[bytes.count / 2] ^= 0xFF
            try Data(bytes).write(to: file)
        }
        try host.startAgain()
        #expect(try host.get().text == "one")
    }
}
