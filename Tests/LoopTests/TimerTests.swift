import Testing

@testable import Loop

@Suite struct TimerTests {
    @Test("a repeating timer fires until it is closed, and not once more")
    func repeating() throws {
        let test = try LoopRun()
        let counter = try Counter(test, closesAt: 3)
        counter.timer.start(after: 5, every: 5)
        try test.after(150) { test.end() }
        test.run()
        #expect(counter.count == 3)
    }

    @Test("a timer without repetition fires once; stopped before its time, never")
    func once() throws {
        let test = try LoopRun()
        let fired = try Counter(test, closesAt: 100)
        let stopped = try Counter(test, closesAt: 100)
        fired.timer.start(after: 5)
        stopped.timer.start(after: 5)
        stopped.timer.stop()
        try test.after(80) {
            fired.timer.close()
            stopped.timer.close()
            stopped.timer.start(after: 0)
            test.end()
        }
        test.run()
        #expect(fired.count == 1)
        #expect(stopped.count == 0)
    }

    @Test("turns come one after the other without a pause, until stopped from within")
    func turns() throws {
        let test = try LoopRun()
        let counter = TurnCounter(test)
        try counter.start()
        test.run()
        #expect(counter.count == 1_000)
    }
}

@safe private final class Counter {
    let timer: Timer
    private let closesAt: Int
    private(set) var count = 0

    init(_ test: LoopRun, closesAt: Int) throws {
        timer = try Timer(loop: test.loop)
        self.closesAt = closesAt
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<Counter>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.fired() }
        }
    }

    private func fired() {
        count += 1
        if count == closesAt { timer.close() }
    }
}

@safe private final class TurnCounter {
    private let test: LoopRun
    private var turns: Turns?
    private(set) var count = 0

    init(_ test: LoopRun) { self.test = test }

    func start() throws {
        turns = try unsafe Turns(loop: test.loop, context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<TurnCounter>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.turn() }
        }
        turns?.start()
        turns?.start()
    }

    private func turn() {
        count += 1
        guard count == 1_000 else { return }
        turns?.stop()
        turns?.close()
        test.end()
    }
}
