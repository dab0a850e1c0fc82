import Testing

@testable import Deploy

@Suite("Differences of requests to origins")
struct DiffRequestTests {
    private let base = DiffRequest(
        origin: "shop", method: "POST", target: "/a?b=1",
        headers: [("content-type", "application/json"), ("x-user", "1"), ("cookie", "secret=1")], body: Array("{}".utf8)
    )

    private func differences(
        _ change: (inout DiffRequest) -> Void, _ rules: DiffRules? = nil
    ) throws -> [ResponseDifference] {
        var other = base
        change(&other)
        return ResponseDiff(baseline: base, candidate: other, rules: try rules ?? DiffRules()).differences
    }

    @Test("those that say the same do not differ, however they are framed")
    func same() throws {
        let alike = try differences { $0.headers = $0.headers.reversed() + [("transfer-encoding", "chunked")] }
        #expect(alike.isEmpty)
    }

    @Test("each place has a name of its own")
    func places() throws {
        let told = try differences { request in
            request.origin = "stock"
            request.method = "PUT"
            request.target = "/a?b=2"
            request.headers[1].value = "2"
            request.headers.append(("x-new", "3"))
            request.body = Array(#"{"items": [{"id": 4}]}"#.utf8)
        }
        #expect(
            told.map { "\($0.field) \($0.kind) \($0.baseline ?? "-") \($0.candidate ?? "-")" } == [
                "forward.origin changed shop stock", "forward.method changed POST PUT",
                "forward.target changed /a?b=1 /a?b=2", "forward.headers.x-new added - 3",
                "forward.headers.x-user changed 1 2", "forward.body/items added - an array of 1",
            ])
        let whole = try differences { $0.body = Array("[]".utf8) }
        #expect(whole.map(\.field) == ["forward.body"])
    }

    @Test("a user's secret is not shown, and what is ignored is ignored here too")
    func secrets() throws {
        let cookie = try differences { $0.headers[2].value = "secret=2" }
        #expect(cookie.map(\.field) == ["forward.headers.cookie"])
        #expect(cookie.map(\.candidate) == ["…"] && cookie.map(\.baseline) == ["…"])
        let rules = try DiffRules(places: ["header:Cookie", "/id"])
        let ignored = try differences(
            { request in
                request.headers[2].value = "secret=2"
                request.body = Array(#"{"id": 4}"#.utf8)
            }, rules)
        #expect(ignored.isEmpty)
    }
}
