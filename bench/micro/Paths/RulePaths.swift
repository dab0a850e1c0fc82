internal import HTTP
internal import Server

/// A route's header rules over a browser's request, and over a response.
enum RulePaths {
    static var all: [MicroPath] {
        [
            MicroPath("rules-request", times: 1_000) {
                let rules = HeaderRules([
                    .set("X-Request-Id", try ValueTemplate(parsing: "${request.id}")),
                    .append("X-Client", try ValueTemplate(parsing: "${client.ip} ${header.User-Agent}")),
                    .remove("Sec-Fetch-*"),
                    .rename("Cookie", to: "X-Cookie"),
                ])
                return { times in try rewriteRequest(rules, times) }
            },
            MicroPath("rules-response", times: 1_000) {
                let rules = HeaderRules([
                    .set("Strict-Transport-Security", try ValueTemplate(parsing: "max-age=31536000")),
                    .remove("X-Internal-*"),
                    .rename("ETag", to: "X-ETag"),
                ])
                return { times in rewriteResponse(rules, times) }
            },
        ]
    }

    private static func rewriteRequest(_ rules: HeaderRules, _ times: Int) throws {
        var request = RequestHead()
        var values = RuleValues()
        var out = ByteBuffer(capacity: 4 << 10)
        try unsafe Sample.request.withUnsafeBytes { bytes in
            try unsafe Sample.label.withUnsafeBytes { label in
                _ = try unsafe request.parse(bytes)
                let source = unsafe RuleSource(clientAddress: label, requestID: label, isSecure: true)
                for _ in 0..<times {
                    guard unsafe values.resolve(rules, request, bytes, source) else {
                        throw BenchError(description: "the rules' values are too long")
                    }
                    out.clear()
                    unsafe rules.rewrite(request, bytes, values, into: &out)
                }
            }
        }
    }

    private static func rewriteResponse(_ rules: HeaderRules, _ times: Int) {
        let values = RuleValues()
        var out = ByteBuffer(capacity: 4 << 10)
        unsafe Sample.responseLines.withUnsafeBytes { lines in
            for _ in 0..<times {
                out.clear()
                unsafe rules.rewrite(lines, values, into: &out)
            }
        }
    }
}
