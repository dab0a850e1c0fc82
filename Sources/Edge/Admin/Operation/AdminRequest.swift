internal import HTTP

/// A request's head, taken out of the bytes that it came in. Lives as long as the request.
struct AdminRequest: Sendable {
    var method: Method
    var path: String
    /// As sent, without the `?`.
    var query: String
    /// Names in lower case.
    var fields: [(name: String, value: String)]
    var version: HTTPVersion
    var framing: BodyFraming
    var keepAlive: Bool
    var expectsContinue: Bool

    /// The first of that name.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The first value's media type, in lower case, without parameters.
    var mediaType: String? {
        field("content-type").map { Self.trimmed($0.prefix { $0 != ";" }).lowercased() }
    }

    /// Whether progress is wanted: `Accept` names application/x-ndjson, and not with q=0.
    var acceptsLines: Bool {
        fields.lazy.filter { $0.name == "accept" }.contains { field in
            field.value.lowercased().split(separator: ",").contains { range in
                let parts = range.split(separator: ";").map { Self.trimmed($0) }
                guard parts.first == "application/x-ndjson" else { return false }
                return !parts.dropFirst().contains { part in
                    part.hasPrefix("q=0") && part.dropFirst(3).allSatisfy { $0 == "." || $0 == "0" }
                }
            }
        }
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
