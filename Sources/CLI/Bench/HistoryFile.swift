import Bench
import Toolchain

/// The file of `swiftlet bench --history`.
enum HistoryFile {
    /// Adds a run, and says on standard error which lines are none.
    ///
    /// - Returns: the runs of this run's target, the oldest first.
    static func append(_ run: BenchRun, to path: String, most: Int) throws(CommandError) -> [BenchHistory.Entry] {
        var history = BenchHistory()
        if LocalFile.exists(path), !ReportFile.isSpecial(path) {
            history = BenchHistory(try LocalFile.read(path, bytesMax: BenchHistory.bytesMax, tooLarge: 65))
        }
        guard !history.isForeign else {
            throw CommandError(
                65, "\(path) is no history of swiftlet bench: name another file with --history")
        }
        let shown = 5
        for line in history.broken.prefix(shown) {
            printError("\(path):\(line.number): skipped: \(line.reason)")
        }
        if history.broken.count > shown { printError("\(path): and \(history.broken.count - shown) such lines more") }
        history.append(run, most: most)
        try ReportFile.write(history.bytes, path)
        return history.entries(of: run.target)
    }
}
