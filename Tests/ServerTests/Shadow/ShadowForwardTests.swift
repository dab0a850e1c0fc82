import Admin
import Foundation
import Testing

@testable import Server

@Suite("A candidate that sends the request on where it may not", .serialized)
struct ShadowForwardTests {
    private func places(_ status: ShadowStatus) -> Set<String> { Set(status.differences.map(\.place)) }

    @Test("is like the live version where it sends the same, whatever the client sent", arguments: [false, true])
    func same(_ hasBody: Bool) throws {
        let host = try ShadowHost(.forwards(fields: [("x-user", "1")]), worker: "rollout = { origin_header = true }")
        try host.shadow(.forwards(fields: [("X-User", "1")]))
        let client = try LiveServer.Client(host.server)
        for _ in 0..<2 {
            let answer =
                hasBody
                ? client.get("/page?x=1", "Content-Length: 5\r\n", method: "POST", body: "hello")
                : client.get("/page?x=1")
            #expect(answer.status == 200)
        }
        let status = try host.status(compared: 2)
        #expect(status.compared == 2 && status.differing == 0 && status.failed == 0)
        #expect(host.origin.requests.count == 2, "the live version's")
    }

    @Test("has its mark from the host alone: a client's goes no further")
    func mark() throws {
        let host = try ShadowHost(.forwards)
        let client = try LiveServer.Client(host.server)
        #expect(client.get("/page", "Swiftlet-Shadow: 1\r\n").status == 200)
        #expect(host.origin.requests.first?.lowercased().contains("swiftlet-shadow") == false)
        try host.shadow(.forwards, .readOnly)
        #expect(client.get("/page", "swiftlet-shadow: mine\r\n").status == 200)
        #expect(try host.status(compared: 1).compared == 1)
        let marks = host.origin.requests.map { head in
            head.components(separatedBy: "\r\n").filter { $0.lowercased().hasPrefix("swiftlet-shadow") }
        }
        #expect(marks.sorted { $0.count < $1.count } == [[], [], ["Swiftlet-Shadow: 1"]])
    }

    @Test("differs by what it would send")
    func differs() throws {
        let host = try ShadowHost(.forwards(fields: [("x-user", "1")]))
        let client = try LiveServer.Client(host.server)
        try host.shadow(.forwards("PUT", "/other", body: "own", fields: [("x-user", "2")]))
        #expect(client.get("/page").status == 200)
        let status = try host.status(compared: 1)
        #expect(
            places(status) == ["forward.method", "forward.target", "forward.headers.x-user", "forward.body"])
        let target = try #require(status.differences.first { $0.place == "forward.target" })
        #expect(target.live == "/page" && target.candidate == "/other")
        #expect(host.origin.requests.count == 1)
        try host.shadow(.forwards(fields: [("x-user", "2")]), ignore: ["header:x-user"])
        #expect(client.get("/page").status == 200)
        #expect(try host.status(compared: 1).differing == 0)
    }

    @Test("makes its own changes of the same answer")
    func edits() throws {
        let host = try ShadowHost(.forwards(responseFields: [("x-by", "live"), ("x-same", "1")]))
        try host.shadow(.forwards(responseFields: [("x-same", "1"), ("x-by", "candidate")]))
        #expect(try LiveServer.Client(host.server).get("/page").head.contains("x-by: live"))
        let status = try host.status(compared: 1)
        #expect(places(status) == ["header:x-by"])
        #expect(status.differences.first?.candidate == "candidate")
    }

    @Test("is like the live version where the origin answers neither")
    func unreachable() throws {
        let host = try ShadowHost(.forwards)
        try host.shadow(.forwards)
        host.origin.stop()
        #expect(try LiveServer.Client(host.server).get("/page").status == 502)
        let status = try host.status(compared: 1)
        #expect(status.compared == 1 && status.differing == 0)
    }

    @Test("fails where the live version answers by itself, and answers where that one sends on")
    func either() throws {
        let host = try ShadowHost(.answer("fine"))
        try host.shadow(.forwards)
        let client = try LiveServer.Client(host.server)
        #expect(client.get("/page").status == 200)
        #expect(try host.status(compared: 1).differences.first { $0.place == "status" }?.candidate == "502")
        _ = try host.deploy(.forwards, activate: true)
        try host.shadow(.answer("fine"))
        #expect(client.get("/page").status == 200)
        #expect(places(try host.status(compared: 1)).contains("body"))
    }

    @Test("is compared so in the other modes too, where its request does not go out")
    func modes() throws {
        let host = try ShadowHost(.forwards)
        let client = try LiveServer.Client(host.server)
        try host.shadow(.forwards, .readOnly)
        #expect(client.get("/", "Content-Length: 2\r\n", method: "POST", body: "hi").status == 200)
        let posted = try host.status(compared: 1)
        #expect(posted.compared == 1 && posted.differing == 0)
        try host.shadow(.forwards("", "/other"), .mock)
        #expect(client.get("/page").status == 200)
        #expect(places(try host.status(compared: 1)) == ["forward.target"])
        #expect(host.origin.requests.count == 2)
    }
}
