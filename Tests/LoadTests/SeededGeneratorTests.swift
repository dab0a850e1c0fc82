import Testing

@testable import Load

@Suite("Seeded numbers")
struct SeededGeneratorTests {
    @Test("the same seed gives the same numbers, those of the published algorithm")
    func vector() {
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test("fractions lie above 0 and up to 1, and half of them below a half")
    func fractions() {
        var generator = SeededGenerator(seed: 7)
        let fractions = (0..<10_000).map { _ in generator.nextFraction() }
        #expect(fractions.allSatisfy { $0 > 0 && $0 <= 1 })
        #expect(4800...5200 ~= fractions.filter { $0 < 0.5 }.count)
    }
}
