import Foundation
import HTTP
import Origin
import Testing

@testable import Server

struct HeaderRulesTests {
    @Test("What rules mean for a request to a worker", arguments: HeaderRuleCase.all)
    func rewritten(_ example: HeaderRuleCase) throws {
        let head = Self.head(example.fields)
        let output = try Self.rewrite(HeaderRules(try example.list), head)
        #expect(output == Self.head(example.expected))
    }

    @Test("They mean the same for a request that goes on to an origin", arguments: HeaderRuleCase.all)
    func proxied(_ example: HeaderRuleCase) throws {
        let lines = try Self.proxy(HeaderRules(try example.list), Self.head(example.fields))
        let own = ["Host:", "Via:", "CDN-Loop:", "X-Forwarded-For:", "X-Forwarded-Proto:", "X-Forwarded-Host:"]
        let rest = lines.dropFirst().filter { line in !own.contains { line.hasPrefix($0) } }
        #expect(rest == example.expected)
    }

    @Test("They mean the same for a response", arguments: HeaderRuleCase.all)
    func responded(_ example: HeaderRuleCase) throws {
        let rules = HeaderRules(try example.list)
        let lines = example.fields.map { "\($0)\r\n" }.joined()
        #expect(try Self.respond(rules, lines, request: Self.head(example.fields)) == example.expected)
    }

