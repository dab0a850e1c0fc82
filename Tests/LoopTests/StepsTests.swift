import Testing

@testable import Loop

@Suite struct StepsTests {
    private let clock = ContinuousClock()

    @Test("a wait ends when its time is over, not before")
    func time() throws {
        let test = try LoopRun()
        // What was made since the last turn is looked at first.
        test.loop.turn()
        let began = clock.now
        test.loop.wait(nanoseconds: 3_000_000)
        #expect(clock.now - began >= .microseconds(2_999))
        test.end()
        test.run()
    }

    @Test("a wait ends early for what a turn then handles: what others post, and timers")
    func events() throws {
        let test = try LoopRun()
        var isLater = false
        try test.after(5) { isLater = true }
        let posted = Posted()
        let poster = try #require(test.loop.poster)
        let thread = try LoopThread { poster.post { posted.isDone = true } }
        thread.join()
        let began = clock.now
        while !isLater || !posted.isDone, clock.now - began < .seconds(9) {
            test.loop.wait(nanoseconds: 10_000_000_000)
            test.loop.turn()
        }
        #expect(isLater && posted.isDone)
        #expect(clock.now - began < .seconds(9))
        test.end()
        test.run()
    }

    /// Written and read on the loop's thread only.
    private final class Posted: @unchecked Sendable { var isDone = false }

    @Test("a thread runs on the processor that it chose, and others where they may")
    func processors() throws {
        let all = Processors.allowed
        let last = try #require(all.last)
        let chosen = Chosen()
        let thread = try LoopThread {
            chosen.isDone = Processors.run(on: [last])
            chosen.processors = Processors.allowed
        }
        thread.join()
        #expect(chosen.isDone)
        #expect(chosen.processors == [last])
        #expect(Processors.allowed == all)
    }

    /// Read when the thread has ended.
    private final class Chosen: @unchecked Sendable {
        var isDone = false
        var processors: [Int32] = []
    }
}
