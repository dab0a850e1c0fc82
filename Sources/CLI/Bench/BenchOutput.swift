import ArgumentParser
import Bench
import Glibc
import Toolchain

/// How the results of `swiftlet bench` leave it.
struct BenchOutput: ParsableArguments {
    @Flag(help: "Print one JSON object instead of the table.")
    var json = false

    @Option(help: ArgumentHelp("Write the results as JUnit XML too.", valueName: "file"))
    var junit: String?

    @Flag(help: "Print failures as commands of a GitHub workflow too.")
    var annotations = false

    @Option(help: ArgumentHelp("Append a summary in Markdown, as to $GITHUB_STEP_SUMMARY.", valueName: "file"))
    var summary: String?

    @Option(help: ArgumentHelp("Write a page with plots.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Add the run to a file of runs, whose trends the page shows.", valueName: "file"))
    var history: String?

    private static let summaryBytesMax = 64 << 20

    /// Prints and writes whatever was asked for.
    func write(_ run: BenchRun) throws(CommandError) {
        if json {
            printLine(BenchJSON.text(run))
        } else {
            printLine(BenchTable.text(run, Self.style))
        }
        if annotations {
            let lines = Annotations.lines(run).joined(separator: "\n")
            // Workflows read both; the JSON stays alone on standard output.
            if json { printError(lines) } else { printLine(lines) }
        }
        if let junit { try Self.write(JUnit.text(run), to: junit) }
        if let summary { try append(Summary.markdown(run), to: summary) }
        var entries = [BenchHistory.Entry(run)]
        if let history { entries = try keep(run, in: history) }
        if let html { try Self.write(BenchPage.html(run, history: entries), to: html) }
    }

    /// The runs of the same target, this one included.
    private func keep(_ run: BenchRun, in file: String) throws(CommandError) -> [BenchHistory.Entry] {
        var history = BenchHistory()
        if LocalFile.exists(file) {
            history = BenchHistory(try LocalFile.read(file, bytesMax: BenchHistory.bytesMax, tooLarge: 65))
        }
        if history.isForeign {
            throw CommandError(65, "\(file) is no history of swiftlet bench: name another file with --history")
        }
        for line in history.broken { printError("\(file):\(line.number): skipped: \(line.reason)") }
        history.append(run)
        try Self.write(history.bytes, to: file)
        return history.entries(of: run.target)
    }

    /// Steps of a workflow share that file.
    private func append(_ text: String, to file: String) throws(CommandError) {
        let old = LocalFile.exists(file) ? try LocalFile.read(file, bytesMax: Self.summaryBytesMax) : []
        try Self.write(old + Array(text.utf8), to: file)
    }

    private static func write(_ text: String, to file: String) throws(CommandError) {
        try write(Array(text.utf8), to: file)
    }

    private static func write(_ bytes: [UInt8], to file: String) throws(CommandError) {
        do throws(ToolchainError) {
            try WholeFile.write(bytes, file)
        } catch {
            throw CommandError(error)
        }
    }

    /// What standard output can show.
    private static var style: TextStyle {
        var size = winsize()
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let width = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
        let isPlain = unsafe getenv("NO_COLOR") != nil || getenv("TERM").map { unsafe strcmp($0, "dumb") == 0 } ?? true
        return TextStyle(width: isTerminal && width > 0 ? width : 100, hasColours: isTerminal && !isPlain)
    }
}
