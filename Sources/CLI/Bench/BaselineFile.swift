import Bench
import Toolchain

/// The baseline on disk.
enum BaselineFile {
    /// Nil: there is none.
    static func load(_ path: String, seed: UInt64) throws(CommandError) -> Baseline? {
        guard let baseline = try read(path) else { return nil }
        guard baseline.seed == seed else {
            throw CommandError(
                64, "\(path) was made with --seed \(baseline.seed), this run has \(seed): figures of both differ")
        }
        return baseline
    }

    /// The same, for a file that will be written anew, whatever is in it.
    static func loadForUpdate(_ path: String) throws(CommandError) -> Baseline? {
        do throws(CommandError) {
            return try read(path)
        } catch {
            guard error.exitCode == 65 else { throw error }
            printError("\(error.message): it is replaced")
            return nil
        }
    }

    private static func read(_ path: String) throws(CommandError) -> Baseline? {
        guard LocalFile.exists(path) else { return nil }
        let bytes = try LocalFile.read(path, bytesMax: Baseline.bytesMax, tooLarge: 65)
        do throws(Baseline.Problem) {
            return try Baseline(parsing: bytes)
        } catch {
            let place = error.line.map { "\(path):\($0)" } ?? path
            throw CommandError(65, "\(place): \(error.text); make it anew with --update")
        }
    }

    /// Writes what was found, and keeps what the file has of cases that were not run.
    ///
    /// - Returns: a line for each figure of `cost` that is another one now.
    static func update(
        _ path: String, _ old: Baseline?, with run: BenchRun, seed: UInt64, keepsOthers: Bool
    ) throws(CommandError) -> [String] {
        var new = Baseline(seed: seed, initInstructions: run.initInstructions)
        if keepsOthers { new.cases = old?.cases ?? [:] }
        for cost in run.cost { new.cases[cost.name] = cost.asBaseline }
        do throws(ToolchainError) {
            try WholeFile.write(Array(new.text.utf8), path)
        } catch {
            throw CommandError(error)
        }
        return changes(old, new)
    }

    private static func changes(_ old: Baseline?, _ new: Baseline) -> [String] {
        var lines: [String] = []
        for (name, entry) in new.cases.sorted(by: { $0.key < $1.key }) {
            guard let before = old?.cases[name] else {
                lines.append("\(name): new, cost \(entry.figures.instructions)")
                continue
            }
            for figure in CostFigure.allCases where before.figures[figure] != entry.figures[figure] {
                let (from, to) = (before.figures[figure], entry.figures[figure])
                lines.append(
                    "\(name): \(figure.rawValue) \(from.map(String.init) ?? "not known") → "
                        + "\(to.map(String.init) ?? "not known")")
            }
        }
        for name in (old?.cases.keys.sorted() ?? []) where new.cases[name] == nil { lines.append("\(name): dropped") }
        return lines
    }
}
