import Testing

@testable import HTTP

@Suite struct RequestLineTests {
    @Test("method, target and version are taken apart, empty lines before them are skipped and counted")
    func parts() {
        let parsed = ParsedRequest("\r\n\r\nPURGE /a/b?c=d HTTP/1.1\r\nHost: x\r\n\r\nrest")
        #expect(parsed.outcome == .complete(40))
        #expect(parsed.method == .other)
        #expect(parsed.methodName == "PURGE")
        #expect(parsed.target == "/a/b?c=d")
        #expect(parsed.path == "/a/b")
        #expect(parsed.query == "c=d")
        #expect(parsed.version == .http11)
    }

    @Test("every known method is recognised, in its own case alone")
    func methods() {
        for method in Method.allCases where method != .other {
            let target = method == .connect ? "a.example:443" : "/"
            let name = method.name.description
            #expect(ParsedRequest("\(name) \(target) HTTP/1.1\r\nHost: x\r\n\r\n").method == method)
            #expect(ParsedRequest("\(name.lowercased()) / HTTP/1.1\r\nHost: x\r\n\r\n").method == .other)
            #expect(ParsedRequest("\(name)S / HTTP/1.1\r\nHost: x\r\n\r\n").method == .other)
        }
    }

    @Test("a malformed request line is a 400 as soon as its first wrong byte is there")
    func malformed() {
        let lines = [
            "\u{16}\u{03}\u{01}", "{", " GET", "GET\t", "GET  ", "GET / HTTQ", "GET / http/1.1", "GET / HTTP/1.a",
            "GET / HTTP/11", "GET / HTTP/1.1 ", "GET / HTTP/1.1\n", "GET / HTTP/1.1\rX", "GET /\r", "GET /\n",
            "GET / /", "G(T /", "G\u{0}T", "\n", "\rG", "GET /\u{0}", "GET /\u{7F}", "GET /é", "GET /a\tb",
            "GET /a#", "GET /\"", "GET /<", "GET />",
        ]
        for line in lines {
            #expect(ParsedRequest(line).refusal == 400, "\(line.debugDescription)")
        }
    }

    @Test("a well-formed beginning is not refused")
    func beginnings() {
        let line = "GET /path HTTP/1.1\r\n"
        for length in 0...line.utf8.count {
            #expect(ParsedRequest(Array(line.utf8.prefix(length))).outcome == .incomplete)
        }
    }

    @Test("versions other than 1.0 and 1.1 are a 505, with them the preface of HTTP/2")
    func versions() {
        for version in ["0.9", "1.2", "2.0", "3.0", "9.9"] {
            #expect(ParsedRequest("GET / HTTP/\(version)").refusal == 505)
        }
        #expect(ParsedRequest("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").refusal == 505)
        #expect(ParsedRequest("GET / HTTP/1.0\r\n\r\n").version == .http10)
    }

    @Test("a method longer than any is a 501 before it ends")
    func longMethod() {
        #expect(ParsedRequest(String(repeating: "A", count: 32)).outcome == .incomplete)
        #expect(ParsedRequest(String(repeating: "A", count: 33)).refusal == 501)
    }
}
