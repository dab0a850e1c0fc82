import Foundation
import Testing

@Suite("A first version that was not activated")
struct WaitingVersionTests {
    private func host() throws -> DeployingServer {
        try DeployingServer(.init(deploy: "preview = \"preview.test\"\nworkers = 1"))
    }

    @Test(
        "it is listed, looked at by its preview, promoted and deleted, whether the file names its worker or not",
        arguments: ["shop", "other"])
    func promoted(name: String) throws {
        let host = try host()
        #expect(try host.admin.deploy(name, Guest.saying("first"), query: "?activate=false").status == 201)
        for _ in 0..<2 {
            let listed = try host.admin.get("/v1/workers").json["workers"].elements
            #expect(listed.first { $0["name"].text == name }?["latest"].text == "v1")
            #expect(try host.admin.get("/v1/status").json["waiting"].elements.compactMap(\.text).contains(name))
            #expect(try host.get(host: "v1.\(name).preview.test").text == "first")
            #expect(try host.get(host: "\(name).preview.test").status == 503)
            let why = try host.admin.send("POST", "/v1/explain", "{\"url\":\"http://v1.\(name).preview.test/\"}")
            #expect(why.json["version"].text == "v1", "\(why.text)")
            let refused = try host.admin.send("POST", "/v1/workers/\(name)/rollback", "{}")
            #expect(refused.code == "no_version" && refused.text.contains("swiftlet promote \(name) v1"))
            try host.restart()
        }
        let promoted = try host.admin.send("POST", "/v1/workers/\(name)/promote", "{}")
        #expect(promoted.status == 200, "\(promoted.text)")
        #expect(try host.get(host: "\(name).preview.test").text == "first")
    }

    @Test("one that is deleted gives its place back, and a share makes one answer")
    func deleted() throws {
        let host = try host()
        #expect(try host.admin.deploy("other", Guest.saying("first"), query: "?activate=false").status == 201)
        #expect(try host.admin.deploy("third", Guest.saying("third")).code == "no_place")
        #expect(try host.admin.call("DELETE", "/v1/workers/other").status == 200)
        #expect(try host.admin.get("/v1/workers/other").status == 404)
        #expect(try host.get(host: "v1..preview.test").status == 404)
        #expect(try host.admin.deploy("third", Guest.saying("third"), query: "?activate=false").status == 201)
        #expect(try host.admin.share("third", "{\"v1\":100}").status == 200)
        #expect(try host.get(host: "third.preview.test").text == "third")
    }

    @Test("a preview of a version with a number that none can have is nobody's, for who explains it too")
    func number() throws {
        let host = try host()
        #expect(try host.admin.deploy("shop", Guest.saying("first")).status == 201)
        let name = "v99999999999.shop.preview.test"
        #expect(try host.get(host: name).status == 404)
        let why = try host.admin.send("POST", "/v1/explain", "{\"url\":\"http://\(name)/\"}")
        #expect(why.json["status"].number == 404, "\(why.text)")
        #expect(try host.get().text == "first")
    }
}
