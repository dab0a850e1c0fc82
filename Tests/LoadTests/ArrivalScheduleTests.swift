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
        #expect(all[..<3] == [1_166_666, 1_500_000, 1_833_333])
        #expect(all[2_999_999] == 1_000_000 + 999_999_833_333)
    }

    @Test("slices of a load have together exactly as many arrivals as the load has in one piece, and as it has them")
    func slices() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            // Rates and lengths of which many a slice has no whole number, some none at all.
            let rate = Double(1 + generator.next() % 5_000)
            let length = 1_000_000 * (1 + generator.next() % 500)
            let count = 1 + generator.next() % 40
            for arrivals in [WallCase.Arrivals.constant, .poisson] {
                let whole = ArrivalSchedule(arrivals, rate: rate, start: 0, seed: 7)
                var sliced = whole
                var (inSlices, at): ([UInt64], UInt64) = ([], 1_000_000_000)
                for slice in 0..<count {
                    sliced.pause(from: slice * length, to: at)
                    while sliced.due < at + length {
                        inSlices.append(sliced.due - at + slice * length)
                        sliced.advance()
                    }
                    sliced.pause(from: at + length, to: (slice + 1) * length)
                    at += length + generator.next() % 1_000_000_000
                }
                var (inOne, once): ([UInt64], ArrivalSchedule) = ([], whole)
                while once.due < count * length {
                    inOne.append(once.due)
                    once.advance()
                }
                #expect(inSlices == inOne, "\(arrivals) \(rate)/s, \(count) of \(length) ns")
                guard arrivals == .constant else { continue }
                let product = Double(count) * Double(length) * rate / 1e9
                #expect(abs(Double(inSlices.count) - product) <= 0.5, "\(rate)/s, \(count) of \(length) ns")
            }
        }
    }

    @Test("a time that is a whole number of steps has so many arrivals, wherever it begins")
    func windows() {
        var generator = SeededGenerator(seed: 11)
        for rate in [1, 20, 200, 1000, 12_345] as [Double] {
            for _ in 0..<50 {
                let begin = generator.next() % 3_000_000_000
                var schedule = ArrivalSchedule(.constant, rate: rate, start: 0, seed: 1)
                var count = 0.0
                while schedule.due < begin + 1_000_000_000 {
                    if schedule.due >= begin { count += 1 }
                    schedule.advance()
                }
                #expect(count == rate, "\(rate)/s from \(begin) ns")
            }
        }
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
