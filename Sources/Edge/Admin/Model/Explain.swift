package struct HeaderLine: AdminRecord {
    package var name = ""
    package var value = ""

    package init() {}

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package static let about: StaticString = "A line of a head."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("name", &name, "The field's name.", as: .text(pattern: RequestText.token, example: "cookie"))
        visitor.member(
            "value", &value, "The field's value.", as: .text(pattern: RequestText.fieldValue, example: "uid=ada"))
    }
}

/// A request that is not made: what would become of it?
package struct ExplainRequest: AdminRecord {
    package var method = "GET"
    /// "https://example.com/shop?x=1", or only "/shop".
    package var url = ""
    package var headers: [HeaderLine] = []
    /// The client's IP address.
    package var address: String?

    package init() {}

    package static let about: StaticString = "A request that is not made."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.defaulted("method", &method, "Its method.", as: .text(pattern: RequestText.token, example: "GET"))
        visitor.member(
            "url", &url, "Its URL, or path and query alone.",
            as: .text(pattern: RequestText.url, example: "https://example.com/shop?page=2"))
        visitor.defaulted("headers", &headers, "Its fields.")
        visitor.member("address", &address, "The client's IP address.", as: .nullable(.address))
    }

    /// Whether it is a request; whether the host would take it is another matter.
    package var problem: ReadProblem? {
        if !RequestText.isToken(method) { return ReadProblem("is no method: write GET").within("method") }
        if !RequestText.isURL(url) {
            return ReadProblem("is no URL: write https://…, http://… or a path").within("url")
        }
        for (index, line) in headers.enumerated() {
            let key = RequestText.isToken(line.name) ? RequestText.isFieldValue(line.value) ? nil : "value" : "name"
            if let key { return ReadProblem("cannot be sent").within(key).within("\(index)").within("headers") }
        }
        return nil
    }
}

/// One thing that is decided about a request, in the order of deciding.
package struct ExplanationStep: AdminRecord {
    /// "listener", "route", "worker", "version", "limits", "shadow", "header rules", "origin".
    package var what = ""
    package var value = ""
    package var why = ""

    package init() {}

    package init(_ what: String, _ value: String, why: String) {
        self.what = what
        self.value = value
        self.why = why
    }

    package static let about: StaticString = "One thing that is decided about a request."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("what", &what, "What is decided.")
        visitor.member("value", &value, "How.")
        visitor.member("why", &why, "Why.")
    }
}

package struct Explanation: AdminRecord {
    package var listener: String?
    package var route: String?
    package var worker: String?
    package var version: VersionID?
    /// Of 10,000, counted from 0.
    package var bucket: Int?
    package var origin: String?
    /// What the host would answer by itself.
    package var status: Int?
    package var steps: [ExplanationStep] = []

    package init() {}

    package static let about: StaticString = "What would become of a request, and why."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("listener", &listener, "The listener.")
        visitor.member("route", &route, "The route.")
        visitor.member("worker", &worker, "The worker.")
        visitor.member("version", &version, "The version.")
        visitor.member("bucket", &bucket, "The user's bucket of 10,000, counted from 0.")
        visitor.member("origin", &origin, "The origin.")
        visitor.member("status", &status, "What the host answers by itself, if it does.")
        visitor.member("steps", &steps, "Everything that is decided, in order, with reasons.")
    }
}
