import Testing

@testable import Deploy

struct SmokeRequestTests {
    @Test("A request that can be sent is one")
    func good() throws {
        try SmokeRequest(path: "/").check(index: 0)
        try SmokeRequest(
            method: "PATCH", path: "/a%20b?c=d&e", headers: [.init("X-Ä".replacing("Ä", with: "A"), "é\t")], body: "{}",
            expect: .init(status: 404, headers: [.init("a", "b")], contains: "no"),
            origins: [.init("shop", headers: [.init("c", "d")], body: "[]"), .init("api-2", status: 503)]
        ).check(index: 0)
    }

    @Test(
        "What would be another request, or none, is refused with its number",
        arguments: [
            (SmokeRequest(path: "a"), "is no path"), (SmokeRequest(path: "http://x/"), "is no path"),
            (SmokeRequest(path: "/a b"), "is no path"), (SmokeRequest(path: "/\r\nX: y"), "is no path"),
            (SmokeRequest(path: "/é"), "is no path"), (SmokeRequest(method: "", path: "/"), "is no method"),
            (SmokeRequest(method: "GET /", path: "/"), "is no method"),
            (SmokeRequest(path: "/", headers: [.init("a b", "c")]), "is no header's name"),
            (SmokeRequest(path: "/", headers: [.init("", "c")]), "is no header's name"),
            (SmokeRequest(path: "/", headers: [.init("a", "b\r\nc: d")]), "has control characters"),
            (SmokeRequest(path: "/", expect: .init(status: 600)), "is no status"),
            (SmokeRequest(path: "/", origins: [.init("")]), "is no origin's name"),
            (SmokeRequest(path: "/", origins: [.init("a b")]), "is no origin's name"),
            (SmokeRequest(path: "/", origins: [.init("a"), .init("a")]), "has two doubles"),
            (SmokeRequest(path: "/", origins: [.init("a", status: 101)]), "answers 101"),
            (SmokeRequest(path: "/", origins: [.init("a", headers: [.init("b c", "")])]), "is no header's name"),
            (SmokeRequest(path: "/", origins: (1...17).map { .init("o\($0)") }), "17 origins of 16"),
            (SmokeRequest(path: "/", origins: [.init("a", body: String(repeating: "x", count: 65_536))]), "of 65536"),
            (SmokeRequest(path: "/", body: String(repeating: "x", count: 65_536)), "65540 bytes of 65536"),
            (
                SmokeRequest(path: "/", headers: Array(repeating: .init("a", "b"), count: 65)),
                "65 headers of 64"
            ),
        ])
    func refused(_ request: SmokeRequest, _ words: String) throws {
        let error = try deployError { try request.check(index: 2) }
        #expect(error.problem.hasPrefix("smoke request 3: "))
        #expect(error.problem.contains(words), "\(error)")
        #expect(error.description.allSatisfy { !$0.isNewline })
    }
}
