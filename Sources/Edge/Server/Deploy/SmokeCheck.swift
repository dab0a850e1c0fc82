internal import Deploy
internal import Isolate
internal import Rehearsal

/// Whether a run came to what its smoke request expects. A value.
struct SmokeCheck {
    /// What of an answer is looked at that the worker writes bit by bit.
    static let bodyBytesMax = 16 << 20
    private static let excerptBytes = 200
    private static let logLinesMax = 5
    private static let faultBytes = 2_000

    /// What was expected and what came, in one line; nil: it came.
    let problem: String?

    init(_ request: SmokeRequest, _ run: WorkerRun) {
        var problem = Self.judge(request.expect, run)
        if problem == nil, let fault = run.laterFault { problem = "after the answer it failed: \(Self.told(fault))" }
        self.problem = problem.map { $0 + Self.told(run) }
    }

    private static func judge(_ expected: SmokeRequest.Expectation, _ run: WorkerRun) -> String? {
        switch run.answer {
        case .failed(let fault): return "it failed: \(told(fault))\(missing(run))"
        case .response(let status, let message): return judge(expected, status, message)
        case .forwarded(_, _, let response?): return judge(expected, response.status, response.message)
        case .forwarded(let origin, _, nil):
            guard expected != SmokeRequest.Expectation() else { return nil }
            return "it forwards to the origin \(origin), which has no double: what it answers is not known"
        }
    }

    private static func judge(
        _ expected: SmokeRequest.Expectation, _ status: Int, _ message: WorkerRun.Message
    ) -> String? {
        if let wanted = expected.status {
            if status != wanted { return "it answers \(status), not \(wanted); \(excerpt(message.body))" }
        } else if status >= 400 {
            return "it answers \(status), and a status below 400 was expected; \(excerpt(message.body))"
        }
        let fields = fields(message.head)
        for header in expected.headers {
            let own = fields.filter { $0.name == header.name.lowercased() }.map(\.value)
            guard !own.contains(header.value) else { continue }
            guard !own.isEmpty else { return "the answer has no \(header.name): \(shown(header.value))" }
            let values = own.prefix(3).map(shown).joined(separator: " and ")
            return "its \(header.name) is \(values), not \(shown(header.value))"
        }
        if let text = expected.contains, !text.isEmpty, !contains(message.body, Array(text.utf8)) {
            return "its body does not contain \(shown(text)); \(excerpt(message.body))"
        }
        return nil
    }

    // MARK: what is told besides

    /// Of a worker that failed: the origins that it could not reach may be why.
    private static func missing(_ run: WorkerRun) -> String {
        var names: [String] = []
        for subrequest in run.subrequests where subrequest.status == nil && !names.contains(subrequest.origin) {
            names.append(subrequest.origin)
        }
        return names.isEmpty ? "" : "; it asked the origin \(names.joined(separator: ", ")), which has no double"
    }

    /// With its stack, where there is one. In part these are the worker's own words.
    private static func told(_ fault: Fault) -> String { line(Array(fault.description.utf8)[...], faultBytes) }

    /// The last lines that it logged.
    private static func told(_ run: WorkerRun) -> String {
        guard !run.log.isEmpty else { return "" }
        let lines = run.log.suffix(logLinesMax).map { "\($0.level): \(shown($0.text))" }
        let before = run.log.count - lines.count
        return "; it logged \(before > 0 ? "\(before) lines, then " : "")\(lines.joined(separator: ", "))"
    }

    private static func excerpt(_ body: [UInt8]) -> String {
        body.isEmpty ? "its body is empty" : "its body of \(body.count) bytes begins \(shown(body[...]))"
    }

    private static func shown(_ text: String) -> String { shown(Array(text.utf8)[...]) }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> String { "\"\(line(bytes, excerptBytes))\"" }

    /// On one line, and bounded.
    private static func line(_ bytes: ArraySlice<UInt8>, _ bytesMax: Int) -> String {
        let part = Array(bytes.prefix(bytesMax))
        let text = unsafe part.withUnsafeBytes { unsafe ServerLog.escaped($0) }
        return bytes.count > part.count ? text + "…" : text
    }

    // MARK: parts

    /// Names in lower case.
    private static func fields(_ head: [UInt8]) -> [(name: String, value: String)] {
        String(decoding: head, as: UTF8.self).split { $0.isNewline }.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let value = line[colon...].dropFirst().drop { $0 == " " || $0 == "\t" }
            return (line[..<colon].lowercased(), String(value))
        }
    }

    /// In linear time (Knuth, Morris, Pratt), whatever a manifest and a worker make of it.
    static func contains(_ body: [UInt8], _ text: [UInt8]) -> Bool {
        guard !text.isEmpty else { return true }
        // How much of the text's beginning stands at the end of each part of it.
        var borders = [0]
        var matched = 0
        for byte in text.dropFirst() {
            while matched > 0, byte != text[matched] { matched = borders[matched - 1] }
            if byte == text[matched] { matched += 1 }
            borders.append(matched)
        }
        matched = 0
        for byte in body {
            while matched > 0, byte != text[matched] { matched = borders[matched - 1] }
            if byte == text[matched] { matched += 1 }
            if matched == text.count { return true }
        }
        return false
    }
}
