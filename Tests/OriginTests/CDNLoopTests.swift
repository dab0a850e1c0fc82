import HTTP
import Origin
import Testing

@Suite("The field by which loops are known")
struct CDNLoopTests {
    @Test(
        "entries of ours are counted, whatever else stands there",
        arguments: [
            ([], 0), ([""], 0), (["swiftlet"], 1), (["SwiftLet"], 1), (["a, b"], 0), (["swiftlets, xswiftlet"], 0),
            (["a,swiftlet,\t swiftlet ,b"], 2), (["swiftlet; v=1, swiftlet;a"], 2), (["swiftlet", "a", "swiftlet"], 2),
            ([",,swiftlet,,"], 1), (["swiftlet swiftlet"], 0), (["a;swiftlet"], 0),
            // Quotes hide nothing: who opens one must not be able to.
            (["a;b=\", swiftlet"], 1), (["a@b, ;;;, swiftlet;;"], 1),
        ])
    func count(values: [String], expected: Int) throws {
        var head = RequestHead()
        let lines = values.map { "CDN-Loop: \($0)\r\n" }.joined()
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n".utf8)
        _ = try unsafe bytes.withUnsafeBytes { try unsafe head.parse($0) }
        #expect(unsafe bytes.withUnsafeBytes { unsafe CDNLoop.count(head, $0) } == expected)
    }

    @Test("what came goes on in its order, ours behind it")
    func proxied() throws {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nCDN-Loop: a; b\r\ncdn-loop: swiftlet\r\nCDN-LOOP:\r\n\r\n"
        #expect(
            try sent(request).filter { $0.lowercased().hasPrefix("cdn-loop") } == ["CDN-Loop: a; b, swiftlet, swiftlet"]
        )
    }

    @Test(
        "no edit and no Connection takes it away",
        arguments: ["CDN-Loop", "cdn-loop", "cdn*", "c*", "*"])
    func kept(name: String) throws {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: cdn-loop\r\nCDN-Loop: swiftlet\r\n\r\n"
        let edits = [Edit(.remove, name), Edit(.set, "CDN-Loop", "x"), Edit(.append, "CDN-Loop", "y")]
        let fields = try sent(request, edits: edits).filter { $0.lowercased().hasPrefix("cdn-loop") }
        #expect(fields == ["CDN-Loop: swiftlet, swiftlet"])
    }
}
