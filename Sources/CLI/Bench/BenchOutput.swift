import ArgumentParser
import Bench

/// How results of `swiftlet bench` leave it.
struct BenchOutput: ParsableArguments {
    @Flag(help: "Print one JSON object (docs/bench-json.md) instead of tables.")
    var json = false

    @Option(help: ArgumentHelp("Write a JUnit file too, which CI servers show as tests.", valueName: "file"))
    var junit: String?

    @Flag(help: "Print commands of a GitHub workflow too, which show up beside the change.")
    var annotations = false

    @Option(
        help: ArgumentHelp("Add Markdown to a file too, such as \"$GITHUB_STEP_SUMMARY\".", valueName: "file"))
    var summary: String?

    @Option(help: ArgumentHelp("Write a page with drawings too, for a browser.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp("Add the run to a file of earlier ones, a line each; --html draws them.", valueName: "file"))
    var history: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many runs --history keeps. Default: \(BenchHistory.keptUsually).", valueName: "number"))
    var historyRuns: Int?

    /// Before anything is measured: that takes long, and would be for nothing.
    func validate() throws {
        guard BenchHistory.kept.contains(historyRuns ?? BenchHistory.keptUsually) else {
            throw ValidationError(
                "--history-runs takes \(BenchHistory.kept.lowerBound) to \(BenchHistory.kept.upperBound)")
        }
        var taken: [String: String] = [:]
        for (option, path) in files {
            if let problem = ReportFile.obstacle(path) {
                throw CommandError(74, "\(option) \(path): \(problem)").printed(by: "bench", json: json)
            }
            if let other = taken.updateValue(option, forKey: path), !ReportFile.isSpecial(path) {
                throw ValidationError("\(other) and \(option) both write \(path): name two files")
            }
        }
    }

    /// Which of them were given.
    var options: [(BenchOptions.Option, Bool)] {
        [
            (.json, json), (.junit, junit != nil), (.annotations, annotations), (.summary, summary != nil),
            (.html, html != nil), (.history, history != nil), (.historyRuns, historyRuns != nil),
        ]
    }

    private var files: [(option: String, path: String)] {
        [("--junit", junit), ("--summary", summary), ("--html", html), ("--history", history)]
            .compactMap { option, path in path.map { (option, $0) } }
    }

    /// Writes files first: who reads the table to its end finds them there.
    func write(_ run: BenchRun) throws(CommandError) {
        var runs = [BenchHistory.Entry(run)]
        if let history {
            runs = try HistoryFile.append(run, to: history, most: historyRuns ?? BenchHistory.keptUsually)
        }
        if let html { try ReportFile.write(BenchPage.html(run, history: runs), html) }
        if let junit { try ReportFile.write(JUnit.text(run), junit) }
        if let summary { try ReportFile.append(Summary.markdown(run), summary) }
        if json {
            printLine(BenchJSON.text(run))
        } else {
            try LocalFile.write(Array(BenchTable.text(run, .standardOutput).utf8), to: 1)
        }
        guard annotations else { return }
        // A runner reads both streams; whoever reads the JSON wants it alone.
        for line in Annotations.lines(run) { if json { printError(line) } else { printLine(line) } }
    }
}
