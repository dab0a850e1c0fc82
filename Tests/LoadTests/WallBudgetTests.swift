import Bench
import Testing

@testable import Load

@Suite("Budgets of the wall clock")
struct WallBudgetTests {
    @Test("a budget is a figure and how much of it is allowed")
    func parsing() {
        #expect(WallBudget(figure: "p99", "≤ 5ms")?.most == 5000)
        #expect(WallBudget(figure: "p99", "<= 5ms")?.most == 5000)
        #expect(WallBudget(figure: "p99.9", "1.5s")?.most == 1_500_000)
        #expect(WallBudget(figure: "cpu", "≤80us")?.most == 80)
        #expect(WallBudget(figure: "error_rate", "0.1%")?.most == 0.001)
        for text in ["", "5", "ms", "≤ ms", "five ms", "-1ms", "≥ 5ms", "1e3ms", "5ms ms", "0.1%"] {
            #expect(WallBudget(figure: "p99", text) == nil, "\(text)")
        }
        #expect(WallBudget(figure: "error_rate", "5ms") == nil)
        #expect(WallBudget(figure: "p98", "5ms") == nil)
    }

    private func measured() -> WallCase {
        var measured = WallCase(name: "home", request: "GET /", arrivals: .constant, rate: 100)
        var latencies = LatencyHistogram()
        for milliseconds in 1...100 as ClosedRange<UInt64> { latencies.record(milliseconds * 1_000_000) }
        measured.latency = latencies.summary
        return measured
    }

    @Test("each figure is held to its limit")
    func checks() throws {
        let p90 = try #require(WallBudget(figure: "p90", "≤ 95ms")?.check(measured()))
        #expect(p90.passed && abs(p90.value - 90_000) < 100)
        #expect(try #require(WallBudget(figure: "p90", "≤ 85ms")?.check(measured())).passed == false)
        #expect(try #require(WallBudget(figure: "mean", "≤ 51ms")?.check(measured())).passed)
        #expect(try #require(WallBudget(figure: "max", "≤ 99ms")?.check(measured())).passed == false)
        #expect(WallBudget(figure: "cpu", "≤ 80us")?.check(measured()) == nil)
    }

    @Test("failures are judged by the error rate where it has a budget, and forbidden where not")
    func errors() throws {
        var failing = measured()
        failing.failures = [("status 500", 60), ("timeout", 40)]
        #expect(failing.hasFailed)
        let check = try #require(WallBudget(figure: "error_rate", "70%")?.check(failing))
        // 60 failed at once; the 40 that took too long are among the 100 that have a latency.
        #expect(abs(check.value - 100.0 / 160) < 1e-9)
        failing.checks = [check]
        #expect(!failing.hasFailed)
        failing.checks = [try #require(WallBudget(figure: "error_rate", "1%")?.check(failing))]
        #expect(failing.hasFailed)
    }
}
