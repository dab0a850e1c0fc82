import Testing

@testable import Bench

@Suite("An amount")
struct AmountTests {
    @Test(
        "is a number with a unit, with or without its sign",
        arguments: [
            ("60000", 60_000), ("≤ 60k", 60_000), ("<= 60k", 60_000), ("<=60K", 60_000), ("1.5k", 1_500),
            ("≤ 1.5M", 1_500_000), ("60_000", 60_000), ("4KiB", 4_096), ("2 KB", 2_000), ("0", 0), ("0.001k", 1),
        ])
    func read(text: String, value: Int) {
        #expect(Amount(text)?.value == value)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "≤", "k", "-1", "≥ 60k", "< 60k", "60x", "1.5", "1.0005k", "1.2.3k", "1e3", "99999999999999999999",
            "999999999999G", "٣", "60 k k", "1.1234567M",
        ])
    func refused(text: String) {
        #expect(Amount(text) == nil)
    }

    @Test("shows what was written")
    func shown() {
        #expect(Amount("<= 60k")?.text == "≤ 60k")
        #expect(Amount(7)?.text == "≤ 7")
        #expect(Amount(-1) == nil)
    }
}

@Suite("A percentage")
struct PercentageTests {
    @Test("is a number and its sign")
    func read() throws {
        #expect(Percentage("1%")?.fraction == 0.01)
        #expect(Percentage("0.5 %")?.text == "0.5%")
        #expect(Percentage("0%")?.fraction == 0)
        for text in ["1", "%", "-1%", "1001%", "a%", "1%%", "nan%", "1e2%", "..%"] {
            #expect(Percentage(text) == nil, "\(text)")
        }
    }
}
