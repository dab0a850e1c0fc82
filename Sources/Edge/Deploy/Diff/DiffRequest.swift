/// A request to an origin as it is compared, where nothing goes out that could be answered. A value.
package struct DiffRequest: Sendable {
    /// The origin's name.
    package var origin: String
    package var method: String
    /// Path and query.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        origin: String, method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]
    ) {
        self.origin = origin
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

extension ResponseDiff {
    /// Whose values are their users' secrets: that they differ is said, and no more.
    private static let secretFields: Set<String> = ["cookie", "authorization", "proxy-authorization"]

    /// What differs between two requests, in places that begin with `forward.`: `forward.target`, `forward.headers.x-user`,
    /// `forward.body/items/*/id`. The rules are those for responses.
    package init(baseline: DiffRequest, candidate: DiffRequest, rules: DiffRules) {
        self.init()
        for (name, one, other) in [
            ("origin", baseline.origin, candidate.origin), ("method", baseline.method, candidate.method),
            ("target", baseline.target, candidate.target),
        ] where !one.utf8.elementsEqual(other.utf8) {
            let field = "forward.\(name)"
            add(field, field, .changed, DiffText.shown(one), DiffText.shown(other))
        }
        let rest = ResponseDiff(
            baseline: DiffResponse(status: 0, headers: baseline.headers, body: baseline.body),
            candidate: DiffResponse(status: 0, headers: candidate.headers, body: candidate.body), rules: rules)
        for difference in rest.differences {
            let isSecret = Self.secretFields.contains { difference.field == "header \($0)" }
            add(
                Self.forwarded(difference.field), Self.forwarded(difference.place), difference.kind,
                difference.baseline.map { isSecret ? "…" : $0 }, difference.candidate.map { isSecret ? "…" : $0 })
        }
    }

    /// `header x` is `forward.headers.x`, `body /a` is `forward.body/a`.
    private static func forwarded(_ place: String) -> String {
        if place.hasPrefix("header ") { return "forward.headers.\(place.dropFirst("header ".count))" }
        return "forward.\(place.hasPrefix("body /") ? "body\(place.dropFirst("body ".count))" : place)"
    }
}
