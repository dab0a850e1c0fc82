/// A few lines of a source file around one, for a message.
enum SourceExcerpt {
    private static let linesAround = 2

    /// Numbered lines, a marker below the one that is meant. Empty when the file is not there or has no such line.
    static func lines(_ place: SourceLine) -> [String] {
        guard let path = place.file, let bytes = WholeFile.read(path) else { return [] }
        return lines(of: String(decoding: bytes, as: UTF8.self), place.line, place.column)
    }

    static func lines(of source: String, _ line: Int, _ column: Int) -> [String] {
        let all = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard line >= 1, line <= all.count else { return [] }
        let shown = max(1, line - linesAround)...min(all.count, line + linesAround)
        let width = String(shown.upperBound).count
        var text: [String] = []
        for number in shown {
            let digits = String(number)
            let margin = String(repeating: " ", count: width - digits.count) + digits + " | "
            text.append(trimmedEnd(margin + printable(all[number - 1])))
            guard number == line, column > 0 else { continue }
            // Tabs stay tabs, so that the marker stands where the terminal puts the character.
            let before = all[number - 1].prefix(column - 1).map { $0 == "\t" ? "\t" : " " }
            text.append(String(repeating: " ", count: width) + " | " + before.joined() + "^")
        }
        return text
    }

    /// A terminal must not take orders from a source file.
    private static func printable(_ line: Substring) -> String {
        String(
            line.map { character in
                let isControl = character.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }
                return isControl ? " " : character
            })
    }

    private static func trimmedEnd(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
