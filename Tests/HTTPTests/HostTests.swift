import Testing

@testable import HTTP

@Suite struct HostTests {
    @Test("Host may be a name, an address or one with a port")
    func valid() {
        let hosts = [
            "a", "a.example", "A.EXAMPLE:8443", "127.0.0.1:80", "[::1]", "[2001:db8::1]:443", "a_b-c~d", "a.example:",
            "xn--bcher-kva.example", "a%20b", "0.0.0.0=5000", "a.example:65535",
        ]
        for host in hosts {
            #expect(ParsedRequest(request(host: host)).authority == host, "\(host)")
        }
    }

    @Test("any other Host is a 400")
    func invalid() {
        let hosts = [
            "", "a b", "a/b", "a?b", "a@b", "u:p@a", "a:b", "a:1:2", "a:65536", "a:123456", ":80", "[::1", "[::1]x",
            "[1]", "[::g]", "[v1.x]", "[fe80::1%25eth0]", "a%2", "a%zz", "%", "a\\b", "a\tb", "a|b", "é", "a\"b", "[]",
        ]
        for host in hosts {
            #expect(ParsedRequest(request(host: host)).refusal == 400, "\(host)")
        }
    }

    @Test("HTTP/1.1 needs one Host and not two, HTTP/1.0 none")
    func count() {
        #expect(ParsedRequest(request(host: nil)).refusal == 400)
        #expect(ParsedRequest(request("host: a.example")).refusal == 400)
        #expect(ParsedRequest(request("HOST: b.example")).refusal == 400)
        let old = ParsedRequest(request(host: nil, version: "1.0"))
        #expect(old.isComplete && old.authority == "")
        #expect(ParsedRequest(request("Host: b", host: "a", version: "1.0")).refusal == 400)
    }
}
