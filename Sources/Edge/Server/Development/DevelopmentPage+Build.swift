internal import Toolchain

extension DevelopmentPage {
    /// Messages shown; a compiler may have thousands, and the first ones cause the rest.
    private static let messagesMax = 30

    /// Why a worker does not build.
    init(_ failure: BuildFailure, worker: String, hasVersion: Bool, mark: String, nonce: String) {
        var content = ""
        for message in failure.messages.prefix(Self.messagesMax) { content += Self.section(message) }
        if failure.messages.count > Self.messagesMax {
            content += "<p>and \(failure.messages.count - Self.messagesMax) more</p>"
        }
        if failure.messages.isEmpty, !failure.output.isEmpty {
            content += "<section><pre>\(Self.escaped(failure.output.suffix(16 << 10)))</pre></section>"
        }
        if hasVersion {
            content += "<p>Programs still get the last version that built; only this browser sees this page.</p>"
        }
        self.init(
            title: failure.summary, label: "\(worker) does not build", content: content, mark: mark, nonce: nonce)
    }

    /// It was never built, or is being built for the first time.
    init(building worker: String, mark: String, nonce: String) {
        self.init(
            title: "\(worker) is being built", label: "one moment",
            content: "<p>The first build takes a few seconds: the SDK is compiled too.</p>", mark: mark, nonce: nonce)
    }

    private static func section(_ message: CompilerMessage) -> String {
        let kind =
            switch message.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "note"
            }
        var html = "<section class=\"\(kind)\">"
        if !message.file.isEmpty {
            html += "<p class=\"place\">\(escaped(message.file)):\(message.line):\(message.column)</p>"
        }
        html += "<p class=\"text\">\(kind): \(escaped(message.text))</p>"
        if !message.excerpt.isEmpty {
            html += "<pre>\(escaped(message.excerpt.joined(separator: "\n")))</pre>"
        }
        if let hint = message.hint { html += "<p class=\"hint\">\(escaped(hint))</p>" }
        return html + "</section>\n"
    }
}

extension BuildFailure {
    /// For a client that shows no HTML.
    func text(worker: String) -> String {
        var text = "worker \(worker) does not build: \(summary)\n"
        for message in messages {
            if !message.file.isEmpty { text += "\(message.file):\(message.line):\(message.column): " }
            text += "\(message.severity): \(message.text)\n"
            for line in message.excerpt { text += "\(line)\n" }
            if let hint = message.hint { text += "hint: \(hint)\n" }
        }
        return messages.isEmpty ? text + output.suffix(16 << 10) : text
    }
}
