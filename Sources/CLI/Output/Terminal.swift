internal import Glibc

/// What standard error can show: colours and a line that is written over, on a terminal; neither in a pipe or a file.
struct Terminal: Sendable {
    /// Standard error is a terminal that understands escapes.
    let isInteractive: Bool
    /// Colours are wanted: a terminal, and no `NO_COLOR` (https://no-color.org).
    let hasColours: Bool

    init() {
        let dumb = unsafe getenv("TERM").map { unsafe String(cString: $0) == "dumb" } ?? true
        isInteractive = isatty(STDERR_FILENO) == 1 && !dumb
        hasColours = unsafe isInteractive && getenv("NO_COLOR") == nil
    }

    enum Colour: Int, Sendable { case red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, grey = 90 }

    func paint(_ text: String, _ colour: Colour, bold: Bool = false) -> String {
        hasColours ? "\u{1B}[\(bold ? "1;" : "")\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    func bold(_ text: String) -> String { hasColours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// Shows a line of progress in place of the last one; prints nothing where lines cannot be written over.
    func progress(_ text: String) {
        guard isInteractive else { return }
        var size = winsize()
        let width = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 8 ? Int(size.ws_col) : 80
        write("\r\u{1B}[K\(text.printable.prefix(width - 1))")
    }

    /// Takes the line of progress away.
    func clearProgress() {
        if isInteractive { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // There is nowhere left to report a failure to.
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

extension String {
    /// What others wrote (sources, compilers, requests), so that it cannot steer the terminal.
    var printable: String {
        var result = ""
        for scalar in unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\t" && scalar != "\n" || 0x7F...0x9F ~= scalar.value
            result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return result
    }
}
