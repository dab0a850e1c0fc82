import Toolchain

extension CompilerMessage {
    /// As the compiler prints it, with colours where they are wanted.
    func painted(_ terminal: Terminal) -> String {
        let place = file.isEmpty ? "" : line > 0 ? "\(file.printable):\(line):\(column): " : "\(file.printable): "
        let colour: Terminal.Colour =
            switch severity {
            case .error: .red
            case .warning: .yellow
            case .note: .grey
            }
        let head =
            terminal.bold(place) + terminal.paint("\(severity.rawValue): ", colour, bold: true)
            + terminal.bold(text.printable)
        let help = hint.map { ["  " + terminal.paint("hint: ", .cyan, bold: true) + $0.printable] } ?? []
        return ([head] + excerpt.map(\.printable) + help).joined(separator: "\n")
    }
}
