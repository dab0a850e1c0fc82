import Bench
internal import Glibc

extension TextStyle {
    /// What standard output is. Colours: on a terminal that understands them, without `NO_COLOR`
    /// (https://no-color.org).
    static var standardOutput: TextStyle {
        var size = winsize()
        let isTerminal = isatty(STDOUT_FILENO) == 1
        guard isTerminal else { return TextStyle() }
        let hasSize = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let isDumb = unsafe getenv("TERM").map { unsafe String(cString: $0) == "dumb" } ?? true
        return TextStyle(
            width: hasSize ? Int(size.ws_col) : 80, hasColours: unsafe !isDumb && getenv("NO_COLOR") == nil)
    }
}
