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
        visitor.member("name", &name, "The field's name.")
        visitor.member("value", &value, "The field's value.")
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
        visitor.defaulted("method", &method, "Its method.")
        visitor.member("url", &url, "Its URL, or path and query alone.")
        visitor.defaulted("headers", &headers, "Its fields.")
        visitor.member("address", &address, "The client's IP address.")
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
