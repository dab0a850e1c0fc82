import HTTP
import Testing

@testable import Origin

@Suite struct HeadEditTests {
    private static let head = "GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-two: 2\r\nX-ONE: 3\r\nAccept: */*\r\n\r\n"

    private func edited(_ edits: [Edit]) throws -> [String] {
        let own = ["Via", "CDN-Loop", "X-Forwarded"]
        return try sent(Self.head, edits: edits).filter { line in !own.contains { line.hasPrefix($0) } }
    }

    @Test("without edits the fields go on byte for byte")
    func none() throws {
        #expect(try edited([]) == ["Host: origin.test", "X-One: 1", "x-two: 2", "X-ONE: 3", "Accept: */*"])
    }

    @Test("set replaces every field of that name, in any case, by one")
    func set() throws {
        #expect(
            try edited([Edit(.set, "X-one", "new")]) == ["Host: origin.test", "x-two: 2", "Accept: */*", "X-one: new"])
    }

    @Test("append leaves what is there")
    func append() throws {
        #expect(
            try edited([Edit(.append, "x-two", "b")])
                == ["Host: origin.test", "X-One: 1", "x-two: 2", "X-ONE: 3", "Accept: */*", "x-two: b"])
    }

    @Test("remove takes every field of that name; with a star, all that begin so")
    func remove() throws {
        #expect(try edited([Edit(.remove, "x-one")]) == ["Host: origin.test", "x-two: 2", "Accept: */*"])
        #expect(try edited([Edit(.remove, "X-*")]) == ["Host: origin.test", "Accept: */*"])
        #expect(try edited([Edit(.remove, "*")]) == ["Host: origin.test"])
        #expect(try edited([Edit(.remove, "x-")]).count == 5)
        #expect(try edited([Edit(.remove, "x-one-and-more*")]).count == 5)
    }

    @Test("edits hold in their order: the last word counts")
    func order() throws {
        let base = ["Host: origin.test", "x-two: 2", "Accept: */*"]
        #expect(try edited([Edit(.set, "x-one", "a"), Edit(.set, "X-One", "b")]) == base + ["X-One: b"])
        #expect(try edited([Edit(.set, "x-one", "a"), Edit(.remove, "x-one")]) == base)
        #expect(
            try edited([Edit(.set, "x-one", "a"), Edit(.append, "x-one", "b")]) == base + ["x-one: a", "x-one: b"])
        #expect(try edited([Edit(.remove, "x-one"), Edit(.append, "x-one", "b")]) == base + ["x-one: b"])
        #expect(try edited([Edit(.append, "x-three", "a"), Edit(.remove, "x-thr*")]).count == 5)
    }

    @Test(
        "framing and connection management cannot be edited",
        arguments: [
            "Connection", "keep-alive", "Proxy-Connection", "TE", "Trailer", "TRANSFER-ENCODING", "Upgrade",
            "Content-Length", "CDN-Loop",
        ])
    func forbidden(name: String) throws {
        for operation in [HeadEdit.Operation.set, .append] {
            #expect(try edited([Edit(operation, name, "7")]).count == 5)
        }
        let posted = try sent(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", edits: [Edit(.remove, name)],
            framing: .length(3))
        #expect(posted.last == "Content-Length: 3")
    }

    @Test("a request has one Host, whatever the edits say")
    func host() throws {
        let cases: [([Edit], String)] = [
            ([Edit(.set, "host", "b")], "host: b"), ([Edit(.remove, "Host")], "Host: origin.test"),
            ([Edit(.append, "Host", "b")], "Host: b"),
            ([Edit(.append, "Host", "b"), Edit(.append, "host", "c")], "host: c"),
            ([Edit(.set, "Host", "b"), Edit(.remove, "h*")], "Host: origin.test"),
        ]
        for (edits, expected) in cases {
            #expect(try edited(edits).filter { $0.lowercased().hasPrefix("host:") } == [expected])
        }
    }
}
