import Testing

@testable import Bench

@Suite("A baseline")
struct BaselineTests {
    private var sample: Baseline {
        var figures = CostFigures()
        for (number, figure) in CostFigure.allCases.enumerated() { figures[figure] = number * 11 + 1 }
        var other = CostFigures()
        other.instructions = 5
        return Baseline(
            seed: 7, initInstructions: 99,
            cases: [
                "home": .init(figures: figures, functions: ["b": 2, "a \"quoted\"\n\u{1}": 1, "c": 3]),
                "\\ 😀": .init(figures: other, functions: [:]),
            ])
    }

    @Test("is read as it was written")
    func roundTrip() throws {
        #expect(try Baseline(parsing: Array(sample.text.utf8)) == sample)
        let empty = Baseline(seed: 0)
        #expect(try Baseline(parsing: Array(empty.text.utf8)) == empty)
    }

    @Test("has a line for each figure and function, sorted, and the same text each time")
    func lines() {
        let lines = sample.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("      \"cost\": 1,"))
        let b = lines.firstIndex(of: "        \"b\": 2,")
        let c = lines.firstIndex(of: "        \"c\": 3")
        #expect(b != nil && c != nil && b! + 1 == c!)
        #expect(lines.contains { $0.contains("\"a \\\"quoted\\\"") })
        // What is not known has no line.
        #expect(sample.text.components("allocations") == 1)
        #expect(sample.text == sample.text)
    }

    @Test(
        "that is damaged is refused, with its line",
        arguments: [
            ("", nil), ("{}", nil), ("[]", 1), ("{\"swiftlet_bench_baseline\": 2}", nil),
            ("{\n\"swiftlet_bench_baseline\": 1,\n\"cases\": {\"a\": {\"speed\": 1}}}", 3),
            ("{\n\"swiftlet_bench_baseline\": 1,\n\"seed\": -1}", 3),
            ("{\n\"swiftlet_bench_baseline\": 1,\n\"cases\": {\"a\": {\"cost\": 1.5}}}", 3),
            ("{\n\"swiftlet_bench_baseline\": 1,\n\"cases\": {\"a\": 1}}", 3),
            ("{\n\"swiftlet_bench_baseline\": 1\n} x", 3), ("{\"swiftlet_bench_baseline\": 1", nil),
        ] as [(String, Int?)])
    func damaged(text: String, line: Int?) {
        let error = #expect(throws: Baseline.Problem.self) { _ = try Baseline(parsing: Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.text.isEmpty == false)
    }

    @Test("gives a case its figures before, each function's too, and those that are gone")
    func comparison() {
        var cost = CostCase(name: "home", request: "GET /")
        cost.functions = [
            FunctionCost(name: "b", instructions: 9, calls: 1), FunctionCost(name: "new", instructions: 4, calls: 1),
        ]
        var figures = CostFigures()
        figures.instructions = 3
        cost.compare(with: .init(figures: figures, functions: ["b": 2, "gone": 1]))
        #expect(cost.before == figures)
        #expect(cost.functions.map(\.name) == ["b", "new", "gone"])
        #expect(cost.functions.map(\.before) == [2, nil, 1])
        #expect(cost.functions.map(\.instructions) == [9, 4, 0])
        // What is gone is not taken over again.
        #expect(cost.asBaseline.functions == ["b": 9, "new": 4])
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
