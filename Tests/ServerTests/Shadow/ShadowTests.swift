import Admin
import Foundation
import Glibc
import Testing

@testable import Server

@Suite("Shadow traffic", .serialized)
struct ShadowTests {
    private func places(_ status: ShadowStatus) -> [String] { status.differences.map(\.place) }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let AdminClientError.refused(error) { return error.code } catch { return "\(error)" }
        return nil
    }

    private static let json = [("content-type", "application/json")]

    @Test("finds no difference between a version and another of the same answers")
    func same() throws {
        let host = try ShadowHost(.answer(#"{"a": 1, "b": [2]}"#, fields: Self.json))
        try host.shadow(.answer(#"{"b": [2.0], "a": 1}"#, fields: Self.json))
        let client = try LiveServer.Client(host.server)
        for _ in 0..<5 { #expect(client.get("/x?y=1").status == 200) }
        let status = try host.status(compared: 5)
        #expect(status.compared == 5 && status.mirrored == 5 && status.differing == 0)
        #expect(status.failed == 0 && status.dropped == 0 && status.differences.isEmpty)
    }

    @Test("names the field of a body, the header and the status that differ, and leaves out what is to be ignored")
    func differs() throws {
        let host = try ShadowHost(
            .answer(#"{"items": [{"price": 5, "at": 1}]}"#, fields: Self.json + [("x-kind", "a"), ("x-trace", "1")]))
        try host.shadow(
            .answer(
                #"{"items": [{"price": 6, "at": 2}]}"#, status: 203,
                fields: Self.json + [("x-kind", "b"), ("x-trace", "2")]),
            ignore: ["/items/*/at", "header:X-Trace"])
        #expect(try LiveServer.Client(host.server).get("/shop").body.contains("\"price\": 5"))
        let status = try host.status(compared: 1)
        #expect(Set(places(status)) == ["status", "header:x-kind", "/items/*/price"])
        let price = try #require(status.differences.first { $0.place == "/items/*/price" })
        #expect(price.live == "5" && price.candidate == "6" && price.count == 1 && price.share == 100)
    }

    @Test("counts a candidate that traps, and compares the status that its client would have got")
    func traps() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.trap)
        #expect(try LiveServer.Client(host.server).get().status == 200)
        let status = try host.status(compared: 1)
        #expect(status.failed == 1 && places(status) == ["status"])
        #expect(status.differences.first?.live == "200" && status.differences.first?.candidate == "500")
    }

    @Test("keeps no request waiting for a candidate that loops for ever, and drops what there is no room for")
    func loops() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.loop)
        let client = try LiveServer.Client(host.server)
        for _ in 0..<200 { #expect(client.get().body == "fine") }
        // Of 30 seconds of CPU time none has had enough: all were answered while the candidate had its places.
        let status = try host.admin.shadow(of: "one")
        #expect(status.compared == 0)
        let limits = Config.ShadowLimits()
        #expect(status.mirrored <= limits.runsMax)
        #expect(status.dropped >= 200 - limits.runsMax - limits.waitingMax)
    }

    @Test("runs as many candidates, and keeps as much, as the configuration says")
    func configured() throws {
        let bounds = "{ runs = 1, waiting = 2, request_bytes = \"1KiB\", response_bytes = \"1KiB\", copies = 1 }"
        let host = try ShadowHost(.answer(String(repeating: "x", count: 3_000)), sections: "deploy.shadow = \(bounds)")
        let client = try LiveServer.Client(host.server)
        // Alike as far as it is compared.
        try host.shadow(.answer(String(repeating: "x", count: 2_000)))
        #expect(client.get().status == 200)
        let alike = try host.status(compared: 1)
        #expect(alike.compared == 1 && alike.differing == 0)
        let body = String(repeating: "b", count: 1_025)
        #expect(client.get("/", "Content-Length: 1025\r\n", method: "POST", body: body).status == 200)
        #expect(try host.admin.shadow(of: "one").dropped == 1)
        try host.shadow(.loop)
        for _ in 0..<20 { #expect(client.get().status == 200) }
        let status = try host.admin.shadow(of: "one")
        #expect(status.mirrored <= 1 && status.dropped >= 17)
    }

    @Test("ends a candidate that loops by its own limit")
    func limit() throws {
        let host = try ShadowHost(.answer("fine"), limits: "limits = { cpu = \"20ms\" }")
        try host.shadow(.loop)
        #expect(try LiveServer.Client(host.server).get().status == 200)
        let status = try host.status(compared: 1)
        #expect(status.failed == 1)
        #expect(status.differences.first?.candidate == "503")
    }

    @Test("lets no request of a candidate go out where they are blocked")
    func block() throws {
        let host = try ShadowHost(.asks("POST", "/order"))
        try host.shadow(.asks("POST", "/order"))
        #expect(try LiveServer.Client(host.server).get().status == 200)
        let status = try host.status(compared: 1)
        #expect(status.differences.first { $0.place == "status" }?.candidate == "502")
        #expect(host.origin.requests.count == 1)
    }

    @Test("gives a candidate what the live version got, and nothing for what that one did not ask")
    func mock() throws {
        let host = try ShadowHost(.asks("POST", "/order"))
        try host.shadow(.asks("POST", "/order"), .mock)
        let client = try LiveServer.Client(host.server)
        for _ in 0..<3 { #expect(client.get().status == 200) }
        let status = try host.status(compared: 3)
        #expect(status.compared == 3 && status.differing == 0)
        try host.shadow(.asks("POST", "/other"), .mock)
        #expect(client.get().status == 200)
        #expect(try host.status(compared: 1).differences.first { $0.place == "status" }?.candidate == "502")
        #expect(host.origin.requests.count == 4, "the live version's")
    }

    @Test("gives a candidate that sends the request on the origin's answer to the live version")
    func mockForward() throws {
        let host = try ShadowHost(.forwards)
        try host.shadow(.forwards, .mock)
        #expect(try LiveServer.Client(host.server).get("/page").status == 200)
        let status = try host.status(compared: 1)
        #expect(status.compared == 1 && status.differing == 0)
        #expect(host.origin.requests.count == 1)
    }

    @Test("lets GET alone go out where a candidate may read, marked")
    func readOnly() throws {
        let host = try ShadowHost(.asks("GET", "/stock"))
        try host.shadow(.asks("GET", "/stock"), .readOnly)
        let client = try LiveServer.Client(host.server)
        #expect(client.get().status == 200)
        let status = try host.status(compared: 1)
        #expect(Set(places(status)) == ["header:x-number", "/number"], "the origin counts")
        #expect(host.origin.requests.count == 2)
        #expect(host.origin.requests.last?.contains("Swiftlet-Shadow: 1\r\n") == true)
        #expect(host.origin.requests.first?.contains("Swiftlet-Shadow") == false)
        try host.shadow(.asks("POST", "/order"), .readOnly)
        #expect(client.get().status == 200)
        #expect(try host.status(compared: 1).differences.first { $0.place == "status" }?.candidate == "502")
        try host.shadow(.forwards, .readOnly)
        #expect(client.get("/page").status == 200)
        #expect(try host.status(compared: 1).compared == 1)
        #expect(host.origin.requests.count == 5)
        #expect(host.origin.requests.allSatisfy { $0.hasPrefix("GET ") })
    }

    @Test("gives the candidate the body of a request")
    func bodies() throws {
        let host = try ShadowHost(.forwards)
        try host.shadow(.forwards, .mock)
        let body = "hello"
        let client = try LiveServer.Client(host.server)
        #expect(client.get("/", "Content-Length: \(body.utf8.count)\r\n", method: "POST", body: body).status == 200)
        let status = try host.status(compared: 1)
        #expect(status.compared == 1 && status.differing == 0)
        // More than is kept of a request.
        let large = String(repeating: "x", count: Config.ShadowLimits().requestBodyBytesMax + 1)
        #expect(client.get("/", "Content-Length: \(large.utf8.count)\r\n", method: "POST", body: large).status == 200)
        #expect(try host.admin.shadow(of: "one").dropped == 1)
    }

    @Test("mirrors the share that was asked for")
    func share() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.answer("fine"), share: 25)
        let client = try LiveServer.Client(host.server)
        for _ in 0..<40 {
            #expect(client.get().status == 200)
            usleep(2_000)
        }
        let status = try host.status(compared: 9)
        #expect(9...11 ~= status.mirrored + status.dropped)
    }

    @Test("ends with its candidate: promoted, rolled back, or deleted with the worker")
    func ends() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.answer("new"))
        let candidate = try host.admin.shadow(of: "one").settings.candidate
        #expect(try host.admin.worker("one").shadow?.settings.candidate == candidate)
        _ = try host.admin.promote("one", to: candidate)
        #expect(code { _ = try host.admin.shadow(of: "one") } == "no_shadow")
        let again = code { _ = try host.admin.setShadow(of: "one", .with { $0.candidate = candidate }) }
        #expect(again == "candidate_live")
        // A part of the requests is the candidate's, which is taken back then.
        try host.shadow(.answer("newer"))
        let newer = try host.admin.shadow(of: "one").settings.candidate
        let shares = [(candidate, 9_000), (newer, 1_000)]
        _ = try host.admin.setRollout(
            of: "one", .weights(Weights(shares.map { .init($0.0, hundredths: $0.1) })))
        #expect(try host.admin.shadow(of: "one").settings.candidate == newer)
        _ = try host.admin.rollBack("one", to: nil)
        #expect(code { _ = try host.admin.shadow(of: "one") } == "no_shadow")
        try host.shadow(.answer("newest"))
        #expect(try host.admin.endShadow(of: "one").compared == 0)
        #expect(code { _ = try host.admin.endShadow(of: "one") } == "no_shadow")
        try host.shadow(.answer("last"))
        _ = try host.admin.deleteWorker("one")
        #expect(code { _ = try host.admin.shadow(of: "one") } == "no_shadow")
    }

    @Test("goes on after a start of the host, and compares with the version that answers by then")
    func restarts() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.answer("new"), .mock, share: 100, ignore: ["header:x-a"])
        let before = try host.admin.shadow(of: "one").settings
        try host.restart()
        #expect(try host.admin.shadow(of: "one").settings == before)
        #expect(try LiveServer.Client(host.server).get().body == "fine")
        #expect(try host.status(compared: 1).differences.first?.candidate == "new")
        // Another baseline: what was counted of the one before says nothing of this one.
        _ = try host.deploy(.answer("new"), activate: true)
        #expect(try host.admin.shadow(of: "one").compared == 0)
        #expect(try LiveServer.Client(host.server).get().body == "new")
        let status = try host.status(compared: 1)
        #expect(status.compared == 1 && status.differing == 0 && status.settings == before)
    }

    @Test("refuses a version that is not there, and a rule that is none, and keeps what it had")
    func refuses() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.answer("new"), ignore: ["/a"])
        let unknown = code { _ = try host.admin.setShadow(of: "one", .with { $0.candidate = VersionID(99) }) }
        #expect(unknown == "unknown_version")
        #expect(code { try host.shadow(.answer("new"), ignore: ["price"]) } == "invalid")
        #expect(try host.admin.shadow(of: "one").settings.ignore == ["/a"])
    }
}
