import Testing

@testable import Load

@Suite("Warm-up")
struct WarmUpTests {
    /// How many windows it took, and what it said.
    private func windows(_ medians: (Int) -> Double?) -> (count: Int, state: WarmUp.State) {
        var warmUp = WarmUp()
        for index in 0..<1000 {
            warmUp.add(median: medians(index))
            if warmUp.state != .warming { return (index + 1, warmUp.state) }
        }
        return (1000, warmUp.state)
    }

    @Test("a server that is steady from the start is warm as soon as two parts can be compared")
    func steady() {
        #expect(windows { _ in 100 } == (6, .warm))
    }

    @Test("one that becomes faster is not warm before it has")
    func falling() {
        let (count, state) = windows { index in max(1000 - 50 * Double(index), 100) }
        #expect(state == .warm)
        // Flat from the 19th on.
        #expect(18...24 ~= count)
    }

    @Test("one that approaches its speed exponentially is within 10 % of it")
    func exponential() {
        var last = 0.0
        let (_, state) = windows { index in
            last = 100 + 900 * (0..<index).reduce(1.0) { factor, _ in factor * 0.7 }
            return last
        }
        #expect(state == .warm)
        #expect(last < 110)
    }

    @Test("noise without a trend does not keep it waiting long")
    func noise() {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let (count, state) = windows { _ in 100 * (1 + 0.4 * (generator.nextFraction() - 0.5)) }
            #expect(state == .warm)
            #expect(count <= 30)
        }
    }

    @Test("what never settles ends after so many windows, and is told")
    func unsettled() {
        let (count, state) = windows { index in 100 * (1 + Double(index)) }
        #expect(count == WarmUp.windowsMax)
        #expect(state == .unsettled(first: 200, last: 3900))
        #expect(windows { _ in nil } == (WarmUp.windowsMax, .unsettled(first: 0, last: 0)))
    }
}
