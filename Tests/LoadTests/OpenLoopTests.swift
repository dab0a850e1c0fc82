import Bench
import Testing

@testable import Load

/// The book of a load, with a clock and a server of the test's own.
@Suite("Open loop")
struct OpenLoopTests {
    private let millisecond: UInt64 = 1_000_000

    /// One connection, a thousand requests a second for a second, of which the server stops once.
    private func run(stallAt: UInt64, for stall: UInt64, service: UInt64) -> OpenLoop {
        let schedule = ArrivalSchedule(.constant, rate: 1000, start: 0, seed: 1)
        var book = OpenLoop(schedule, countsFrom: 0, endsAt: 1000 * millisecond + 1)
        var free: UInt64 = 0
        while let next = book.waitingCount > 0 ? free : book.nextDue {
            let now = max(next, free)
            book.arrive(now: now)
            guard let due = book.take() else { continue }
            let begins = max(now, due)
            var ends = begins + service
            if begins <= stallAt, stallAt < begins + millisecond { ends += stall }
            book.answered(due: due, now: ends)
            free = ends
        }
        return book
    }

    @Test("a server that stops once for 100 ms shows in all requests that were due meanwhile, not in one")
    func coordinatedOmission() {
        let book = run(stallAt: 500 * millisecond, for: 100 * millisecond, service: 100_000)
        #expect(book.dueCount == 1000)
        #expect(book.answeredCount == 1000)
        // The one that met the stop took 100.1 ms, the next 99.2, and so on: each millisecond one more was due, and
        // each took 0.1 ms when its turn came. So about 111 of 1000 were late, in equal steps.
        #expect(abs(book.latencies.microseconds(at: 100) - 100_100) < 200)
        #expect(abs(book.latencies.microseconds(at: 99) - 91_000) < 1500)
        #expect(abs(book.latencies.microseconds(at: 95) - 55_000) < 1500)
        #expect(abs(book.latencies.microseconds(at: 90) - 10_000) < 1500)
        #expect(book.latencies.microseconds(at: 50) < 101)
    }

    @Test("a server that never stops has its own time in every percentile")
    func steady() {
        let book = run(stallAt: .max, for: 0, service: 200_000)
        #expect(abs(book.latencies.microseconds(at: 50) - 200) < 1)
        #expect(abs(book.latencies.microseconds(at: 100) - 200) < 1)
    }

    @Test("a server that takes longer than the time between two requests falls further behind with each")
    func overload() {
        let book = run(stallAt: .max, for: 0, service: 2 * millisecond)
        #expect(abs(book.latencies.microseconds(at: 100) - 1_001_000) < 2000)
        #expect(abs(book.latencies.microseconds(at: 50) - 501_000) < 2000)
        #expect(book.answeredInTimeCount < 501)
    }

    @Test("what waits when the time is over counts with the time that it has waited")
    func abandoned() {
        let schedule = ArrivalSchedule(.constant, rate: 1000, start: 0, seed: 1)
        var book = OpenLoop(schedule, countsFrom: 0, endsAt: 10 * millisecond + 1)
        book.arrive(now: 20 * millisecond)
        #expect(book.waitingCount == 10)
        book.abandonWaiting(now: 20 * millisecond)
        #expect(book.waitingCount == 0)
        #expect(book.failures == ["not sent in time": 10])
        #expect(book.latencies.count == 10)
        #expect(abs(book.latencies.microseconds(at: 100) - 19_500) < 20)
    }

    @Test("no more wait than may; the others are failures")
    func waitingMax() {
        let schedule = ArrivalSchedule(.constant, rate: 1000, start: 0, seed: 1)
        var book = OpenLoop(schedule, countsFrom: 0, endsAt: 1000 * millisecond, waitingMax: 5)
        book.arrive(now: 50 * millisecond)
        #expect(book.waitingCount == 5)
        #expect(book.failures == ["not sent: too many wait": 45])
    }

    @Test("only what is due while it counts is counted")
    func counting() {
        let schedule = ArrivalSchedule(.constant, rate: 1000, start: 0, seed: 1)
        var book = OpenLoop(schedule)
        for at in 1...20 as ClosedRange<UInt64> {
            if at == 11 { book.count(from: 11 * millisecond, until: 16 * millisecond) }
            book.arrive(now: at * millisecond)
            while let due = book.take() { book.answered(due: due, now: due + millisecond) }
        }
        #expect(book.dueCount == 5)
        #expect(book.answeredCount == 5)
        #expect(book.nextDue == nil)
        #expect(book.takeWindow()?.count == 16)
        #expect(book.takeWindow() == nil)
    }

    @Test("kinds of failures are bounded")
    func failureKinds() {
        let schedule = ArrivalSchedule(.constant, rate: 1000, start: 0, seed: 1)
        var book = OpenLoop(schedule, countsFrom: 0)
        for number in 0..<1000 { book.failed(due: 1, "kind \(number)") }
        #expect(book.failures.count == LoadLimits.failureKindsMax + 1)
        #expect(book.failures["other"] == 1000 - LoadLimits.failureKindsMax)
    }
}
