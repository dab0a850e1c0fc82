import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite("Header rules")
struct HeaderRulesTests {
    private func rule(_ words: [String]) throws -> HeaderRules.Rule {
        switch words[0] {
        case "set": .set(words[1], words[2])
        case "append": .append(words[1], words[2])
        case "remove": .remove(words[1])
        case "rename": .rename(words[1], to: words[2])
        default: throw WorkerError.message("no rule: \(words)")
        }
    }

    /// A client's request, with the head that all cases have and these fields.
    private func client(_ fields: HeaderRuleCase.Fields) -> Request {
        var head = NativeHead()
        head.method = HeaderRuleCase.method
        head.target = HeaderRuleCase.target
        head.authority = HeaderRuleCase.host
        head.isSecure = HeaderRuleCase.isSecure
        head.clientAddress = HeaderRuleCase.clientAddress
        head.requestID = HeaderRuleCase.requestID
        head.fields = fields
        return Request(block: head.block())
    }

    /// The values of each name.
    private func values(_ fields: HeaderRuleCase.Fields) -> [String: [String]] {
        fields.reduce(into: [:]) { values, field in values[field.name.lowercased(), default: []].append(field.value) }
    }

    private func values(_ headers: Headers) -> [String: [String]] {
        var fields: HeaderRuleCase.Fields = []
        headers.forEach { name, value in fields.append((name.text, value.text)) }
        return values(fields)
    }

    @Test("a request gets what the table says", arguments: HeaderRuleCase.all)
    func request(_ example: HeaderRuleCase) throws {
        let rules = try HeaderRules(validating: example.rules.map(rule))
        var request = client(example.fields)
        request.apply(rules)
        #expect(values(request.headers) == values(example.expected), "\(example.says)")
    }

    @Test("a response of the worker's own and one of an origin get the same", arguments: HeaderRuleCase.all)
    func response(_ example: HeaderRuleCase) throws {
        let rules = try HeaderRules(validating: example.rules.map(rule))
        let request = client(example.fields)
        var own = Response()
        for field in example.fields { own.headers.append(.init(field.name)!, field.value) }
        own.apply(rules, for: request)
        #expect(values(own.headers) == values(example.expected), "\(example.says)")

        var head = NativeHead()
        head.status = 200
        head.fields = example.fields
        var fetched = Response(handle: 7, block: head.block())
        fetched.apply(rules, for: request)
        #expect(values(fetched.headers) == values(example.expected), "\(example.says)")
    }

    @Test("a wrong rule is an error that says which and where", arguments: HeaderRuleCase.wrong)
    func wrong(_ rule: [String], _ offset: Int, _ reason: String) throws {
        let rules = try [self.rule(["set", "A", "1"]), self.rule(rule)]
        let error = #expect(throws: HeaderRulesError.self) { try HeaderRules(validating: rules) }
        #expect(
            error?.rule == 1 && error?.offset == offset && error.map { "\($0.reason)" } == reason, "\(rule): \(error!)")
    }

    @Test("the error reads as a sentence")
    func description() {
        let error = #expect(throws: HeaderRulesError.self) { try HeaderRules(validating: [.set("A", "${client.pi}")]) }
        #expect(error?.description == "header rule 0 (from 0), byte 0: no such variable")
    }

    @Test("more rules, or a longer value, than the limit are refused")
    func limits() throws {
        let most = [HeaderRules.Rule](repeating: .remove("A"), count: HeaderRules.rulesMax)
        #expect(try HeaderRules(validating: most).steps.count == HeaderRules.rulesMax)
        #expect(throws: HeaderRulesError(rule: 64, offset: 0, reason: .tooManyRules)) {
            try HeaderRules(validating: most + [.remove("A")])
        }
        let longest = String(repeating: "a", count: HeaderRules.valueBytesMax)
        #expect(throws: Never.self) { try HeaderRules(validating: [.set("A", longest)]) }
        #expect(throws: HeaderRulesError(rule: 0, offset: 4096, reason: .valueTooLong)) {
            try HeaderRules(validating: [.append("A", longest + "a")])
        }
    }

    @Test("a request that the worker made has no client, unless one is named")
    func ownRequest() throws {
        let rules = HeaderRules([
            .set("A", "${client.ip}${request.id}${request.host}${request.scheme}"), .set("B", "${request.method}"),
            .set("C", "${request.path}|${request.query}"), .set("D", "${header.X}"), .set("E", "${cookie.c}"),
        ])
        var own = Request("/p?q", method: .put, headers: ["X": "1", "X": "2", "Cookie": "c=d"])
        own.apply(rules)
        #expect(
            values(own.headers) == [
                "b": ["PUT"], "c": ["/p|q"], "d": ["1, 2"], "e": ["d"], "x": ["1", "2"], "cookie": ["c=d"],
            ])
        var other = Request("/p?q")
        other.apply(rules, for: client([("X", "3")]))
        #expect(
            other.headers["A"] == "2001:db8::70123456789abcdefshop.example.com:8443https" && other.headers["D"] == "3")
    }

    @Test("a forwarded response takes all rules but rename, which is an error and not forgotten")
    func forwarded() throws {
        let host = TestHost(origins: ["shop": .returning(Response(headers: ["Server": "x", "A": "1"]))])
        let probe = Probe { request, env throws(WorkerError) in
            var response = try env.origin("shop").forward(request)
            response.apply(HeaderRules([.remove("Server"), .set("Id", "${request.path}")]), for: request)
            if request.path == "/rename" { response.apply(HeaderRules([.rename("A", to: "B")]), for: request) }
            return response
        }
        let answer = try host.respond(to: Request("/x"), with: probe)
        #expect(answer.headers["Server"] == nil && answer.headers["Id"] == "/x" && answer.headers["A"] == "1")
        #expect(throws: WorkerError.invalid) { try host.respond(to: Request("/rename"), with: probe) }
        #expect(host.logged.count == 1 && host.logged[0].text.contains("renamed"))
    }

    @Test("no bytes of a rule end in a trap")
    func hostile() {
        let seeds = ["${client.ip}", "a $$ ${header.X-A} ${cookie.b}", "X-Debug-*", "${request.query}", "Connection"]
        let request = client([("X-A", "1"), ("Cookie", "b=c; d")])
        for bytes in Mutations(of: seeds, extra: "${}.*") {
            let text = String(decoding: bytes, as: UTF8.self)
            for rule in [HeaderRules.Rule.set("A", text), .set(text, "a"), .remove(text), .rename(text, to: "B")] {
                guard let rules = try? HeaderRules(validating: [rule]) else { continue }
                var changed = request
                changed.apply(rules)
                var isValid = true
                changed.headers.forEach { _, value in
                    isValid = isValid && value.allSatisfy { byte in byte >= 0x20 && byte != 0x7f || byte == 0x09 }
                }
                #expect(isValid, "\(bytes)")
            }
        }
    }
}
