import HTTP
import Testing

@testable import Origin

@Suite struct ProxyRulesTests {
    @Test("hop-by-hop fields stay here, also those that Connection nominates")
    func hopByHop() throws {
        let fields = try sent(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: x-mine, keep-alive\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\n"
                + "TE: trailers\r\nUpgrade: h2c\r\nProxy-Authorization: Basic x\r\nTrailer: T\r\nX-Kept: 1\r\n\r\n")
        #expect(
            fields == [
                "Host: origin.test", "X-Kept: 1", "Via: 1.1 swiftlet", "CDN-Loop: swiftlet",
                "X-Forwarded-For: 192.0.2.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: a",
            ])
    }

    @Test("X-Forwarded-For grows, -Proto and -Host are not believed")
    func forwarded() throws {
        let text = try sentText(
            "GET / HTTP/1.1\r\nHost: shop.test:8443\r\nX-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 2.2.2.2\r\n"
                + "X-Forwarded-Proto: gopher\r\nX-Forwarded-Host: bank.test\r\nVia: 1.0 old\r\n\r\n", isSecure: false)
        #expect(
            lines(text) == [
                "Host: origin.test", "Via: 1.0 old", "Via: 1.1 swiftlet", "CDN-Loop: swiftlet",
                "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 192.0.2.9", "X-Forwarded-Proto: http",
                "X-Forwarded-Host: shop.test:8443",
            ])
    }

    @Test("edits decide about X-Forwarded fields, also with a star")
    func forwardedEdits() throws {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n"
        #expect(
            try sent(request, edits: [Edit(.remove, "x-forwarded-*")]) == [
                "Host: origin.test", "Via: 1.1 swiftlet", "CDN-Loop: swiftlet",
            ])
        let set = try sent(request, edits: [Edit(.set, "X-Forwarded-For", "anonymous")])
        #expect(set.filter { $0.hasPrefix("X-Forwarded-For") } == ["X-Forwarded-For: anonymous"])
    }

    @Test("Expect is answered here and goes no further")
    func expect() throws {
        let fields = try sent(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", framing: .length(3))
        #expect(!fields.contains { $0.hasPrefix("Expect") })
        #expect(fields.last == "Content-Length: 3")
    }

    @Test("the body's framing is written once, as it will be")
    func framing() throws {
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let length = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
        for request in [chunked, length] {
            for (framing, line) in [
                (BodyFraming.chunked, "Transfer-Encoding: chunked"), (.length(9), "Content-Length: 9"),
            ] {
                let fields = try sent(request, framing: framing).filter {
                    $0.hasPrefix("Content-Length") || $0.hasPrefix("Transfer-Encoding")
                }
                #expect(fields == [line])
            }
        }
        #expect(try !sent(length).contains { $0.hasPrefix("Content-Length") })
    }

    @Test(
        "the target goes on as it came, behind the origin's base path, without what names a host",
        arguments: [
            ("GET /a/b?c=d HTTP/1.1", "", "GET /a/b?c=d HTTP/1.1"), ("GET /a HTTP/1.1", "/v1", "GET /v1/a HTTP/1.1"),
            ("GET http://a/x?y HTTP/1.1", "", "GET /x?y HTTP/1.1"),
            ("GET http://a HTTP/1.1", "/v1", "GET /v1/ HTTP/1.1"),
            ("GET http://a?q HTTP/1.1", "", "GET /?q HTTP/1.1"), ("OPTIONS * HTTP/1.1", "", "OPTIONS * HTTP/1.1"),
            ("OPTIONS * HTTP/1.1", "/v1", "OPTIONS /v1 HTTP/1.1"), ("BREW /pot HTTP/1.0", "", "BREW /pot HTTP/1.1"),
        ])
    func target(line: String, basePath: String, expected: String) throws {
        let text = try sentText(line + "\r\nHost: a\r\n\r\n", basePath: basePath)
        #expect(text.split(separator: "\r\n").first.map(String.init) == expected)
    }

    @Test("a worker may choose another method and target; the base path stays before it")
    func replaced() throws {
        let text = try sentText("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", basePath: "/v1", method: "PUT", target: "/b?c")
        #expect(text.hasPrefix("PUT /v1/b?c HTTP/1.1\r\n"))
    }

    @Test("a request that a worker made up has nothing of the client's")
    func madeUp() {
        var out = ByteBuffer()
        let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe withEdits([Edit(.set, "X-A", "1"), Edit(.set, "Content-Length", "9")]) { edits in
            unsafe ProxyRules.writeRequest(
                to: settings(basePath: "/v1"), method: nothing, target: nothing, framing: .length(2), loop: nothing,
                edits: edits,
                into: &out)
        }
        #expect(
            unsafe String(decoding: out.readable, as: UTF8.self)
                == "GET /v1/ HTTP/1.1\r\nHost: origin.test\r\nX-A: 1\r\nVia: 1.1 swiftlet\r\nCDN-Loop: swiftlet\r\nContent-Length: 2\r\n\r\n"
        )
    }

    @Test("a response goes back without its framing and hop-by-hop fields, with the edits")
    func response() throws {
        let bytes = Array(
            ("HTTP/1.1 200 OK\r\nServer: o\r\nContent-Length: 3\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nETag: \"e\"\r\n\r\n")
                .utf8)
        var head = ResponseHead()
        var out = ByteBuffer()
        _ = try unsafe bytes.withUnsafeBytes { try unsafe head.parse($0, requestMethod: .get) }
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe withEdits([Edit(.remove, "server"), Edit(.append, "X-New", "n")]) { edits in
                unsafe ProxyRules.copyResponse(head.fields, head.fieldCount, bytes, edits: edits, into: &out)
            }
        }
        #expect(unsafe String(decoding: out.readable, as: UTF8.self) == "ETag: \"e\"\r\nX-New: n\r\n")
    }

    @Test("a client's mark of a copy goes no further where it is the host's word", arguments: [true, false])
    func mark(isOwn: Bool) throws {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nswiftlet-SHADOW: 1\r\nB: 2\r\nSwiftlet-Shadow: 2\r\n\r\n"
        let own = lines(try sentText(request, marksCopies: isOwn))
        #expect(own.filter { $0.lowercased().hasPrefix("swiftlet-shadow") }.count == (isOwn ? 0 : 2))
        #expect(own.contains("A: 1") && own.contains("B: 2"))
        let set = lines(try sentText(request, edits: [Edit(.set, "Swiftlet-Shadow", "1")], marksCopies: isOwn))
        #expect(set.filter { $0.lowercased().hasPrefix("swiftlet-shadow") } == ["Swiftlet-Shadow: 1"])
    }
}
