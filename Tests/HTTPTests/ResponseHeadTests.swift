import Testing

@testable import HTTP

@Suite struct ResponseHeadTests {
    @Test("status, phrase and fields are taken apart")
    func parts() {
        let parsed = ParsedResponse(response("Content-Length: 3", "X-A: b", status: "404 Not \u{E9}Found") + "abc")
        #expect(parsed.status == 404)
        #expect(parsed.reasonPhrase == "Not \u{E9}Found")
        #expect(parsed.framing == .length(3))
        #expect(parsed.fields.map(\.name) == ["Content-Length", "X-A"])
    }

    @Test("the phrase may be empty, with its space or without")
    func emptyPhrase() {
        #expect(ParsedResponse(response(status: "200 ")).status == 200)
        #expect(ParsedResponse(response(status: "200")).status == 200)
    }

    @Test("a malformed status line is refused as soon as its first wrong byte is there")
    func malformed() {
        let lines = [
            "HTTQ", "http/1.1 200", "\r\nHTTP/1.1 200 OK", "HTTP/1.1200", "HTTP/1.1  200", "HTTP/1.1 20x",
            "HTTP/1.1 2000", "HTTP/1.1 099", "HTTP/1.1 600", "HTTP/1.1 200\tOK", "HTTP/1.1 200 OK\n", "HTTP/1.1 200\n",
            "HTTP/1.1 200 OK\rX", "HTTP/1.1 200 O\u{0}K", "HTTP/2.0 200 OK", "HTTP/0.9", "ICY 200 OK", "HTTP/1.1 -20",
        ]
        for line in lines {
            #expect(ParsedResponse(line).outcome == .refused(502), "\(line.debugDescription)")
        }
    }

    @Test("whatever is wrong with the fields is a 502")
    func fields() {
        let lines = [
            "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5, 5",
            "Content-Length: -1", "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip",
            "Transfer-Encoding: gzip, chunked", "X: a\r\n b", "X : a", "X: a\nY: b", "Connection: (",
        ]
        for line in lines {
            #expect(ParsedResponse(response(line)).outcome == .refused(502), "\(line)")
        }
        #expect(ParsedResponse(response("Transfer-Encoding: chunked", version: "1.0")).outcome == .refused(502))
        let long = response("X: \(String(repeating: "y", count: 200))")
        #expect(ParsedResponse(long, limits: HeadLimits(headBytesMax: 100)).outcome == .refused(502))
        #expect(ParsedResponse(long, limits: HeadLimits(fieldCountMax: 0)).outcome == .refused(502))
    }

    @Test("1xx, 204, 304 and answers to HEAD have no body, whatever their fields say")
    func noBody() {
        for status in ["100 Continue", "103 Early Hints", "204 No Content", "304 Not Modified"] {
            let parsed = ParsedResponse(response("Content-Length: 5", status: status))
            #expect(parsed.framing == .none && parsed.contentLength == 5 && parsed.keepAlive, "\(status)")
        }
        #expect(ParsedResponse(response("Content-Length: 5"), to: .head).framing == .none)
        #expect(ParsedResponse(response("Transfer-Encoding: chunked"), to: .head).framing == .none)
        #expect(ParsedResponse(response(), to: .head).keepAlive)
    }

    @Test("1xx are informational and nothing else is")
    func informational() {
        #expect(ParsedResponse(response(status: "100 Continue")).isInformational)
        #expect(ParsedResponse(response(status: "199 ?")).isInformational)
        #expect(!ParsedResponse(response(status: "200 OK")).isInformational)
    }

    @Test("a body without length or chunks ends with the connection, which is then spent")
    func untilClose() {
        let parsed = ParsedResponse(response())
        #expect(parsed.framing == .untilClose && !parsed.keepAlive)
        #expect(ParsedResponse(response("Transfer-Encoding: chunked")).framing == .chunked)
    }

    @Test("persistence follows version and Connection")
    func keepAlive() {
        #expect(ParsedResponse(response("Content-Length: 0")).keepAlive)
        #expect(!ParsedResponse(response("Content-Length: 0", "Connection: close")).keepAlive)
        #expect(!ParsedResponse(response("Content-Length: 0", version: "1.0")).keepAlive)
        #expect(ParsedResponse(response("Content-Length: 0", "Connection: keep-alive", version: "1.0")).keepAlive)
    }

    @Test("hop-by-hop fields are flagged as in requests")
    func hopByHop() {
        let parsed = ParsedResponse(
            response("Connection: X-A", "X-A: 1", "Keep-Alive: 5", "Proxy-Authenticate: b", "X-B: 2"))
        #expect(
            parsed.fields.filter(\.isHopByHop).map(\.name) == ["Connection", "X-A", "Keep-Alive", "Proxy-Authenticate"])
    }
}
