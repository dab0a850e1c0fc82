import Testing

@testable import Deploy

@Suite("Weights of versions")
struct WeightsTests {
    @Test(
        "shares are read in any order and written in that of the versions",
        arguments: [
            ("v7=10 v6=90", "v6=90 v7=10"), ("v1=100", "v1=100"), ("  v2=0.5   v1=99.5 ", "v1=99.5 v2=0.5"),
            ("v3=33.33 v1=33.33 v2=33.34", "v1=33.33 v2=33.34 v3=33.33"), ("v7=0 v6=100", "v6=100"),
            ("v1=0.01 v4294967295=99.99", "v1=0.01 v4294967295=99.99"), ("v1=12.50 v2=87.50", "v1=12.5 v2=87.5"),
            ("v1=0.05 v2=99.95", "v1=0.05 v2=99.95"),
        ])
    func reads(text: String, written: String) throws {
        let weights = try Weights(parsing: text)
        #expect(weights.text == written)
        #expect(try Weights(parsing: written) == weights)
        #expect(weights.shares.reduce(0) { $0 + $1.hundredths } == Weights.whole)
    }

    @Test(
        "what is no whole of shares is refused with what is wrong and what to write",
        arguments: [
            ("", "there are no shares"), ("v7", "\"v7\" is no share"), ("7=10 v6=90", "\"7\" is no version"),
            ("v0=10 v6=90", "\"v0\" is no version"), ("v07=10 v6=90", "\"v07\" is no version"),
            ("v4294967296=100", "is no version"), ("v7=10 v6=80", "add up to 90 %"),
            ("v7=10.01 v6=90", "add up to 100.01 %"), ("v7=10 v7=90", "v7 has two shares"),
            ("v7=1e2", "\"1e2\" is no share for v7"), ("v7=100.001", "\"100.001\" is no share"),
            ("v7=100.01", "\"100.01\" is no share"), ("v7=101", "\"101\" is no share"), ("v7=-1", "\"-1\" is no share"),
            ("v7=", "\"\" is no share"), ("v7=.5 v6=99.5", "\".5\" is no share"), ("v7=5. v6=95", "\"5.\" is no share"),
            ("v7=10,v6=90", "\"10,v6=90\" is no share"), ("v7=+5 v6=95", "\"+5\" is no share"),
            ("v7=1\u{1B}[2J", "\"1\\u{1b}[2J\" is no share"), (String(repeating: " ", count: 2000), "2000 bytes long"),
        ])
    func refuses(text: String, problem: String) {
        let error = #expect(throws: RolloutError.self) { try Weights(parsing: text) }
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.remedy.isEmpty == false)
    }

    @Test("more versions than may have a share at once are refused")
    func tooMany() throws {
        let count = UInt32(RolloutLimits.versionsMax + 1)
        var shares = (1...count).map { (version: $0, hundredths: UInt32(100)) }
        shares[0].hundredths = Weights.whole - 100 * (count - 1)
        #expect(throws: RolloutError.self) { try Weights(hundredths: shares) }
        shares[0].hundredths += 100
        shares.removeLast()
        #expect(try Weights(hundredths: shares).shares.count == RolloutLimits.versionsMax)
        #expect(throws: RolloutError.self) { try Weights(hundredths: [(0, 10_000)]) }
        #expect(throws: RolloutError.self) { try Weights(hundredths: [(1, .max), (2, .max)]) }
    }
}
