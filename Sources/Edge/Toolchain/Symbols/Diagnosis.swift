package import Wasm

/// A worker's trap as its author wants to read it: what failed, on which line, called from where.
///
/// A value, made once per trap in `dev` and `invoke`.
package struct Diagnosis: Sendable {
    /// What failed, in plain words; nil where the compiler left no note.
    package var cause: String?
    /// The line of the worker's own code that was running; nil where no line is known.
    package var place: SourceLine?
    /// That line and its neighbours, numbered, the line marked.
    package var excerpt: [String] = []
    /// Innermost first, down to the outermost function of the worker's own code; a step that follows on itself is told
    /// once, with the number of times.
    package var stack: [(step: SourceLine, count: Int)] = []
    /// Why lines are missing or may be wrong; nil when all is well.
    package var note: String?

    /// The compiler inlines a function of such a name where it lets a check trap.
    private static let failurePrefix = "Swift runtime failure: "

    /// - Parameters:
    ///   - frames: of the fault, whole.
    ///   - trapped: a check failed, rather than a limit having been reached.
    ///   - lines: what finds lines, or the reason why there is nothing to find them with.
    package init(_ frames: [Frame], trapped: Bool, lines: Result<Symbolizer, ToolchainError>) {
        switch lines {
        case .success(let symbolizer): read(symbolizer.describe(frames, trapped: trapped), symbolizer.debugModule)
        case .failure(let error):
            note = error.description
            stack = Self.counted(Self.trimmed(frames.map { [SourceLine(function: $0.name)] }) { _ in false })
        }
    }

    /// For tests: from lines that are known.
    init(_ lines: [[SourceLine]]) { read(lines, nil) }

    private mutating func read(_ lines: [[SourceLine]], _ debugModule: String?) {
        if let failure = lines.first?.first?.function, failure.hasPrefix(Self.failurePrefix) {
            cause = String(failure.dropFirst(Self.failurePrefix.count))
        } else if let check = lines.first?.first?.function, Self.indexChecks.contains(where: { check.contains($0) }) {
            // Where the optimiser left the check a function of its own, its traps are one and carry no note.
            cause = "Index out of range"
        }
        let steps = lines.map { lines in
            Self.withoutCopies(Self.corrected(lines.filter { !$0.function.hasPrefix(Self.failurePrefix) }))
        }
        let trimmed = Self.trimmed(steps, Self.isWorkers)
        stack = Self.counted(trimmed)
        place = trimmed.first(where: Self.isWorkers)
        if let failure = cause, let first = trimmed.first { cause = Self.plainWords(failure, in: first) }
        guard let place, let file = place.file else { return }
        if let debugModule, let changed = FileStatus(file)?.modified, let built = FileStatus(debugModule)?.modified,
            changed > built
        {
            note = "\(file) has changed since the module was built: lines may be off"
        }
        excerpt = SourceExcerpt.lines(place)
    }

    /// What the compiler's note says to a person.
    private static func plainWords(_ failure: String, in step: SourceLine) -> String {
        switch failure {
        case "fatal error" where !isWorkers(step): return "a check in \(shortName(step.function)) failed"
        case "fatal error": return "fatalError was reached (a file that imports Swiftlet keeps its text)"
        case "precondition failure": return "a precondition failed (a file that imports Swiftlet keeps its text)"
        case "assertion failure": return "an assertion failed (its text is not kept in a worker)"
        default:
            guard let first = failure.first else { return failure }
            return first.lowercased() + failure.dropFirst()
        }
    }

    /// The worker's own file, or one of a package that it depends on by path: not the SDK's, nor a fetched package's.
    static func isWorkers(_ line: SourceLine) -> Bool {
        guard let file = line.file, line.line > 0 else { return false }
        let foreign = [
            "/.build/checkouts/", "/Sources/Guest/Swiftlet/", "/Sources/Guest/SwiftletFormats/",
            "/Sources/Guest/CWorkerABI/", "/swiftlet-sdk/",
        ]
        if foreign.contains(where: { file.contains($0) }) { return false }
        if let sdk = Installation.sdkPackage, file.hasPrefix(sdk + "/") { return false }
        return true
    }

    /// Without what is outside of the worker's outermost function: how the SDK calls it is the same every time.
    private static func trimmed(_ lines: [[SourceLine]], _ isWorkers: (SourceLine) -> Bool) -> [SourceLine] {
        let steps = Array(lines.joined())
        if let last = steps.lastIndex(where: isWorkers) { return Array(steps[...last]) }
        let entry = steps.firstIndex { step in entries.contains { step.function.contains($0) } }
        return Array(steps[..<max(entry ?? steps.count, min(1, steps.count))])
    }

    private static func counted(_ steps: [SourceLine]) -> [(step: SourceLine, count: Int)] {
        var list: [(step: SourceLine, count: Int)] = []
        for step in steps {
            let short = SourceLine(
                function: shortName(step.function), file: step.file, line: step.line, column: step.column)
            if let last = list.last, last.step.function == short.function, last.step.line == 0 || last.step == short {
                // Where the stack ended the engine knows no line.
                list[list.count - 1] = (short, last.count + 1)
            } else {
                list.append((short, 1))
            }
        }
        return list
    }

    /// Where the compiler counts a line of the worker's to a function of the standard library that was inlined nearby, the
    /// line is right: it is given to the worker's function around it.
    private static func corrected(_ steps: [SourceLine]) -> [SourceLine] {
        guard let wrong = steps.firstIndex(where: isWorkers), steps[wrong].isStandardLibrary,
            let right = steps[wrong...].firstIndex(where: { !$0.isStandardLibrary })
        else { return steps }
        var step = steps[right]
        (step.file, step.line, step.column) = (steps[wrong].file, steps[wrong].line, steps[wrong].column)
        return [step] + steps[(right + 1)...]
    }

    /// The compiler's specialised copies of a function, one inlined in the other, are one.
    private static func withoutCopies(_ steps: [SourceLine]) -> [SourceLine] {
        var list: [SourceLine] = []
        for step in steps {
            if let last = list.last, last.line == 0, shortName(last.function) == shortName(step.function) {
                list[list.count - 1] = step
            } else {
                list.append(step)
            }
        }
        return list
    }

    /// Functions of the standard library that do nothing but check an index.
    private static let indexChecks = ["._checkSubscript(", "._checkIndex("]

    /// Functions of the SDK that call the worker.
    private static let entries = [
        "Worker.main()", "swiftlet_fetch", "swiftlet_init", "Swiftlet.answer(", "answer(HeadBlock",
    ]
}