    @Test("A prefix takes neither Host nor framing from a request")
    func kept() throws {
        let fields = ["Connection: keep-alive", "Content-Length: 5", "TE: trailers", "Upgrade: a", "Cookie: b=c"]
        let rules = HeaderRules(["c*", "h*", "t*", "u*"].map { .remove($0) })
        // What Connection says is known by then, and is for this hop alone.
        #expect(
            try Self.rewrite(rules, Self.head(fields))
                == Self.head(["Content-Length: 5", "TE: trailers", "Upgrade: a"]))
        let chunked = [
            "Transfer-Encoding: chunked", "Trailer: X", "Expect: 100-continue", "Keep-Alive: a", "Proxy-Connection: b",
        ]
        let more = HeaderRules(["t*", "e*", "k*", "p*"].map { .remove($0) })
        #expect(try Self.rewrite(more, Self.head(chunked)) == Self.head(chunked))
        let looped = ["CDN-Loop: a, swiftlet"]
        #expect(try Self.rewrite(rules, Self.head(looped)) == Self.head(looped))
    }

    @Test("A client's Connection cannot name what the rules set, so that it would end here")
    func nominated() throws {
        let fields = ["Connection: close, X-Client-IP, X-Mine", "X-Mine: 1", "X-Client-IP: 10.0.0.1", "Accept: a"]
        let rules = HeaderRules([.set("X-Client-IP", try ValueTemplate(parsing: "${client.ip}"))])
        #expect(
            try Self.rewrite(rules, Self.head(fields)) == Self.head(["Accept: a", "X-Client-IP: 192.0.2.7"]))
    }

    @Test("An origin can be told another Host")
    func host() throws {
        let rules = HeaderRules([.set("Host", try ValueTemplate(parsing: "${request.host}"))])
        let lines = try Self.proxy(rules, Self.head([]))
        #expect(lines.filter { $0.lowercased().hasPrefix("host:") } == ["Host: shop.example:8443"])
    }

    @Test("Who sets a field that proxies add has the last word")
    func forwarded() throws {
        let rules = HeaderRules([
            .set("X-Forwarded-For", try ValueTemplate(parsing: "${client.ip}")), .remove("X-Forwarded-P*"),
        ])
        let lines = try Self.proxy(rules, Self.head(["X-Forwarded-For: 10.0.0.1"]))
        #expect(
            lines.filter { $0.hasPrefix("X-Forwarded") }
                == ["X-Forwarded-For: 192.0.2.7", "X-Forwarded-Host: shop.example:8443"])
    }

    @Test("Many fields and many rules: time is linear, every value arrives")
    func many() throws {
        let fields = (0..<90).map { "X-0: \($0)" }
        let rules = HeaderRules((0..<64).map { .rename("X-\($0)", to: "X-\($0 + 1)") })
        let output = try Self.rewrite(rules, Self.head(fields))
        #expect(output == Self.head((0..<90).map { "X-64: \($0)" }))
    }

    @Test("More than 64 KiB from variables are refused")
    func limit() throws {
        let long = String(repeating: "v", count: 8000)
        let template = String(repeating: "${header.X-A}", count: 8)
        let head = Self.head(["X-A: \(long)"])
        #expect(try Self.rewrite(HeaderRules([.set("B", try ValueTemplate(parsing: template))]), head) != nil)
        let twice = HeaderRules([
            .set("B", try ValueTemplate(parsing: template)), .set("C", try ValueTemplate(parsing: template)),
        ])
        #expect(try Self.rewrite(twice, head) == nil)
    }

    // MARK: the request

    private static func head(_ fields: [String]) -> String {
        "GET /shop/a%20b?x=1&y=2 HTTP/1.1\r\nHost: shop.example:8443\r\n" + fields.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    /// Parses `text` and works the rules' variables out; nil: they are too long.
    private static func with<Result>(
        _ rules: HeaderRules, _ text: String,
        _ body: (borrowing RequestHead, UnsafeRawBufferPointer, borrowing RuleValues) -> Result
    ) throws -> Result? {
        var head = RequestHead()
        var values = RuleValues()
        return unsafe try Array(text.utf8).withUnsafeBytes { bytes in
            guard case .complete = unsafe try head.parse(bytes) else { return nil }
            let isResolved = unsafe Array("192.0.2.7".utf8).withUnsafeBytes { address in
                unsafe Array("0123456789abcdef0123456789abcdef".utf8).withUnsafeBytes { id in
                    unsafe values.resolve(
                        rules, head, bytes, RuleSource(clientAddress: address, requestID: id, isSecure: true))
                }
            }
            return unsafe isResolved ? body(head, bytes, values) : nil
        }
    }

    private static func rewrite(_ rules: HeaderRules, _ text: String) throws -> String? {
        unsafe try with(rules, text) { head, bytes, values in
            var out = ByteBuffer()
            unsafe rules.rewrite(head, bytes, values, into: &out)
            return unsafe String(decoding: out.readable, as: UTF8.self)
        }
    }

    private static func proxy(_ rules: HeaderRules, _ text: String) throws -> [String] {
        let settings = OriginSettings(
            name: "shop", host: "127.0.0.1", port: 9000, authority: "origin.example", basePath: "", tls: nil,
            limits: OriginLimits())
        let head = unsafe try with(rules, text) { head, bytes, values in
            var out = ByteBuffer()
            let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            unsafe Array("192.0.2.7".utf8).withUnsafeBytes { address in
                unsafe rules.withEdits(of: head, bytes, values) { edits in
                    unsafe ProxyRules.writeRequest(
                        head, bytes, to: settings, from: ForwardedFrom(clientAddress: address, isSecure: true),
                        method: none, target: none, framing: .none, edits: edits, into: &out)
                }
            }
            return unsafe String(decoding: out.readable, as: UTF8.self)
        }
        return (head ?? "").split(separator: "\r\n").map(String.init)
    }

    private static func respond(_ rules: HeaderRules, _ lines: String, request: String) throws -> [String] {
        let text = unsafe try with(rules, request) { _, _, values in
            var out = ByteBuffer()
            unsafe Array(lines.utf8).withUnsafeBytes { unsafe rules.rewrite($0, values, into: &out) }
            return unsafe String(decoding: out.readable, as: UTF8.self)
        }
        return (text ?? "").components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }
}

extension HeaderRuleCase {
    var list: [HeaderRule] {
        get throws {
            try rules.map { rule in
                switch rule {
                case .set(let name, let value): .set(name, try ValueTemplate(parsing: value))
                case .append(let name, let value): .append(name, try ValueTemplate(parsing: value))
                case .remove(let name): .remove(name)
                case .rename(let name, let new): .rename(name, to: new)
                }
            }
        }
    }
}
