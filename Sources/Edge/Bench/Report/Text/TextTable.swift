/// Rows of cells as lines of a terminal.
struct TextTable {
    struct Column {
        var title: String
        var isRight = true
        /// The columns that give way, first the highest, where lines are too long; 0: this one stays, and is cut.
        var dispensable = 0
    }

    struct Cell {
        var text: String
        var colour: TextStyle.Colour?
        var isBold = false

        init(_ text: String, _ colour: TextStyle.Colour? = nil, bold: Bool = false) {
            self.text = text
            self.colour = colour
            isBold = bold
        }
    }

    var columns: [Column]
    var rows: [[Cell]] = []
    /// Before every line.
    var indent = ""
    private static let gap = 2
    /// A text that is cut keeps so many columns.
    private static let textMin = 8

    init(_ columns: [Column], indent: String = "") {
        self.columns = columns
        self.indent = indent
    }

    /// Titles that are all empty print no line.
    func lines(_ style: TextStyle) -> [String] {
        var widths = columns.indices.map { column in
            rows.reduce(TextWidth.of(columns[column].title)) { max($0, TextWidth.of($1[column].text)) }
        }
        var shown = Array(columns.indices)
        let room = style.width - TextWidth.of(indent)
        func total() -> Int { shown.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, shown.count - 1) }
        while total() > room,
            let victim = shown.filter({ columns[$0].dispensable > 0 })
                .max(by: { columns[$0].dispensable < columns[$1].dispensable })
        {
            shown.removeAll { $0 == victim }
        }
        // Then the widest texts give way to the figures, one column at a time.
        while total() > room,
            let widest = shown.filter({ !columns[$0].isRight && widths[$0] > Self.textMin })
                .max(by: { widths[$0] < widths[$1] })
        {
            let others = shown.filter { $0 != widest && !columns[$0].isRight }.map { widths[$0] }.max() ?? 0
            widths[widest] = max(widths[widest] - (total() - room), min(others, widths[widest] - 1), Self.textMin)
        }
        var lines: [String] = []
        if columns.contains(where: { !$0.title.isEmpty }) {
            lines.append(line(shown, widths, style) { Cell(columns[$0].title, .grey) })
        }
        return lines + rows.map { row in line(shown, widths, style) { row[$0] } }
    }

    private func line(_ shown: [Int], _ widths: [Int], _ style: TextStyle, _ cell: (Int) -> Cell) -> String {
        var parts: [String] = []
        for column in shown {
            let cell = cell(column)
            let text = TextWidth.cut(cell.text, to: widths[column])
            let space = String(repeating: " ", count: widths[column] - TextWidth.of(text))
            let painted = style.paint(text, cell.colour, bold: cell.isBold)
            let isLast = column == shown.last
            parts.append(columns[column].isRight ? space + painted : isLast ? painted : painted + space)
        }
        return indent + parts.joined(separator: String(repeating: " ", count: Self.gap))
    }
}
