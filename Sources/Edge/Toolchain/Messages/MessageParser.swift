/// Finds the messages in what SwiftPM and the compiler print: `file:line:column: error: text`, then an excerpt.
///
/// For one run of a build and its thread; lines go in, messages come out at the end.
struct MessageParser {
    private(set) var messages: [CompilerMessage] = []
    private var takesExcerpt = false

    mutating func line(_ line: String) {
        if let message = Self.message(line) {
            takesExcerpt = !messages.contains { $0.isSame(as: message) }
            if takesExcerpt { messages.append(message) }
        } else if takesExcerpt, Self.isExcerpt(line) {
            messages[messages.count - 1].excerpt.append(line)
        } else if Self.isOver(line) {
            takesExcerpt = false
        }
    }

    private static let severities: [CompilerMessage.Severity] = [.error, .warning, .note]

    private static func message(_ line: String) -> CompilerMessage? {
        for severity in severities {
            let word = "\(severity.rawValue): "
            if line.hasPrefix(word) {
                return CompilerMessage(severity: severity, text: String(line.dropFirst(word.count)))
            }
            guard let range = line.firstRange(of: ": " + word) else { continue }
            let parts = line[..<range.lowerBound].split(separator: ":")
            guard parts.count >= 3, let column = Int(parts[parts.count - 1]), let number = Int(parts[parts.count - 2])
            else { continue }
            return CompilerMessage(
                file: parts[..<(parts.count - 2)].joined(separator: ":"), line: number, column: column,
                severity: severity, text: String(line[range.upperBound...]))
        }
        return nil
    }

    /// "12 |     code" and "   |     `- error: …"
    private static func isExcerpt(_ line: String) -> Bool {
        let rest = line.drop { $0 == " " || $0.isNumber }
        return rest.hasPrefix("|") || rest.hasPrefix("+")
    }

    private static func isOver(_ line: String) -> Bool { line.hasPrefix("[") || line.isEmpty }
}

extension CompilerMessage {
    fileprivate func isSame(as other: CompilerMessage) -> Bool {
        file == other.file && line == other.line && column == other.column && severity == other.severity
            && text == other.text
    }
}
