import Testing

@testable import Bench

@Suite("A case's budget")
struct CostBudgetTests {
    private func figures(_ instructions: Int) -> CostFigures {
        var figures = CostFigures()
        figures.instructions = instructions
        figures.pages = 3
        figures.allocations = 9
        return figures
    }

    @Test("checks each figure that it names, in one order")
    func figures() {
        var budget = CostBudget()
        budget.limits = [.pages: Amount(2)!, .cost: Amount("1k")!, .allocations: Amount(9)!]
        let (checks, problems) = budget.check(figures(1000), before: nil, baseline: nil)
        #expect(checks.map(\.figure) == ["cost", "pages", "allocations"])
        #expect(checks.map(\.passed) == [true, false, true])
        #expect(problems.isEmpty)
    }

    @Test("of what is not known is a problem, not a success")
    func unknown() {
        var budget = CostBudget()
        budget.limits = [.allocatedBytes: Amount(2)!]
        let (checks, problems) = budget.check(figures(1), before: nil, baseline: nil)
        #expect(checks.isEmpty)
        #expect(problems.count == 1)
        #expect(problems.first?.contains("allocated_bytes ≤ 2") == true)
    }

    @Test(
        "against the baseline is exceeded by one instruction more than its percentage",
        arguments: [(1010, true), (1011, false)])
    func regression(instructions: Int, passed: Bool) throws {
        var budget = CostBudget()
        budget.regressionMost = Percentage("1%")
        let (checks, problems) = budget.check(figures(instructions), before: figures(1000), baseline: "b.json")
        let check = try #require(checks.first)
        #expect(check.passed == passed)
        #expect(check.before == 1000)
        #expect(check.limit == "1% over the baseline")
        #expect(problems.isEmpty)
    }

    @Test("against a baseline without the case is a problem")
    func missing() {
        var budget = CostBudget()
        budget.regressionMost = Percentage("1%")
        let (checks, problems) = budget.check(figures(1), before: nil, baseline: "b.json")
        #expect(checks.isEmpty)
        #expect(problems.first?.contains("b.json does not have the case; write it with --update") == true)
        #expect(budget.check(figures(1), before: nil, baseline: nil).problems.isEmpty)
    }

    @Test("goes before the suite's, figure by figure")
    func over() {
        var general = CostBudget()
        general.limits = [.cost: Amount(10)!, .pages: Amount(2)!]
        general.regressionMost = Percentage("1%")
        var own = CostBudget()
        own.limits = [.cost: Amount(20)!]
        let both = own.over(general)
        #expect(both.limits[.cost]?.value == 20)
        #expect(both.limits[.pages]?.value == 2)
        #expect(both.regressionMost?.text == "1%")
    }
}
