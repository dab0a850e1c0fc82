internal import Isolate
internal import Toolchain

extension DevelopmentPage {
    /// What a worker did wrong in one request.
    init(_ report: FaultReport, mark: String, nonce: String) {
        var content = ""
        if let limit = report.limit {
            content +=
                "<section><p class=\"hint\">The limit is <code>\(Self.escaped(limit.key)) = "
                + "&quot;\(Self.escaped(limit.value))&quot;</code> in swiftlet.toml.</p></section>\n"
        }
        if let place = report.diagnosis.place { content += Self.section(report.diagnosis.excerpt, place, report) }
        if !report.diagnosis.stack.isEmpty { content += Self.section(report.diagnosis, report) }
        content += Self.facts(report)
        self.init(
            title: report.detail.isEmpty ? report.cause : report.detail, label: "\(report.worker): \(report.cause)",
            content: content, mark: mark, nonce: nonce)
    }

    private static func section(_ excerpt: [String], _ place: SourceLine, _ report: FaultReport) -> String {
        var html = "<section><p class=\"place\">\(escaped(report.place(place) ?? ""))</p><pre>"
        for line in excerpt {
            let isHit = line.drop { $0 == " " }.hasPrefix("\(place.line) | ")
            html += isHit ? "<span class=\"hit\">\(escaped(line))</span>\n" : escaped(line) + "\n"
        }
        return html + "</pre></section>\n"
    }

    private static func section(_ diagnosis: Diagnosis, _ report: FaultReport) -> String {
        var html = "<section><ol>"
        for (step, count) in diagnosis.stack {
            html += "<li>\(escaped(step.function))"
            if count > 1 { html += " ×\(count)" }
            if let place = report.place(step) { html += " <span class=\"at\">\(escaped(place))</span>" }
            html += "</li>"
        }
        html += "</ol>"
        if let note = diagnosis.note { html += "<p class=\"place\">\(escaped(note))</p>" }
        return html + "</section>\n"
    }

    private static func facts(_ report: FaultReport) -> String {
        let facts = [
            ("request", report.request), ("answered with", String(report.status)),
            ("CPU used", "\(report.microseconds) µs"),
            ("memory", "\(report.memoryBytes.inBytes) of \(report.memoryBytesMax.inBytes)"),
            ("request id", report.requestID),
        ]
        let rows = facts.map { "<dt>\(escaped($0.0))</dt><dd>\(escaped($0.1))</dd>" }
        return "<section><dl>\(rows.joined())</dl></section>\n"
    }
}
