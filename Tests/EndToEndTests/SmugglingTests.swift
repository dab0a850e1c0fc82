import Testing

@Suite("Request smuggling: what is ambiguous is refused, never forwarded")
struct SmugglingTests {
    struct Attack: CustomTestStringConvertible, Sendable {
        var name: String
        var request: String
        /// RFC 9112 §6.1 wants 501 for codings we do not know; everything else is a 400.
        var statuses: Set<Int> = [400]
        var testDescription: String { name }
    }

    private static func post(_ fields: String, body: String = "hello") -> String {
        "POST / HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\(body)"
    }

    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let chunkedBody = "0\r\n\r\n" + smuggled

    static let attacks = [
        Attack(
            name: "length and chunks",
            request: post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body: chunkedBody)),
        Attack(
            name: "chunks and length",
            request: post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", body: chunkedBody)),
        Attack(name: "two lengths that differ", request: post("Content-Length: 5\r\nContent-Length: 6\r\n")),
        Attack(name: "two lengths that agree", request: post("Content-Length: 5\r\nContent-Length: 5\r\n")),
        Attack(name: "a list of lengths", request: post("Content-Length: 5, 5\r\n")),
        Attack(name: "a signed length", request: post("Content-Length: +5\r\n")),
        Attack(name: "a negative length", request: post("Content-Length: -5\r\n")),
        Attack(name: "a hexadecimal length", request: post("Content-Length: 0x5\r\n")),
        Attack(name: "a length past 64 bits", request: post("Content-Length: 99999999999999999999\r\n")),
        Attack(name: "an empty length", request: post("Content-Length: \r\n")),
        Attack(name: "space before the colon", request: post("Content-Length : 5\r\n")),
        Attack(
            name: "space before the colon of chunked",
            request: post("Transfer-Encoding : chunked\r\n", body: chunkedBody)),
        Attack(name: "a field name with a space", request: post("Content Length: 5\r\n")),
        Attack(name: "obs-fold", request: post("X-A: b\r\n Content-Length: 5\r\n")),
        Attack(name: "a folded first line", request: "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
        Attack(name: "bare CR in a value", request: post("X-A: b\rContent-Length: 5\r\n")),
        Attack(name: "bare LF as line end", request: "GET / HTTP/1.1\nHost: localhost\n\n"),
        Attack(name: "bare LF after a field", request: post("X-A: b\nContent-Length: 5\r\n")),
        Attack(name: "NUL in a value", request: post("X-A: b\0c\r\n")),
        Attack(name: "an empty field name", request: post(": 5\r\n")),
        Attack(name: "no colon", request: post("Content-Length\r\n")),
        Attack(
            name: "identity", request: post("Transfer-Encoding: identity\r\n", body: chunkedBody),
            statuses: [400, 501]),
        Attack(
            name: "chunked, then something else",
            request: post("Transfer-Encoding: chunked, gzip\r\n", body: chunkedBody), statuses: [400, 501]),
        Attack(
            name: "an unknown coding", request: post("Transfer-Encoding: xchunked\r\n", body: chunkedBody),
            statuses: [400, 501]),
        Attack(
            name: "chunked twice", request: post("Transfer-Encoding: chunked, chunked\r\n", body: chunkedBody),
            statuses: [400, 501]),
        Attack(
            name: "chunked in two fields",
            request: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", body: chunkedBody),
            statuses: [400, 501]),
        Attack(
            name: "chunked with a vertical tab",
            request: post("Transfer-Encoding: \u{0B}chunked\r\n", body: chunkedBody),
            statuses: [400, 501]),
        Attack(
            name: "chunked in HTTP/1.0",
            request: "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\(chunkedBody)"),
        Attack(name: "no Host", request: "GET / HTTP/1.1\r\n\r\n"),
        Attack(name: "two Hosts", request: "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n"),
        Attack(name: "a Host with a path", request: "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
        Attack(name: "a Host with a user", request: "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
        Attack(name: "a tab in the request line", request: "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Attack(name: "a space in the target", request: "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Attack(name: "a fragment in the target", request: "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    ]

    @Test("is refused, the connection closed, and no origin hears of it", arguments: attacks)
    func refused(attack: Attack) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "forwarded") }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        try client.send(attack.request)
        let response = try client.response()
        #expect(attack.statuses.contains(response.status), "\(response.status): \(response.text)")
        #expect(response["Connection"] == "close")
        #expect(try client.isClosedByPeer())
        #expect(origin.requests.isEmpty)
    }

    static let chunkTricks = [
        "5 \r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n", "10000000000000000\r\nhello\r\n0\r\n\r\n", "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nbad trailer\r\n\r\n", "5;\u{0}\r\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n",
    ]

    @Test("a body that plays tricks with chunks gets a 400 and never completes at the origin", arguments: chunkTricks)
    func chunkTrick(body: String) throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "complete") }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        try client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
        let response = try client.response()
        #expect(response.status == 400)
        #expect(try client.isClosedByPeer())
        #expect(!origin.requests.contains { $0.target == "/smuggled" })
    }

    @Test("what follows a refused request on its connection is never read as a request")
    func nothingAfter() throws {
        let origin = try ScriptedOrigin { try $0.respond(200, "forwarded") }
        let client = try RawClient(try RunningServer(origin.proxied()), .cleartext)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\nBad Field: x\r\n\r\n\(Self.smuggled)")
        #expect(try client.response().status == 400)
        #expect(try client.isClosedByPeer())
        #expect(origin.requests.isEmpty)
    }
}
