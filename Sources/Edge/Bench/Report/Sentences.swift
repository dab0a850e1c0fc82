extension CostFigures {
    /// A line for each figure, in the order of bench.toml's budgets.
    var lines: [String] {
        var lines = [
            "instructions \(Written.count(instructions))", "pages \(Written.count(pages))",
            "bytes in \(Written.count(bytesIn))", "bytes out \(Written.count(bytesOut))",
            "host calls \(Written.count(hostCalls))", "subrequests \(Written.count(subrequests))",
            "allocations \(allocationsText)",
        ]
        if let movedBytes, movedBytes > 0 { lines.append("bytes moved by bulk memory \(Written.count(movedBytes))") }
        return lines
    }
}

extension CostCase {
    /// "58,102 instructions (+2.09%), 4 pages, answer 200"
    var sentence: String {
        let change = before.map {
            " (\(Written.change(from: Double($0.instructions), to: Double(figures.instructions))))"
        }
        return
            "\(Written.count(figures.instructions)) instructions\(change ?? ""), \(Written.count(figures.pages)) pages, "
            + (status.map { "answer \($0)" } ?? "no answer")
    }

    /// Each a line: what was wrong, what was too much.
    var failures: [String] {
        problems.map { Plain.sentence($0) } + checks.filter { !$0.passed }.map(\.sentence)
    }
}

extension WallCase {
    /// One failure is too many, unless a budget says how many are not.
    var hasFailures: Bool { !failures.isEmpty && !checks.contains { $0.figure == "error_rate" } }

    /// Each a line: what was too much, what went wrong.
    var failed: [String] {
        checks.filter { !$0.passed }.map(\.sentence) + (hasFailures ? ["failures: " + failuresText] : [])
    }
}

extension WallComparison {
    /// "p99 of home: B is slower, 1.043 × A (1.021…1.066 (99%), 12 rounds)"
    var sentence: String {
        "\(Plain.line(figure)) of \(Plain.line(name)): \(verdictText), \(Written.decimal(ratio, places: 3)) × A "
            + "(\(intervalText), \(rounds) rounds)\(isDisturbed ? "; the run was disturbed" : "")"
    }

    var verdictText: String {
        switch verdict {
        case .faster: "B is faster"
        case .slower: "B is slower"
        case .noDifference: "no difference"
        case .undecided: "undecided"
        }
    }
}
