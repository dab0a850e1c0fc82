import Testing

@testable import Deploy

/// Two bodies, and what differs.
private let bodyCases: [(String, String, [String])] = [
    (
        #"{"items":[{"price":1},{"price":2}]}"#, #"{"items":[{"price":1},{"price":3}]}"#,
        ["body /items/*/price | body /items/1/price changed 2 → 3"]
    ),
    (#"{"a":1}"#, #"{"b":1}"#, ["body /a | body /a missing 1 → -", "body /b | body /b added - → 1"]),
    ("[1,2]", "[1,2,3]", ["body | body length an array of 2 → an array of 3"]),
    ("[1]", #"{"0":1}"#, ["body | body changed an array of 1 → an object of 1"]),
    (#"{"a":"1"}"#, #"{"a":1}"#, [#"body /a | body /a changed "1" → 1"#]),
    (#"{"a":true}"#, #"{"a":null}"#, ["body /a | body /a changed true → null"]),
    (#"{"a/b":{"~":1}}"#, #"{"a/b":{"~":2}}"#, ["body /a~1b/~0 | body /a~1b/~0 changed 1 → 2"]),
    ("1", "[", ["body | body changed 1 → no JSON: the JSON ends too early"]),
    // Not the same bytes, though Swift's String takes them for equal.
    (
        "{\"\u{E9}\":1}", "{\"e\u{301}\":1}",
        ["body /e\u{301} | body /e\u{301} added - → 1", "body /\u{E9} | body /\u{E9} missing 1 → -"]
    ),
    (#"{"a":1,"a":2}"#, #"{"a":2}"#, []),
    // More digits than a Double has.
    (
        "12345678901234567890", "12345678901234567891",
        ["body | body changed 12345678901234567890 → 12345678901234567891"]
    ),
    ("0.1", "0.10000000000000000001", ["body | body changed 0.1 → 0.10000000000000000001"]),
    ("1e400", "10e399", []), ("1e99999999999999999999", "1e99999999999999999999", []),
    ("1e99999999999999999999", "2", ["body | body changed 1e99999999999999999999 → 2"]), ("0e5", "-0", []),
]

@Suite("Differences of responses")
struct ResponseDiffTests {
    @Test("responses that mean the same do not differ")
    func same() throws {
        let one = json(#"{"a": 1, "b": [1.0, "x\u00e9", null, true], "c": {"d": -0}}"#)
        let other = json(#"{ "c":{"d":0.0},"b":[10e-1,"xé",null,true],"a":1.00 }"#)
        #expect(try diff(one, other).isEmpty)
        var first = one
        var second = one
        first.headers += [("Date", "Mon"), ("X-A", "1"), ("x-a", "2"), ("Vary", " Accept ")]
        second.headers += [("date", "Tue"), ("X-a", "1, 2"), ("vary", "Accept"), ("Content-Length", "5")]
        #expect(try diff(first, second).isEmpty)
    }

    @Test("each difference of a JSON body is told by its path", arguments: bodyCases)
    func bodies(one: String, other: String, differences: [String]) throws {
        #expect(try diff(json(one), json(other)) == differences)
    }

    @Test("what is ignored is ignored with all below it, wherever the star stands")
    func ignored() throws {
        let one = json(#"{"trace_id":{"x":1},"items":[{"at":1,"n":1},{"at":2,"n":2}],"m":{"k":{"t":1}},"l":[1]}"#)
        let other = json(#"{"items":[{"at":3,"n":1},{"n":9}],"m":{"k":{"t":2}},"l":[1,2]}"#)
        let rules = try DiffRules(ignore: ["/trace_id", "/items/*/at", "/m/*/t", "/l/*"])
        #expect(try diff(one, other, rules) == ["body /items/*/n | body /items/1/n changed 2 → 9"])
        let escaped = try DiffRules(ignore: ["/a~1b/~0"])
        #expect(try diff(json(#"{"a/b":{"~":1}}"#), json(#"{"a/b":{"~":2}}"#), escaped).isEmpty)
    }

    @Test("status and headers are compared; a cookie's value is not, and not shown")
    func headers() throws {
        var one = DiffResponse(status: 200, headers: [("ETag", "\"1\""), ("Vary", "Accept")], body: [])
        var other = DiffResponse(status: 500, headers: [("etag", "\"2\""), ("X-New", "1")], body: [])
        #expect(
            try diff(one, other) == [
                "status | status changed 200 → 500", "header etag | header etag changed \"1\" → \"2\"",
                "header vary | header vary missing Accept → -", "header x-new | header x-new added - → 1",
            ])
        #expect(try diff(one, other, DiffRules(ignoreHeaders: ["ETag", "vary", "X-New"])).count == 1)
        other.status = 200
        one.headers = [("Set-Cookie", "uid=secret1; Path=/")]
        other.headers = [("Set-Cookie", "uid=secret2; Path=/")]
        #expect(try diff(one, other).isEmpty)
        other.headers = [("Set-Cookie", "uid=secret2; Path=/; Secure")]
        #expect(
            try diff(one, other) == [
                "header set-cookie | header set-cookie changed uid=…; Path=/ → uid=…; Path=/; Secure"
            ])
    }

    @Test("other bodies are compared by bytes, with the offset of the first that differs")
    func bytes() throws {
        func text(_ body: String, isCut: Bool = false, type: String = "text/html") -> DiffResponse {
            DiffResponse(status: 200, headers: [("Content-Type", type)], body: Array(body.utf8), isCut: isCut)
        }
        #expect(try diff(text("hello"), text("help")) == ["body | body byte 3 changed lo → p"])
        #expect(try diff(text("ab"), text("abcd")) == ["body | body byte 2 length 2 bytes → 4 bytes"])
        #expect(try diff(text("ab", isCut: true), text("abcd")).isEmpty)
        #expect(
            try diff(text("abcd", isCut: true), text("ab"))
                == ["body | body byte 2 length more than 4 bytes → 2 bytes"])
        #expect(try diff(text("\u{1B}[2J"), text("x")) == ["body | body byte 0 changed ?[2J → x"])
        // JSON only where both say so, whole and not encoded.
        #expect(try diff(json("[1]"), text("[ 1]")).contains { $0.hasPrefix("body | body byte 1") })
        let problem = text("[1]", type: "application/problem+json; charset=utf-8")
        #expect(try diff(problem, text("[ 1]", type: "Application/Problem+JSON; charset=utf-8")).count == 1)
        var encoded = (one: json("[1]"), other: json("[ 1]"))
        encoded.one.headers.append(("Content-Encoding", "gzip"))
        encoded.other.headers.append(("Content-Encoding", "gzip"))
        #expect(try diff(encoded.one, encoded.other) == ["body | body byte 1 changed 1] →  1]"])
    }

    @Test("a difference is named in bounded space, and only so many of one response are")
    func bounded() throws {
        let long = String(repeating: "x", count: 100_000)
        let names = try ResponseDiff(
            baseline: json("{\"\(long)\":{\"\(long)\":\"\(long)\"}}"),
            candidate: json("{\"\(long)\":{\"\(long)\":1}}"),
            rules: DiffRules()
        ).differences
        #expect(names.count == 1 && names.allSatisfy { $0.place.utf8.count < 1000 && $0.field.utf8.count < 1000 })
        #expect((names.first?.baseline?.utf8.count ?? .max) < 200)
        let ones = json("[" + (0..<1000).map { "\($0)" }.joined(separator: ",") + "]")
        let twos = json("[" + (0..<1000).map { "\($0 + 1)" }.joined(separator: ",") + "]")
        let many = try ResponseDiff(baseline: ones, candidate: twos, rules: DiffRules())
        #expect(many.isCut && many.differences.count == DiffLimits.differencesMax)
        let deep = json(String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
        #expect(try diff(deep, json("[1]")).count == 1)
        let largest = json("[" + String(repeating: " ", count: DiffLimits.jsonBytesMax) + "]")
        let shown = String(repeating: " ", count: DiffLimits.valueMax)
        #expect(try diff(largest, json("[]")) == ["body | body byte 1 changed \(shown)… → ]"])
    }

    @Test("bodies mixed up by chance are compared without a trap")
    func hostile() throws {
        let text = Array(#"{"items":[{"price":1.5e3,"name":"so\u0061p\ud83d\ude00"},null,[true,-0.1]],"n":{}}"#.utf8)
        var random = SplitMix(seed: 13)
        for _ in 0..<3000 {
            var bytes = text
            for _ in 0...3 {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] = text.randomElement(using: &random) ?? UInt8.random(in: 0...255, using: &random)
            }
            var response = json("")
            response.body = bytes
            let differences = try diff(json(String(decoding: text, as: UTF8.self)), response)
            #expect(differences.isEmpty ? (try? DiffJSON(bytes)) != nil : true)
        }
    }

    @Test(
        "paths and headers that are none are refused",
        arguments: [
            "", "a", "/a~2", "/a~", "/" + String(repeating: "x", count: 300), String(repeating: "/x", count: 40),
        ])
    func rules(path: String) {
        #expect(throws: RolloutError.self) { try DiffRules(ignore: [path]) }
        #expect(throws: RolloutError.self) { try DiffRules(ignoreHeaders: ["a b"]) }
        let many = [String](repeating: "/a", count: DiffLimits.ignoredMax + 1)
        #expect(throws: RolloutError.self) { try DiffRules(ignore: many) }
    }

    private func json(_ body: String) -> DiffResponse {
        DiffResponse(status: 200, headers: [("content-type", "application/json")], body: Array(body.utf8))
    }

    private func diff(_ one: DiffResponse, _ other: DiffResponse, _ rules: DiffRules? = nil) throws -> [String] {
        try ResponseDiff(baseline: one, candidate: other, rules: rules ?? DiffRules()).differences.map {
            "\($0.field) | \($0.place) \($0.kind) \($0.baseline ?? "-") → \($0.candidate ?? "-")"
        }
    }
}
