extension LoadError {
    /// Nothing but failures came of a load.
    init(_ answers: FirstAnswers, case name: String, on target: LoadTarget, after seconds: Double) {
        let place = "case \(name): \(target.name) at \(target.address)"
        guard let commonest = answers.kinds.first?.kind else {
            self.init(
                .target,
                "\(place): no request was answered within \(Int(seconds.rounded())) s: is it the right server, and is it "
                    + "well? A timeout in [wall] says how long a request may take")
            return
        }
        let told = answers.kinds.prefix(3).map { "\($0.kind): \($0.count)" }.joined(separator: ", ")
        let more = answers.kinds.count > 3 ? ", and \(answers.kinds.count - 3) kinds more" : ""
        self.init(
            Self.isWrongAnswer(commonest) ? .answer : .target,
            "\(place): all of the first \(answers.failureCount) requests failed (\(told)\(more)): "
                + Self.advice(on: commonest, target))
    }

    /// The server is well, and answers something else than it should.
    private static func isWrongAnswer(_ kind: String) -> Bool { kind.hasPrefix("status ") || kind == "wrong body" }

    /// What to do about a failure of that kind, as `LoadConnection` and `LoadRequest` call it.
    static func advice(on kind: String, _ target: LoadTarget) -> String {
        if kind.hasPrefix("status ") {
            let expect = "where that is the right answer, write expect = { status = \(kind.dropFirst(7)) } in the case"
            return target.said.map { "\(expect); \($0())" } ?? "look into the server's log; \(expect)"
        }
        if kind == "wrong body" { return "body_contains of the case's expect is not in the answer: compare the two" }
        if kind == "timeout" || kind == "not answered in time" {
            return "is the server well? A longer timeout in [wall] gives it more time"
        }
        if kind.hasPrefix("certificate") {
            return "use the name that the certificate has, or take any certificate with --insecure"
        }
        if kind.contains("refused") { return "nobody listens there: start the server, or correct host and port" }
        if kind.hasPrefix("connect:") || kind.hasPrefix("connect ") {
            return "are host and port right, and can they be reached from here?"
        }
        if target.tls != nil, !kind.hasPrefix("not HTTP") {
            return "does the server speak TLS there? Where it does not, write http://"
        }
        return "does the server speak HTTP/1.1 there? Where it speaks TLS, write https://"
    }
}
