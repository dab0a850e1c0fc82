import Testing

@testable import Bench

@Suite("Figures are written")
struct WrittenTests {
    @Test("in groups of three digits")
    func counts() {
        #expect(
            [0, 7, 999, 1_000, 58_102, -1_234_567].map(Written.count) == [
                "0", "7", "999", "1,000", "58,102", "-1,234,567",
            ])
        #expect(Written.count(.min) == "-9,223,372,036,854,775,808")
    }

    @Test("with three digits of a duration, in the unit that they need")
    func durations() {
        let values = [0, 0.4, 9.994, 31.23, 312, 999.4, 999.6, 1_240, 99_960, 1_500_000]
        #expect(
            values.map(Written.microseconds) == [
                "0.00 µs", "0.40 µs", "9.99 µs", "31.2 µs", "312 µs", "999 µs", "1.00 ms", "1.24 ms", "100 ms",
                "1.50 s",
            ])
        #expect(Written.microseconds(.nan) == "–")
    }

    @Test("as a change in percent, with its sign")
    func changes() {
        #expect(Written.change(from: 100, to: 100) == "=")
        #expect(Written.change(from: 59_950, to: 61_204) == "+2.09%")
        #expect(Written.change(from: 100, to: 50) == "-50%")
        #expect(Written.change(from: 100_000, to: 100_001) == "+0.001%")
        #expect(Written.change(from: 0, to: 5) == "new")
    }

    @Test(
        "as a time of the Gregorian calendar, leap days and all",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_298_649, "2026-11-21T22:04:09Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "0001-01-01T00:00:00Z"),
        ])
    func times(_ seconds: Int64, _ text: String) {
        #expect(Written.time(seconds) == text)
    }

    @Test("as the sentence of a budget")
    func budgets() {
        let cost = BudgetCheck(figure: "cost", limit: "≤ 60k", value: 61_204, most: 60_000, before: nil)
        #expect(cost.sentence == "cost: 61,204; budget ≤ 60k = 60,000: 1,204 too many")
        let relative = BudgetCheck(
            figure: "cost", limit: "1% over the baseline", value: 889, most: 817.09, before: 809)
        #expect(relative.sentence == "cost: 889, was 809 (+9.89%); budget 1% over the baseline = 817: 72 too many")
        let latency = BudgetCheck(figure: "p99.9", limit: "≤ 5ms", value: 4_000, most: 5_000, before: nil)
        #expect(latency.sentence == "p99.9: 4.00 ms; budget ≤ 5ms = 5.00 ms")
        let pages = BudgetCheck(figure: "pages", limit: "≤ 4", value: 5, most: 4, before: 4)
        #expect(pages.sentence == "pages: 5, was 4 (+25%); budget ≤ 4: 1 too many")
        let errors = BudgetCheck(figure: "error_rate", limit: "≤ 0.1%", value: 0.02, most: 0.001, before: nil)
        #expect(errors.sentence == "error_rate: 2%; budget ≤ 0.1% = 0.10%: 1.90% too much")
    }

    @Test("and names of others as one line that is not too long")
    func plain() {
        #expect(Plain.line("a\nb\u{1B}[0m\u{202E}") == "a\u{FFFD}b\u{FFFD}[0m\u{FFFD}")
        #expect(Plain.line("abcdefghij", most: 6) == "abc…ij")
        #expect(Plain.line("abcdef", most: 6) == "abcdef")
        #expect(Plain.line(String(repeating: "x", count: 1_000) + "end", most: 12) == "xxxxxxx…xend")
        #expect(Plain.line("##[group]") == "#\u{FFFD}[group]")
        #expect(Plain.line("::error::x") == "\u{FFFD}:error::x")
        #expect(Plain.line("std::vector") == "std::vector")
    }
}
