import Synchronization
import Testing

@testable import Loop

@Suite struct PostTests {
    @Test("actions posted by several threads all run on the loop, each thread's in order")
    func order() throws {
        let test = try LoopRun()
        let seen = Mutex<[[Int]]>([[], []])
        let poster = try #require(test.loop.poster)
        nonisolated(unsafe) let ending = test
        var threads: [Thread] = []
        for writer in 0..<2 {
            threads.append(
                try Thread {
                    for number in 0..<500 {
                        poster.post {
                            let isLast = seen.withLock {
                                $0[writer].append(number)
                                return $0.allSatisfy { $0.count == 500 }
                            }
                            if isLast { unsafe ending.end() }
                        }
                    }
                })
        }
        test.run()
        for thread in threads { thread.join() }
        #expect(seen.withLock { $0 } == [Array(0..<500), Array(0..<500)])
    }

    @Test("an action may post another, which runs in a later turn")
    func nested() throws {
        let test = try LoopRun()
        let order = Mutex<[String]>([])
        let poster = try #require(test.loop.poster)
        nonisolated(unsafe) let ending = test
        test.loop.post {
            poster.post {
                order.withLock { $0.append("inner") }
                unsafe ending.end()
            }
            order.withLock { $0.append("outer") }
        }
        test.run()
        #expect(order.withLock { $0 } == ["outer", "inner"])
    }

    @Test("what is posted after the end is dropped, not run and no crash")
    func afterTheEnd() throws {
        let test = try LoopRun()
        let poster = try #require(test.loop.poster)
        test.end()
        let ran = Mutex(false)
        poster.post { ran.withLock { $0 = true } }
        test.run()
        poster.post { ran.withLock { $0 = true } }
        #expect(!ran.withLock { $0 })
    }

    @Test("what waits at the end is dropped with what it holds, while somebody can still post")
    func waitingAtTheEnd() throws {
        final class Held: Sendable {}
        let test = try LoopRun()
        let poster = try #require(test.loop.poster)
        var held: Held? = Held()
        weak let seen = held
        poster.post { [held] in _ = held }
        held = nil
        test.end()
        test.run()
        #expect(seen == nil)
        withExtendedLifetime(poster) {}
    }
}

private final class Thread {
    private var thread: LoopThread?

    init(_ body: @escaping @Sendable () -> Void) throws { thread = try LoopThread(body) }

    func join() { thread.take()?.join() }
}
