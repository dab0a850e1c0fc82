internal import Glibc

/// Asks whoever sits at the terminal.
enum Confirmation {
    /// Throws where nobody can be asked; false: the answer is no.
    static func ask(_ question: String, isYes: Bool) throws(CommandError) -> Bool {
        if isYes { return true }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw .usage("nobody can be asked \"\(question)\": write --yes")
        }
        let text = Array("\(question) [y/N] ".utf8)
        // There is nowhere left to report a failure to.
        _ = unsafe text.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
