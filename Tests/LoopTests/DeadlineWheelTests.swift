import Testing

@testable import Loop

/// A deadline that notes when it passed.
@safe private final class Node {
    let deadline: UnsafeMutablePointer<Deadline>
    var passedCount = 0
    var onPassed: () -> Void = {}

    init() {
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<Node>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    $0.passedCount += 1
                    $0.onPassed()
                }
            })
    }

    deinit { unsafe deadline.deallocate() }
}

/// The wheel with a clock of the test's own.
@Suite struct DeadlineWheelTests {
    private static let start: UInt64 = 1_000_000

    /// Turns tick by tick until `node` passes: when that was, after `start`.
    private func turn(_ wheel: DeadlineWheel, until node: Node, from: UInt64 = 0, max: UInt64) -> UInt64? {
        var now = from
        while now <= max {
            wheel.turn(now: Self.start + now)
            if node.passedCount > 0 { return now }
            now += wheel.resolution
        }
        return nil
    }

    @Test(
        "a deadline passes once, never early and at most two ticks late",
        arguments: [0, 1, 99, 100, 101, 5_000, 51_100, 51_200, 51_300, 60_000, 102_400, 300_000] as [UInt64],
        [DeadlineWheel.tick, 10])
    func punctual(milliseconds: UInt64, tick: UInt64) throws {
        let wheel = DeadlineWheel(now: Self.start, resolution: tick)
        let node = Node()
        unsafe wheel.arm(node.deadline, at: Self.start + milliseconds, now: Self.start)
        let passed = try #require(turn(wheel, until: node, max: milliseconds + 1_000))
        #expect(passed >= milliseconds)
        #expect(passed <= milliseconds + 2 * tick)
        wheel.turn(now: Self.start + milliseconds + 200_000)
        #expect(node.passedCount == 1)
        #expect(wheel.armedCount == 0)
    }

    @Test("the one armed deadline, far beyond the wheel, survives a turn that comes late", arguments: 1...600)
    func lateTurn(ticksLate: Int) {
        let wheel = DeadlineWheel(now: Self.start)
        let node = Node()
        unsafe wheel.arm(node.deadline, at: Self.start + 500_000, now: Self.start)
        // The slot it waits in is the 511th: the wheel gets there only now, too late.
        let late = (DeadlineWheel.slotCount - 1 + UInt64(ticksLate)) * DeadlineWheel.tick
        wheel.turn(now: Self.start + late)
        #expect(node.passedCount == 0)
        #expect(turn(wheel, until: node, from: late, max: 600_000).map { $0 >= 500_000 } == true)
    }

    @Test("arming again for later does not pass at the old time")
    func later() {
        let wheel = DeadlineWheel(now: Self.start)
        let node = Node()
        unsafe wheel.arm(node.deadline, at: Self.start + 1_000, now: Self.start)
        unsafe wheel.arm(node.deadline, at: Self.start + 3_000, now: Self.start + 500)
        wheel.turn(now: Self.start + 2_900)
        #expect(node.passedCount == 0)
        wheel.turn(now: Self.start + 3_200)
        #expect(node.passedCount == 1)
    }

    @Test("arming again for earlier passes at the new time")
    func earlier() {
        let wheel = DeadlineWheel(now: Self.start)
        let node = Node()
        unsafe wheel.arm(node.deadline, at: Self.start + 60_000, now: Self.start)
        unsafe wheel.arm(node.deadline, at: Self.start + 1_000, now: Self.start)
        wheel.turn(now: Self.start + 1_200)
        #expect(node.passedCount == 1)
        #expect(wheel.armedCount == 0)
    }

    @Test("a cancelled deadline does not pass; cancelling twice or before arming is harmless")
    func cancelled() {
        let wheel = DeadlineWheel(now: Self.start)
        let nodes = [Node(), Node(), Node()]
        unsafe wheel.cancel(nodes[0].deadline)
        for node in nodes { unsafe wheel.arm(node.deadline, at: Self.start + 1_000, now: Self.start) }
        unsafe wheel.cancel(nodes[1].deadline)
        unsafe wheel.cancel(nodes[1].deadline)
        wheel.turn(now: Self.start + 5_000)
        #expect(nodes.map(\.passedCount) == [1, 0, 1])
    }

    @Test("what passes may cancel its neighbours and arm itself again")
    func reentrant() {
        let wheel = DeadlineWheel(now: Self.start)
        let nodes = (0..<8).map { _ in Node() }
        for node in nodes {
            node.onPassed = {
                for other in nodes { unsafe wheel.cancel(other.deadline) }
                unsafe wheel.arm(node.deadline, at: Self.start + 2_000, now: Self.start + 1_200)
            }
            unsafe wheel.arm(node.deadline, at: Self.start + 1_000, now: Self.start)
        }
        wheel.turn(now: Self.start + 1_200)
        #expect(nodes.reduce(0) { $0 + $1.passedCount } == 1)
        #expect(wheel.armedCount == 1)
        wheel.turn(now: Self.start + 1_900)
        #expect(nodes.reduce(0) { $0 + $1.passedCount } == 1)
        for node in nodes { node.onPassed = {} }
        wheel.turn(now: Self.start + 2_300)
        #expect(nodes.reduce(0) { $0 + $1.passedCount } == 2)
    }

    @Test("thousands of deadlines, armed and cancelled at random, pass when a list says so")
    func random() {
        let wheel = DeadlineWheel(now: Self.start)
        let nodes = (0..<400).map { _ in Node() }
        var expected = [UInt64?](repeating: nil, count: nodes.count)
        var generator = SplitMix(state: 7)
        var now = Self.start
        for round in 0..<3_000 {
            now += generator.next() % 300
            let index = Int(generator.next() % UInt64(nodes.count))
            if generator.next() % 5 == 0 {
                unsafe wheel.cancel(nodes[index].deadline)
                expected[index] = nil
            } else {
                expected[index] = now + generator.next() % 120_000
                unsafe wheel.arm(nodes[index].deadline, at: expected[index] ?? 0, now: now)
            }
            wheel.turn(now: now)
            for (index, node) in nodes.enumerated() where node.passedCount > 0 {
                node.passedCount = 0
                #expect(expected[index].map { $0 <= now } == true, "round \(round): early")
                expected[index] = nil
            }
            let overdue = expected.contains { $0.map { $0 + 200 < now } ?? false }
            #expect(!overdue, "round \(round): late")
        }
        #expect(wheel.armedCount == expected.count { $0 != nil })
    }
}

/// The same numbers in each run.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ mixed >> 31
    }
}
