/// Finds the messages in what SwiftPM and the compiler print: `file:line:column: error: text`, then an excerpt.
///
/// For one run of a build and its thread; lines go in, messages come out at the end.
struct MessageParser {
    private(set) var messages: [CompilerMessage] = []
    private var takesExcerpt = false

    /// Nobody reads on; the first ones cause the rest.
    private static let messagesMax = 500

    /// What the compiler adds to name the group of a message.
    private static let group = " [#EmbeddedRestrictions]"

    mutating func line(_ printed: String) {
        let line = printed.hasSuffix(Self.group) ? String(printed.dropLast(Self.group.count)) : printed
        if let message = Self.message(line) {
            takesExcerpt =
                !Self.isNoise(message) && messages.count < Self.messagesMax
                && !messages.contains { $0.isSame(as: message) }
            if takesExcerpt { messages.append(message) }
        } else if takesExcerpt, !messages[messages.count - 1].file.isEmpty, Self.isExcerpt(line) {
            messages[messages.count - 1].excerpt.append(line)
        } else if line.isEmpty || line.hasPrefix("[") {
            takesExcerpt = false
        }
    }

    private static let severities: [CompilerMessage.Severity] = [.error, .warning, .note]

    private static func message(_ line: String) -> CompilerMessage? {
        for severity in severities {
            let word = "\(severity.rawValue): "
            // The linker and clang put their names first.
            for prefix in [word, "wasm-ld: \(word)", "clang: \(word)", "error: \(word)"] where line.hasPrefix(prefix) {
                let text = String(line.dropFirst(prefix.count))
                return CompilerMessage(severity: severity, text: text, hint: hint(severity, text))
            }
            guard let range = line.firstRange(of: ": " + word) else { continue }
            let parts = line[..<range.lowerBound].split(separator: ":")
            guard parts.count >= 3, let column = Int(parts[parts.count - 1]), let number = Int(parts[parts.count - 2])
            else { continue }
            let text = String(line[range.upperBound...])
            return CompilerMessage(
                file: parts[..<(parts.count - 2)].joined(separator: ":"), line: number, column: column,
                severity: severity, text: text, hint: hint(severity, text))
        }
        return nil
    }

    private static func hint(_ severity: CompilerMessage.Severity, _ text: String) -> String? {
        severity == .note ? nil : Hint.about(text)
    }

    /// Notes on the standard library's own source, which nobody can change, and on the way from `main` to the mistake.
    private static func isNoise(_ message: CompilerMessage) -> Bool {
        guard message.severity == .note else { return message.text == "fatalError" }
        return message.file == "<unknown>" || message.file.hasPrefix("Swift.")
            || message.text == "generic specialization called here"
    }

    /// "12 |     code" and "   |     `- error: …"
    private static func isExcerpt(_ line: String) -> Bool {
        let rest = line.drop { $0 == " " || $0.isNumber }
        return rest.hasPrefix("|") || rest.hasPrefix("+")
    }
}

extension CompilerMessage {
    fileprivate func isSame(as other: CompilerMessage) -> Bool {
        file == other.file && line == other.line && column == other.column && severity == other.severity
            && text == other.text
    }
}
