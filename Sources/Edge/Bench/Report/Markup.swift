/// Text as it may stand in XML and HTML: between tags, and in attributes that are quoted by `"`.
enum Markup {
    /// What a reader's eye or a parser cannot take becomes U+FFFD; names are cut to `most` scalars.
    static func escaped(_ text: String, most: Int = ReportLimits.sentenceScalars) -> String {
        escapedLine(Plain.line(text, most: most))
    }

    /// The same of several lines; a newline in the text is one in the document.
    static func escapedLines(_ lines: [String]) -> String {
        lines.map { escapedLine($0) }.joined(separator: "\n")
    }

    private static func escapedLine(_ line: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case let hidden where Plain.isHidden(hidden): result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
