import Foundation
import Glibc
import Testing

@Suite("A host that is killed while it deploys")
struct DeployCrashTests {
    @Test("twenty kills at whatever moment: after each the last confirmed version answers, or the one under way")
    func kills() throws {
        let cache = try TemporaryFolder()
        let host = try DeployingServer(.init(deploy: "versions = 5", cache: cache.path("modules")))
        let modules = try ["one", "two", "three"].map { try Guest.saying($0) }
        #expect(try host.admin.deploy("shop", modules[0]).status == 201)
        var confirmed = (version: 1, words: "one")
        var random = SystemRandomNumberGenerator()
        var count = 1
        for _ in 0..<20 {
            let next = (confirmed.words == "one" ? 1 : confirmed.words == "two" ? 2 : 0)
            let words = ["one", "two", "three"][next]
            count += 1
            let bundle = Guest.variant(count, of: modules[next])
            let admin = host.admin
            let answers = Answers()
            answers.add { (try? admin.deploy("shop", bundle)) ?? .init(status: 0, json: .null, text: "") }
            usleep(UInt32.random(in: 0...120_000, using: &random))
            host.stop(SIGKILL)
            try answers.wait()
            let wasConfirmed = answers.all[0].status == 201
            try host.startAgain()

            let answer = try host.get()
            #expect(answer.status == 200)
            let live = try #require(host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text)
            if wasConfirmed {
                #expect(answer.text == words, "what was confirmed is gone")
            } else {
                #expect([words, confirmed.words].contains(answer.text))
            }
            let number = try #require(Int(live.dropFirst()))
            #expect(answer.text == words ? number > confirmed.version : number == confirmed.version)
            confirmed = (number, answer.text)
            // Nothing was found to be damaged.
            let names = try FileManager.default.contentsOfDirectory(
                atPath: host.store.appending(path: "quarantine").path())
            #expect(names == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: host.store.appending(path: "tmp").path()) == [])
        }
        // Every version that is listed can be had.
        for version in try host.admin.get("/v1/workers/shop/versions").json["versions"].elements {
            let name = try #require(version["version"].text)
            let answer = try host.admin.send("POST", "/v1/workers/shop/promote", "{\"version\":\"\(name)\"}")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try host.get().status == 200)
        }
    }
}
