internal import Isolate

extension DevelopmentPage {
    /// What a worker did wrong in one request.
    init(_ report: FaultReport, mark: String, nonce: String) {
        var content = ""
        if let limit = report.limit {
            content +=
                "<section><p class=\"hint\">The limit is <code>\(Self.escaped(limit.key)) = "
                + "&quot;\(Self.escaped(limit.value))&quot;</code> in swiftlet.toml.</p></section>\n"
        }
        if let excerpt = report.excerpt { content += Self.section(excerpt) }
        if !report.stack.isEmpty { content += Self.section(report.stack) }
        content += Self.facts(report)
        self.init(
            title: report.detail.isEmpty ? report.cause : report.detail, label: "\(report.worker): \(report.cause)",
            content: content, mark: mark, nonce: nonce)
    }

    private static func section(_ excerpt: SourceExcerpt) -> String {
        let width = String(excerpt.firstLine + excerpt.lines.count).count
        var html = "<section><p class=\"place\">\(escaped(excerpt.file)):\(excerpt.line)</p><pre>"
        for (index, line) in excerpt.lines.enumerated() {
            let number = String(excerpt.firstLine + index)
            let gutter = String(repeating: " ", count: width - number.count) + number
            let text = "<span class=\"number\">\(gutter)  </span>\(escaped(line))"
            html += excerpt.firstLine + index == excerpt.line ? "<span class=\"hit\">\(text)</span>\n" : text + "\n"
        }
        return html + "</pre></section>\n"
    }

    private static func section(_ stack: [FaultReport.StackLine]) -> String {
        let hasPlaces = stack.contains { $0.isOwn }
        var html = "<section><ol>"
        for line in stack {
            html += hasPlaces && !line.isOwn ? "<li class=\"foreign\">" : "<li>"
            html += escaped(line.function)
            if line.count > 1 { html += " ×\(line.count)" }
            if let place = line.place { html += " <span class=\"at\">\(escaped(place))</span>" }
            html += "</li>"
        }
        return html + "</ol></section>\n"
    }

    private static func facts(_ report: FaultReport) -> String {
        let facts = [
            ("request", report.request), ("answered with", String(report.status)), ("CPU used", report.cpu.inWords),
            ("memory", "\(report.memoryBytes.inBytes) of \(report.memoryBytesMax.inBytes)"),
            ("request id", report.requestID),
        ]
        let rows = facts.map { "<dt>\(escaped($0.0))</dt><dd>\(escaped($0.1))</dd>" }
        return "<section><dl>\(rows.joined())</dl></section>\n"
    }
}
