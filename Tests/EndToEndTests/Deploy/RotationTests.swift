import Foundation
import Testing

@Suite("Variables that are changed without a build")
struct RotationTests {
    private func rotate(_ host: DeployingServer, _ variables: String) throws -> AdminAPI.Answer {
        try host.admin.send("POST", "/v1/workers/shop/rotate", "{\"variables\":\(variables)}")
    }

    private func count(_ host: DeployingServer) throws -> Int {
        try host.admin.get("/v1/workers/shop/versions").json["versions"].elements.count
    }

    @Test("what changes nothing makes no version, and what is not there is not taken away")
    func nothing() throws {
        let host = try DeployingServer()
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        #expect(try rotate(host, "{\"SALE\":\"on\",\"LIMIT\":\"2\"}").json["version"]["version"].text == "v2")
        let again = try rotate(host, "{\"SALE\":\"on\"}")
        #expect(again.json["unchanged"].bool == true, "\(again.text)")
        #expect(again.json["activated"].bool == true)
        #expect(again.json["version"]["version"].text == "v2")
        let missing = try rotate(host, "{\"SAIL\":null}")
        #expect(missing.code == "unknown_variable")
        #expect(missing.json["detail"].text?.contains("(it has LIMIT, SALE)") == true, "\(missing.text)")
        #expect(try count(host) == 2)
        #expect(try rotate(host, "{\"SALE\":null}").json["version"]["variables"]["LIMIT"].text == "2")
    }

    @Test("a deployment says which rotated variables it has not, and how they are kept")
    func lost() throws {
        let host = try DeployingServer(.init(worker: "env = { THEME = \"dark\" }"))
        #expect(try host.admin.deploy("shop", Guest.saying("one")).json["notes"].elements.isEmpty)
        _ = try rotate(host, "{\"SALE\":\"on\"}")
        let note = try host.admin.deploy("shop", Guest.saying("two")).json["notes"][0].text ?? ""
        #expect(note.contains("v3 has not the values that v2 had of SALE: "), "\(note)")
        #expect(note.contains("[workers.shop] env") && note.contains("swiftlet rotate shop SALE="))
        #expect(try host.admin.deploy("shop", Guest.saying("three")).json["notes"].elements.isEmpty)
    }

    @Test("no more variables are taken than the next start reads, and no names that the file could not have")
    func limits() throws {
        let host = try DeployingServer()
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        func names(_ range: Range<Int>) -> String {
            "{" + range.map { "\"\(String(repeating: "N", count: 50))\($0)\":\"x\"" }.joined(separator: ",") + "}"
        }
        let most = try rotate(host, names(0..<1000))
        #expect(200...201 ~= most.status, "\(most.text)")
        #expect(most.json["version"]["provenance"]["message"].text?.hasSuffix(" and 990 more") == true)
        let tooMany = try rotate(host, names(1000..<1025))
        #expect(tooMany.status == 413)
        #expect(tooMany.json["step"].text == "verify")
        #expect(tooMany.json["detail"].text == "a version would have 1025 variables of 1024")
        let steering = try rotate(host, "{\"A\\u001b[2J\":\"x\"}")
        #expect(steering.status == 422)
        #expect(steering.json["detail"].text == "\"A\\u{1b}[2J\" is no name of a variable")
        try host.restart()
        #expect(try host.admin.get("/v1/workers/shop").json["summary"]["baseline"].text == "v2")
        #expect(try host.admin.get("/v1/status").json["store"]["repairs"].elements.isEmpty)
    }

    @Test("during a guarded rollout a deployment is refused before anything is compiled")
    func duringRollout() throws {
        let host = try DeployingServer()
        #expect(try host.admin.deploy("shop", Guest.saying("one")).status == 201)
        #expect(try host.admin.deploy("shop", Guest.saying("two"), query: "?activate=false").status == 201)
        let begun = try host.admin.send(
            "PUT", "/v1/workers/shop/rollout", "{\"candidate\":\"v2\",\"steps\":[10,100],\"every_ms\":3600000}")
        #expect(begun.status == 200, "\(begun.text)")
        for refused in [
            try host.admin.deploy("shop", Guest.saying("three")), try rotate(host, "{\"SALE\":\"on\"}"),
        ] {
            #expect(refused.code == "rollout_running")
            #expect(refused.json["step"].text == "verify")
            #expect(refused.json["remedy"].text?.contains("--no-activate") == true)
        }
        #expect(try count(host) == 2)
        #expect(try host.admin.deploy("shop", Guest.saying("three"), query: "?activate=false").status == 201)
    }

    @Test("a new worker that nothing leads to says so, and with previews where it answers")
    func wayIn() throws {
        let hidden = try DeployingServer()
        let note = try hidden.admin.deploy("shop-2", Guest.saying("one")).json["notes"][0].text
        #expect(note?.contains("nothing leads to it") == true)
        #expect(try hidden.admin.deploy("shop-2", Guest.saying("two")).json["notes"].elements.isEmpty)
        #expect(try hidden.admin.deploy("shop", Guest.saying("one")).json["notes"].elements.isEmpty)
        let shown = try DeployingServer(.init(deploy: "preview = \"preview.example.com\""))
        let place = try shown.admin.deploy("shop-2", Guest.saying("one")).json["notes"][0].text
        #expect(place?.hasSuffix("it answers at shop-2.preview.example.com") == true)
    }
}
