import Bench
import Testing

@testable import Load

@Suite("When requests are due")
struct ArrivalScheduleTests {
    private func times(_ schedule: ArrivalSchedule, _ count: Int) -> [UInt64] {
        var schedule = schedule
        return (0..<count).map { _ in
            defer { schedule.advance() }
            return schedule.due
        }
    }

    @Test("constant arrivals come in equal steps, without a rounding that adds up")
    func constant() {
        let schedule = ArrivalSchedule(.constant, rate: 3000, start: 1_000_000, seed: 1)
        let all = times(schedule, 3_000_000)
        #expect(all[..<3] == [1_333_333, 1_666_666, 2_000_000])
        #expect(all[2_999_999] == 1_000_000 + 1_000_000_000_000)
    }

    @Test("Poisson arrivals have the rate in the mean, and steps as irregular as an exponential distribution's")
    func poisson() {
        let all = times(ArrivalSchedule(.poisson, rate: 1000, start: 0, seed: 3), 100_000)
        let steps = zip(all.dropFirst(), all).map { Double($0 - $1) }
        let mean = steps.reduce(0, +) / Double(steps.count)
        let variance = steps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(steps.count)
        #expect(abs(mean - 1_000_000) < 15_000)
        #expect(abs(variance.squareRoot() / mean - 1) < 0.02)
        // Of an exponential distribution 1/e is above the mean.
        #expect(abs(Double(steps.filter { $0 > mean }.count) / Double(steps.count) - 0.3679) < 0.01)
    }

    @Test("Poisson arrivals of one seed are the same every time, and others of another")
    func seeds() {
        let first = times(ArrivalSchedule(.poisson, rate: 1000, start: 0, seed: 3), 100)
        #expect(first == times(ArrivalSchedule(.poisson, rate: 1000, start: 0, seed: 3), 100))
        #expect(first != times(ArrivalSchedule(.poisson, rate: 1000, start: 0, seed: 4), 100))
    }
}
