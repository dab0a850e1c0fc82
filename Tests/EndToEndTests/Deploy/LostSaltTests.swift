import Foundation
import Testing

@Suite("What the configuration's version gives way to, and what not")
struct LostSaltTests {
    private func host(_ folder: TemporaryFolder, deploy: String = "") throws -> DeployingServer {
        try folder.write("shop.wasm", Guest.saying("file"))
        try folder.write("token", "secret".utf8)
        let worker = """
            path = "\(folder.path("shop.wasm"))"
            secrets = { TOKEN = { file = "\(folder.path("token"))" } }
            """
        return try DeployingServer(.init(deploy: deploy, worker: worker), folder: folder)
    }

    @Test("a salt that is gone is told, and what was deployed over the configuration's version stays live")
    func salt() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder)
        #expect(try host.admin.deploy("shop", Guest.saying("deployed")).json["version"]["version"].text == "v2")
        host.stop()
        try FileManager.default.removeItem(at: host.store.appending(path: "store.json"))
        try host.startAgain()
        #expect(try host.get().text == "deployed")
        let repairs = try host.admin.get("/v1/status").json["store"]["repairs"].elements.compactMap(\.text)
        #expect(repairs.contains { $0.contains("store.json is made again") }, "\(repairs)")
        try host.restart()
        #expect(try host.get().text == "deployed")
        #expect(try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count == 2)
        // Another module in the file is news, as ever.
        host.stop()
        try folder.write("shop.wasm", Guest.saying("changed"))
        try host.startAgain()
        #expect(try host.get().text == "changed")
    }

    @Test("what was deployed stays live when the configuration's version was collected")
    func collected() throws {
        let folder = try TemporaryFolder()
        let host = try host(folder, deploy: "versions = 2")
        for words in ["two", "three", "four", "five"] {
            #expect(try host.admin.deploy("shop", Guest.saying(words)).status == 201)
        }
        let kept = try host.admin.get("/v1/workers/shop/versions").json["versions"].elements
        #expect(!kept.contains { $0["version"].text == "v1" })
        try host.restart()
        #expect(try host.get().text == "five")
    }
}
