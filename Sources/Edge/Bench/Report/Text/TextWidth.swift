/// How many columns of a terminal a text takes.
enum TextWidth {
    static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    /// The text's beginning in at most so many columns; "…" says that there is more.
    static func cut(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        var result = String.UnicodeScalarView()
        var used = 1
        for scalar in text.unicodeScalars {
            let columns = columns(scalar)
            guard used + columns <= width else { break }
            used += columns
            result.append(scalar)
        }
        return width > 0 ? String(result) + "…" : ""
    }

    /// By the East Asian width of Unicode 16 (wide: 2) and the general category (marks that combine: 0).
    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// Words on lines of at most `width` columns, each after `indent` spaces; a word that is longer stands on a line of
    /// its own.
    static func wrapped(_ text: String, width: Int, indent: Int) -> [String] {
        wrapped(text.split(separator: " ").map(String.init), gap: " ", width: width, indent: indent)
    }

    /// Pieces that are not torn apart, on lines of at most `width` columns.
    static func wrapped(_ pieces: [String], gap: String, width: Int, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for piece in pieces {
            if !line.isEmpty, indent + of(line) + gap.count + of(piece) > width {
                lines.append(space + line)
                line = ""
            }
            line += (line.isEmpty ? "" : gap) + piece
        }
        return line.isEmpty ? lines : lines + [space + line]
    }
}
