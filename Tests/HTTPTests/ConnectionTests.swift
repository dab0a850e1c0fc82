import Testing

@testable import HTTP

@Suite struct ConnectionTests {
    @Test("HTTP/1.1 stays open unless told otherwise")
    func persistentByDefault() {
        #expect(ParsedRequest(request()).keepAlive)
        #expect(ParsedRequest(request("Connection: keep-alive")).keepAlive)
        #expect(!ParsedRequest(request("Connection: close")).keepAlive)
        #expect(!ParsedRequest(request("Connection: Keep-Alive, CLOSE")).keepAlive)
        #expect(!ParsedRequest(request("Connection: keep-alive", "Connection: close")).keepAlive)
    }

    @Test("HTTP/1.0 closes unless told otherwise")
    func closedByDefault() {
        #expect(!ParsedRequest(request(version: "1.0")).keepAlive)
        #expect(ParsedRequest(request("Connection: Keep-Alive", version: "1.0")).keepAlive)
        #expect(!ParsedRequest(request("Connection: keep-alive, close", version: "1.0")).keepAlive)
    }

    @Test("fields meant for one hop are flagged, by definition or by nomination, before and behind Connection")
    func hopByHop() {
        let parsed = ParsedRequest(
            request(
                "X-Before: 1", "connection: x-before,, X-AFTER ,upgrade", "Keep-Alive: 5", "Proxy-Connection: x",
                "TE: trailers", "Trailer: x", "Transfer-Encoding: chunked", "Upgrade: ws", "Proxy-Authorization: b",
                "X-After: 2", "X-Other: 3", "X-Afte: 4", "Cookie: c"))
        let flagged = parsed.fields.filter(\.isHopByHop).map(\.name)
        #expect(
            flagged == [
                "X-Before", "connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
                "Upgrade", "Proxy-Authorization", "X-After",
            ])
    }

    @Test("Host and Content-Length cannot be nominated away")
    func protectedFields() {
        let parsed = ParsedRequest(
            request("Connection: host, content-length, cookie", "Content-Length: 0", "Cookie: c"))
        #expect(parsed.fields.filter(\.isHopByHop).map(\.name) == ["Connection", "Cookie"])
    }

    @Test("what is no list of options, or too long a one, is a 400")
    func malformed() {
        for value in ["close;x", "\"close\"", "a b", "@", "close, (x)"] {
            #expect(ParsedRequest(request("Connection: \(value)")).refusal == 400, "\(value)")
        }
        let many = (0..<33).map { "x\($0)" }.joined(separator: ",")
        #expect(ParsedRequest(request("Connection: \(many)")).refusal == 400)
        #expect(ParsedRequest(request("Connection:")).isComplete)
    }
}
