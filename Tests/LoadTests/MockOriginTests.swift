import Bench
import Loop
import Testing

@testable import Load

@Suite("Doubles of origins under a load")
struct MockOriginTests {
    /// The generator's own loop serves both ends.
    private func latencies(delay: Duration) throws -> (OpenLoop, Int) {
        let loop = try Loop()
        defer { loop.closeOwnHandles(); loop.run() }
        let generator = LoadGenerator(loop: loop, hasOwnProcessor: false)
        let origin = try MockOrigin(loop: loop, response: Array(ThreadedServer.hello.utf8), delay: delay)
        defer { origin.close() }
        let pool = LoadPool(
            target: LoadTarget(name: "double", address: origin.address, tls: nil),
            request: try LoadRequest(method: "POST", target: "/a", authority: "shop", body: Array("soap".utf8)),
            connections: 4, opensConnections: false, timeout: .seconds(10), generator: generator,
            book: OpenLoop(ArrivalSchedule(.constant, rate: 1, start: 0, seed: 1), endsAt: 0))
        defer { pool.close() }
        try generator.fill(pool)
        let start = MonotonicClock.now
        pool.book = OpenLoop(
            ArrivalSchedule(.constant, rate: 200, start: start, seed: 1), countsFrom: start,
            endsAt: start + 200_000_001)
        try generator.run(pool, drain: .seconds(10))
        return (pool.book, origin.requestCount)
    }

    @Test("every request has the answer, body or not")
    func answers() throws {
        let (book, count) = try latencies(delay: .zero)
        #expect(book.answeredCount == 40)
        #expect(count == 40)
        #expect(book.failures.isEmpty)
    }

    @Test("an answer comes after its delay, not before")
    func delay() throws {
        let (book, _) = try latencies(delay: .milliseconds(20))
        #expect(book.answeredCount == 40)
        // libuv counts in milliseconds, and may begin in the middle of one.
        #expect(book.latencies.microseconds(at: 0) >= 19_000)
    }
}
