/// What others wrote (names of workers and functions, URLs, answers), as a line of a report can show it.
enum Plain {
    /// One line: nothing in it steers a terminal, turns the text around or begins a command of a CI's log, and more than
    /// `most` scalars are cut out of the middle.
    static func line(_ text: String, most: Int = ReportLimits.nameScalars) -> String {
        var scalars: [Unicode.Scalar] = []
        var end: [Unicode.Scalar] = []
        let tail = most / 3
        for scalar in text.unicodeScalars {
            let shown = isHidden(scalar) ? "\u{FFFD}" : scalar
            scalars.append(shown)
            if beginsCommand(scalars) { scalars[scalars.count - 2] = "\u{FFFD}" }
            // What is longer is kept at both ends only: a name may be megabytes.
            if scalars.count > 2 * most {
                end = Array((end + scalars[most...]).suffix(tail))
                scalars.removeSubrange(most...)
            }
        }
        let isCut = !end.isEmpty || scalars.count > most
        var result = String.UnicodeScalarView()
        if isCut {
            let last = (end + scalars.dropFirst(end.isEmpty ? most - tail : most)).suffix(tail)
            result.append(contentsOf: scalars.prefix(most - tail - 1))
            result.append("…")
            result.append(contentsOf: last)
        } else {
            result.append(contentsOf: scalars)
        }
        return String(result)
    }

    static func sentence(_ text: String) -> String { line(text, most: ReportLimits.sentenceScalars) }

    /// A runner of GitHub takes `##[add-mask]` for a command anywhere in a line, and `::error::` at its start, spaces
    /// before it or not. Lines are broken between words.
    private static func beginsCommand(_ scalars: [Unicode.Scalar]) -> Bool {
        let last = scalars.suffix(3)
        return last == ["#", "#", "["] || scalars == [":", ":"] || last == [" ", ":", ":"]
    }

    /// Control characters, line separators, those that turn the direction of text around or show nothing, and what
    /// Unicode will never give a meaning.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xFDD0...0xFDEF, 0xE0000...0xE0FFF:
            true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
