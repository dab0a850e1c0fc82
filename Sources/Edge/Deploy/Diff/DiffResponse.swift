/// A response as it is compared: what the client got, or what the shadow would have. A value.
package struct DiffResponse: Sendable {
    package var status: Int
    /// In their order; names in any case.
    package var headers: [(name: String, value: String)]
    /// The body, or as much of it as was kept.
    package var body: [UInt8]
    /// The body had more bytes than were kept.
    package var isCut: Bool

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8], isCut: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isCut = isCut
    }

    /// What is compared of the headers, by name in lower case. Lines with one name are one list (RFC 9110 section 5.2).
    func fields(_ rules: DiffRules) -> [String: String] {
        var fields: [String: String] = [:]
        for (name, value) in headers.prefix(DiffLimits.headersMax) {
            let name = name.lowercased()
            guard !rules.ignoredHeaders.contains(name) else { continue }
            let shown = name == "set-cookie" ? Self.withoutValue(value) : Self.trimmed(value)
            if let before = fields[name] { fields[name] = "\(before), \(shown)" } else { fields[name] = shown }
        }
        return fields
    }

    /// Whether the body is a whole text of JSON, by what the headers say of it.
    var saysJSON: Bool {
        guard !isCut, body.count <= DiffLimits.jsonBytesMax else { return false }
        var isJSON = false
        for (name, value) in headers {
            switch name.lowercased() {
            case "content-type":
                let type = Self.trimmed(String(value.prefix { $0 != ";" })).lowercased()
                isJSON = type == "application/json" || type == "text/json" || type.hasSuffix("+json")
            case "content-encoding":
                if Self.trimmed(value).lowercased() != "identity" { return false }
            default: break
            }
        }
        return isJSON
    }

    /// A cookie's value is its user's secret, and mostly another with every response.
    private static func withoutValue(_ cookie: String) -> String {
        let parts = cookie.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map { $0.prefix { $0 != "=" } } ?? ""
        let attributes = parts.count > 1 ? ";\(parts[1])" : ""
        return "\(trimmed(String(name)))=…\(attributes)"
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var part = text.drop(while: isSpace)
        while let last = part.last, isSpace(last) { part.removeLast() }
        return String(part)
    }
}
