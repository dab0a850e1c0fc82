import Bench
import Testing

@testable import Load

@Suite("Search for the knee")
struct KneeSearchTests {
    /// A server of so many requests a second: near it its latency rises as a queue's does.
    private func step(_ rate: Double, capacity: Double) -> RateSweep.Step {
        let achieved = min(rate, capacity)
        let wait = rate < capacity ? 1 / (1 - rate / capacity) : 10_000
        return RateSweep.Step(
            rate: rate, achievedRate: achieved, p50: 100, p99: 200 * wait, failures: 0, isDisturbed: false)
    }

    private func search(from: Double, to: Double, _ answer: (Double, Int) -> RateSweep.Step) -> (KneeSearch, Int) {
        var search = KneeSearch(from: from, to: to)
        var tries = 0
        while let rate = search.next, tries < 1000 {
            search.add(answer(rate, tries))
            tries += 1
        }
        return (search, tries)
    }

    @Test("it is found within 5 % of where the server no longer follows", arguments: [700.0, 3000, 9000])
    func found(capacity: Double) throws {
        let (search, tries) = search(from: 500, to: 20_000) { rate, _ in step(rate, capacity: capacity) }
        let knee = try #require(search.knee)
        // p99 is ten times that of the lowest rate before the queue grows without end.
        let base = step(500, capacity: capacity).p99
        let limit = capacity * (1 - 200 / max(10 * base, 1000))
        #expect(knee <= limit)
        #expect(knee * KneeSearch.precision >= limit * 0.999)
        #expect(tries < 40)
        #expect(search.steps.map(\.rate) == search.steps.map(\.rate).sorted())
    }

    @Test("a server that follows every rate has none")
    func none() {
        let (search, _) = search(from: 500, to: 4000) { rate, _ in step(rate, capacity: 1_000_000) }
        #expect(search.knee == nil)
        #expect(search.steps.last?.rate == 4000)
    }

    @Test("a machine that stumbles once does not make a knee")
    func stumble() {
        var stumbled = false
        let (search, _) = search(from: 500, to: 4000) { rate, tries in
            guard tries == 3, !stumbled else { return step(rate, capacity: 1_000_000) }
            stumbled = true
            return RateSweep.Step(
                rate: rate, achievedRate: rate / 2, p50: 1, p99: 1_000_000, failures: 0, isDisturbed: true)
        }
        #expect(stumbled)
        #expect(search.knee == nil)
        #expect(search.steps.allSatisfy { $0.achievedRate == $0.rate })
    }

    @Test("rates are whole, and few of them end too")
    func fewRates() {
        let (search, tries) = search(from: 1, to: 8) { rate, _ in step(rate, capacity: 2.5) }
        #expect(tries < 10)
        #expect(search.steps.allSatisfy { $0.rate == $0.rate.rounded() })
        let (all, _) = self.search(from: 1, to: 4) { rate, _ in step(rate, capacity: 1_000_000) }
        #expect(all.steps.map(\.rate) == [1, 2, 3, 4])
    }

    @Test("failures are too much, and so is a lowest rate that is not followed")
    func failures() {
        let (failing, _) = search(from: 500, to: 4000) { rate, _ in
            var result = step(rate, capacity: 1_000_000)
            result.failures = rate > 1500 ? 3 : 0
            return result
        }
        #expect((failing.knee ?? 0) <= 1500 && (failing.knee ?? 0) > 1400)
        let (overloaded, tries) = search(from: 500, to: 4000) { rate, _ in step(rate, capacity: 100) }
        #expect(overloaded.knee == nil)
        #expect(overloaded.steps.count == 1 && tries == 2)
    }
}
