internal import HTTP

/// Checks that need more than one entry, and those that need the HTTP grammar.
struct ConfigCheck {
    private let issues: ConfigIssues
    /// Routes met so far: where each pattern was written, and for which listener.
    private var places: [RoutePattern: [(listener: Int?, line: Int)]] = [:]

    init(issues: ConfigIssues) {
        self.issues = issues
    }

    /// Reports a tie: another route with the same pattern on the same listener, so that no request tells them apart.
    mutating func noteRoute(_ pattern: RoutePattern, listener: Int?, at node: TOMLNode) {
        let earlier = places[pattern, default: []]
        if let tie = earlier.first(where: { $0.listener == nil || listener == nil || $0.listener == listener }) {
            let isSame = tie.listener == listener
            issues.add(
                node, "the route at line \(tie.line) matches the same\(isSame ? "" : " on one of the listeners")",
                "change one of them\(isSame ? "" : ", or give both a listener of their own")")
        }
        places[pattern, default: []].append((listener, node.line))
    }

    /// Nil where a fixed answer may have a field of this name.
    static func headerNameProblem(_ name: String) -> (problem: String, remedy: String)? {
        let bytes = Array(name.utf8)
        guard unsafe bytes.withUnsafeBytes({ unsafe FieldSyntax.isName($0) }) else {
            return (
                "\(TOMLNode.quoted(name)) is no header name", "write letters, digits and \"-\" (RFC 9110 section 5.1)"
            )
        }
        let own = ["connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"]
        return own.contains(name.lowercased()) ? ("the server sets this field itself", "remove it") : nil
    }

    /// RFC 9110 section 5.5, and no letters beyond ASCII: what they mean to a client is open.
    static func isHeaderValue(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe FieldSyntax.isValue($0) } && bytes.allSatisfy { $0 < 128 }
    }
}
