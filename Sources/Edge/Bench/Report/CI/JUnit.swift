/// A run as JUnit XML, in the shape that Jenkins, GitLab and Surefire's readers share: one `testsuite` for costs, one for
/// latencies, a `testcase` for each case; an exceeded budget or a wrong answer is a `failure`.
package enum JUnit {
    package static func text(_ run: BenchRun) -> String {
        let suites = [
            Suite(name: "cost", cases: run.cost.map(test)),
            Suite(name: "wall", cases: run.wall.map(test) + run.comparisons.map(test)),
        ].filter { !$0.cases.isEmpty }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites name=\"swiftlet bench\" \(totals(suites.flatMap(\.cases)))>")
        for suite in suites { lines += element(suite, run) }
        lines.append("</testsuites>")
        return lines.map { $0 + "\n" }.joined()
    }

    private struct Suite {
        var name: String
        var cases: [Test]
    }

    private struct Test {
        var name: String
        var seconds = 0.0
        /// A word for each kind, one line each.
        var failures: [(type: String, text: String)] = []
        /// Shown with a failure, below its first line.
        var explanation: [String] = []
        var output: [String] = []
    }

    private static func element(_ suite: Suite, _ run: BenchRun) -> [String] {
        let label = Markup.escaped("\(Plain.line(run.target)) \(suite.name)")
        var lines = [
            "  <testsuite name=\"\(label)\" \(totals(suite.cases)) timestamp=\"\(Written.time(run.startedAt).dropLast())\">"
        ]
        lines.append("    <properties>")
        for (name, value) in properties(run) {
            lines.append("      <property name=\"\(name)\" value=\"\(Markup.escaped(value))\"/>")
        }
        lines.append("    </properties>")
        let className = Markup.escaped("\(Plain.line(run.target)).\(suite.name)")
        for test in suite.cases {
            lines.append(
                "    <testcase classname=\"\(className)\" name=\"\(Markup.escaped(test.name))\" "
                    + "time=\"\(time(test.seconds))\">")
            // One element for all: the schema that Surefire publishes allows a test one failure.
            if let first = test.failures.first {
                let more = test.failures.count > 1 ? " (and \(test.failures.count - 1) more)" : ""
                let text = test.failures.map(\.text) + test.explanation
                lines.append(
                    "      <failure message=\"\(Markup.escaped(first.text + more))\" type=\"\(first.type)\">"
                        + Markup.escapedLines(text) + "</failure>")
            }
            if !test.output.isEmpty {
                lines.append("      <system-out>" + Markup.escapedLines(test.output) + "</system-out>")
            }
            lines.append("    </testcase>")
        }
        lines.append("  </testsuite>")
        return lines
    }

    private static func totals(_ tests: [Test]) -> String {
        let failed = tests.count { !$0.failures.isEmpty }
        let seconds = tests.reduce(0) { $0 + $1.seconds }
        return "tests=\"\(tests.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"0\" time=\"\(time(seconds))\""
    }

    private static func properties(_ run: BenchRun) -> [(String, String)] {
        var pairs: [(String, String)] = [("swiftlet", run.machine.swiftlet), ("engine", run.machine.engine)]
        if let version = run.version { pairs.append(("module", version)) }
        if let suite = run.suite { pairs.append(("suite", suite)) }
        if let baseline = run.baseline { pairs.append(("baseline", baseline)) }
        pairs.append(("processor", "\(run.machine.processors) × \(run.machine.processor)"))
        return pairs
    }

    /// Readers take no thousands separators.
    private static func time(_ seconds: Double) -> String {
        Written.decimal(seconds.isFinite ? min(max(0, seconds), 1e9) : 0, places: 3).filter { $0 != "," }
    }

    private static func test(_ cost: CostCase) -> Test {
        var test = Test(name: cost.name)
        test.failures = cost.problems.map { ("answer", Plain.sentence($0)) }
        test.failures += cost.checks.filter { !$0.passed }.map { ("budget", $0.sentence) }
        if !test.failures.isEmpty, let diff = CostDiff(cost), diff.hasChanged {
            test.explanation = [diff.headline] + TextColumns.aligned(diff.rows())
        }
        test.output = [Plain.line(cost.request)] + cost.figures.lines
        return test
    }

    private static func test(_ wall: WallCase) -> Test {
        var test = Test(name: wall.side.map { "\(wall.name) (\($0))" } ?? wall.name)
        test.seconds = wall.seconds + wall.warmUpSeconds
        test.failures = wall.checks.filter { !$0.passed }.map { ("budget", $0.sentence) }
        if wall.hasFailures { test.failures.append(("answer", "failures: " + wall.failuresText)) }
        test.explanation = test.failures.isEmpty ? [] : wall.disturbances.map { "disturbed: " + Plain.sentence($0) }
        test.output = [Plain.line(wall.request), wall.circumstances, wall.latency.pieces.joined(separator: ", ")]
        if !wall.failures.isEmpty { test.output.append("failures: " + wall.failuresText) }
        if test.failures.isEmpty { test.output += wall.disturbances.map { "disturbed: " + Plain.sentence($0) } }
        return test
    }

    private static func test(_ comparison: WallComparison) -> Test {
        var test = Test(name: "\(comparison.name): \(comparison.figure), B against A")
        if comparison.hasFailed { test.failures = [("slower", comparison.sentence)] }
        test.output = [comparison.sentence]
        return test
    }
}
