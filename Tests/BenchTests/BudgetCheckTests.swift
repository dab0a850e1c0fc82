import Bench
import Testing

@Suite("A budget")
struct BudgetCheckTests {
    @Test("is kept by what is exactly at its limit, and exceeded by one more")
    func limit() {
        #expect(BudgetCheck(figure: "cost", limit: "≤ 60k", value: 60_000, most: 60_000, before: nil).passed)
        #expect(!BudgetCheck(figure: "cost", limit: "≤ 60k", value: 60_001, most: 60_000, before: nil).passed)
    }
}
