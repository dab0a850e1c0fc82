/// One thing that the compiler or SwiftPM said about a worker's sources. A value; any thread.
package struct CompilerMessage: Sendable, Equatable {
    package enum Severity: String, Sendable { case error, warning, note }

    /// Empty: it is about no file.
    package var file: String
    package var line: Int
    package var column: Int
    package var severity: Severity
    package var text: String
    /// The source around it with its mark, as the compiler draws it.
    package var excerpt: [String]
    /// What to do about it, in plain words, where we know better than the compiler.
    package var hint: String?

    package init(
        file: String = "", line: Int = 0, column: Int = 0, severity: Severity, text: String, excerpt: [String] = [],
        hint: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.text = text
        self.excerpt = excerpt
        self.hint = hint
    }
}

extension CompilerMessage: CustomStringConvertible {
    /// "Sources/hello/Hello.swift:5:9: error: …", the excerpt, the hint.
    package var description: String {
        let place = file.isEmpty ? "" : line > 0 ? "\(file):\(line):\(column): " : "\(file): "
        var lines = ["\(place)\(severity.rawValue): \(text)"] + excerpt
        if let hint { lines.append("  hint: \(hint)") }
        return lines.joined(separator: "\n")
    }
}
