internal import Glibc

/// Writes lines for the operator to standard error.
func printError(_ text: String) {
    let line = Array("\(text)\n".utf8)
    // There is nowhere left to report a failure to.
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Writes a line to standard output now: whoever waits for it may read a pipe.
func printLine(_ text: String) {
    let line = Array("\(text)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}
