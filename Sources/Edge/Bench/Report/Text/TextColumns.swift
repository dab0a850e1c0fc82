/// Rows of texts as lines: all columns but the last one are right-aligned.
enum TextColumns {
    static func aligned(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.reduce(0) { max($0, column < $1.count ? TextWidth.of($1[column]) : 0) }
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == count - 1
                    ? text : String(repeating: " ", count: widths[column] - TextWidth.of(text)) + text
            }.joined(separator: "  ")
        }
    }
}
