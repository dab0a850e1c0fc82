import Testing

@testable import Bench

@Suite("The functions that changed")
struct CostDiffTests {
    private func cost(_ functions: [(String, Int?, Int)]) -> CostCase {
        var cost = CostCase(name: "home", request: "GET /")
        cost.functions = functions.map { FunctionCost(name: $0.0, instructions: $0.2, calls: 1, before: $0.1) }
        cost.figures.instructions = functions.reduce(0) { $0 + $1.2 }
        var before = CostFigures()
        before.instructions = functions.reduce(0) { $0 + ($1.1 ?? 0) }
        cost.before = before
        return cost
    }

    @Test("come in the order of their growth, new ones and those that are gone included")
    func order() throws {
        let diff = try #require(
            CostDiff(cost([("same", 5, 5), ("new", nil, 40), ("gone", 30, 0), ("less", 10, 9), ("more", 100, 150)])))
        #expect(diff.grown.map(\.name) == ["more", "new"])
        #expect(diff.shrunk.map(\.name) == ["gone", "less"])
        #expect(
            diff.rows() == [
                ["+50", "+50%", "100", "150", "more"], ["+40", "new", "–", "40", "new"],
                ["-30", "gone", "30", "0", "gone"],
                ["-1", "-10%", "10", "9", "less"],
            ])
        #expect(diff.headline == "instructions 145 → 204 (+59, +40.7%)")
    }

    @Test("are not all shown; the others are added up")
    func many() throws {
        let diff = try #require(CostDiff(cost((0..<50).map { ("f\($0)", 100, 101 + $0) } + [("less", 100, 90)])))
        let rows = diff.rows()
        #expect(rows.count == ReportLimits.functionsInDiff + 1)
        #expect(rows.first?.last == "f49")
        #expect(rows[ReportLimits.functionsInDiff - 1].last == "less")
        // 1 + 2 + … + 39
        #expect(rows.last == ["+780", "", "", "", "in 39 more functions"])
    }

    @Test("are none without a baseline")
    func noBaseline() {
        var cost = cost([("a", 1, 2)])
        cost.before = nil
        #expect(CostDiff(cost) == nil)
    }
}
