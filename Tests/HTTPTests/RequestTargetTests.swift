import Testing

@testable import HTTP

@Suite struct RequestTargetTests {
    @Test("absolute form gives path, query and authority, and wins over Host")
    func absolute() {
        let parsed = ParsedRequest("GET http://b.example:81/p/q?r=s HTTP/1.1\r\nHost: a.example\r\n\r\n")
        #expect(parsed.form == .absolute)
        #expect(parsed.authority == "b.example:81")
        #expect(parsed.path == "/p/q")
        #expect(parsed.query == "r=s")
    }

    @Test("absolute form without a path means /, with or without a query")
    func absoluteWithoutPath() {
        let bare = ParsedRequest("GET HTTPS://b.example HTTP/1.1\r\nHost: b.example\r\n\r\n")
        #expect(bare.path == "/" && bare.query == "" && bare.authority == "b.example")
        let queried = ParsedRequest("GET http://b.example?x=/y HTTP/1.1\r\nHost: b.example\r\n\r\n")
        #expect(queried.path == "/" && queried.query == "x=/y" && queried.authority == "b.example")
    }

    @Test("absolute form does not excuse a missing or broken Host, but an empty one")
    func absoluteAndHost() {
        #expect(ParsedRequest("GET http://b.example/ HTTP/1.1\r\n\r\n").refusal == 400)
        #expect(ParsedRequest("GET http://b.example/ HTTP/1.1\r\nHost: a b\r\n\r\n").refusal == 400)
        #expect(ParsedRequest("GET http://b.example/ HTTP/1.1\r\nHost:\r\n\r\n").authority == "b.example")
    }

    @Test("targets of no form are a 400")
    func noForm() {
        let targets = [
            "path", "http:/a", "http://", "http:///p", "ftp://a/", "a.example:80", "http://u@a/", "http://a:b@c/",
            "http://[::1/", "http://a:b/", "http://a:99999/", "*a", "?q", "http://a|b/",
        ]
        for target in targets {
            #expect(ParsedRequest("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").refusal == 400, "\(target)")
        }
    }

    @Test("authority form belongs to CONNECT alone, and CONNECT to it")
    func authorityForm() {
        let parsed = ParsedRequest("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")
        #expect(parsed.form == .authority)
        #expect(parsed.authority == "a.example:443")
        #expect(parsed.path == "")
        for target in ["/", "*", "a.example", "a.example:", "http://a.example/", ":443"] {
            #expect(ParsedRequest("CONNECT \(target) HTTP/1.1\r\nHost: a\r\n\r\n").refusal == 400, "\(target)")
        }
    }

    @Test("asterisk form belongs to OPTIONS alone")
    func asterisk() {
        let parsed = ParsedRequest("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(parsed.form == .asterisk)
        #expect(parsed.path == "*")
        #expect(ParsedRequest("GET * HTTP/1.1\r\nHost: a\r\n\r\n").refusal == 400)
        #expect(ParsedRequest("OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n").form == .origin)
    }

    @Test("the bytes that browsers leave unescaped in queries are taken")
    func unescapedQuery() {
        let parsed = ParsedRequest("GET /a?b={c}|[d]^`e\\ HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(parsed.query == "b={c}|[d]^`e\\")
    }

    @Test("a path is marked for normalising wherever it is odd, and a query never marks it")
    func oddPaths() {
        let filler = String(repeating: "x", count: 40)
        for length in 0...40 {
            let prefix = "/b" + filler.prefix(length)
            for odd in ["%41", "//", "/./", "/../", "/.", "/.."] {
                for suffix in ["", "?q", "/tail/\(filler)"] {
                    #expect(needsNormalising(prefix + odd + suffix), "\(prefix + odd + suffix)")
                }
            }
            #expect(!needsNormalising(prefix + "/a.b/c?d=%41//./../\(filler)"), "\(prefix)")
            #expect(!needsNormalising(prefix + "/?/./"), "\(prefix)")
            #expect(!needsNormalising(prefix + "/"), "\(prefix)")
        }
    }

    private func needsNormalising(_ target: String) -> Bool {
        let parsed = ParsedRequest("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(parsed.isComplete)
        return parsed.pathNeedsNormalising
    }
}
