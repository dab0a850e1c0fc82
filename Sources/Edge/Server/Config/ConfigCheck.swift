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

    /// Nil where a fixed answer may have this field.
    static func headerNameProblem(_ name: String) -> (problem: String, remedy: String)? {
        let isToken =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
        guard isToken else {
            return (
                "\(TOMLNode.quoted(name)) is no header name", "write letters, digits and \"-\" (RFC 9110 section 5.1)"
            )
        }
        let own = ["connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"]
        guard !own.contains(name.lowercased()) else { return ("the server sets this field itself", "remove it") }
        return nil
    }

    /// RFC 9110 section 5.5, without obs-text, and without blanks at the ends.
    static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 9 } && text.utf8.first != 0x20 && text.utf8.last != 0x20
            && text.utf8.first != 9 && text.utf8.last != 9
    }
}
