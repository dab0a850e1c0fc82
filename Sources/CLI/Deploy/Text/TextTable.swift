import Bench
internal import Glibc

/// Rows in columns for standard output: as wide as what is in them; on a terminal the last one ends where that does.
struct TextTable {
    private let titles: [String]
    private var rows: [[String]] = []

    private static let gap = 2
    /// What the last column has at least, however narrow the terminal is.
    private static let lastWidthMin = 8

    init(_ titles: String...) { self.titles = titles }

    mutating func add(_ cells: String...) { rows.append(cells.map { $0.oneLine }) }

    var text: String {
        let style = TextStyle.standardOutput
        let isTerminal = isatty(STDOUT_FILENO) == 1
        // A column in which nobody has anything is left out.
        let shown = titles.indices.filter { column in column == 0 || rows.contains { !$0[column].isEmpty } }
        let widths = shown.map { column in
            ([titles[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        let before = widths.dropLast().reduce(0) { $0 + $1 + Self.gap }
        let lastMax = isTerminal ? max(Self.lastWidthMin, style.width - before) : Int.max
        func line(_ cells: [String]) -> String {
            var line = ""
            for (index, column) in shown.enumerated() {
                let isLast = index == shown.count - 1
                line += isLast ? cells[column].cut(to: lastMax) : cells[column].padded(to: widths[index] + Self.gap)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        let head = line(titles)
        return ([style.hasColours ? "\u{1B}[1m\(head)\u{1B}[0m" : head] + rows.map(line)).joined(separator: "\n")
    }
}

/// Names with what belongs to them, of any length: words go on below where a line ends.
struct TextList {
    private let indent: String
    private let nameWidth: Int
    private var lines: [String] = []

    /// - Parameter nameWidth: columns of the names, without what separates them.
    init(indent: Int = 0, nameWidth: Int) {
        self.indent = String(repeating: " ", count: indent)
        self.nameWidth = nameWidth
    }

    /// Nothing where the text is empty.
    mutating func add(_ name: String, _ text: String) {
        guard !text.isEmpty else { return }
        let hanging = indent + String(repeating: " ", count: nameWidth + 1)
        let width = min(TextStyle.standardOutput.width, Self.widthMax)
        var line = indent + name.oneLine.padded(to: nameWidth) + " "
        var isEmpty = true
        for word in text.oneLine.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = hanging
                isEmpty = true
            }
            line += isEmpty ? word : " " + word
            isEmpty = false
        }
        lines.append(line)
    }

    var text: String { lines.joined(separator: "\n") }

    private static let widthMax = 80
}

extension String {
    /// What others wrote, so that it stays on its line and cannot steer the terminal.
    var oneLine: String {
        String(String.UnicodeScalarView(printable.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
    }

    /// At most `width` characters; an ellipsis stands for the rest.
    func cut(to width: Int) -> String {
        count <= width ? self : prefix(max(0, width - 1)) + "…"
    }
}
