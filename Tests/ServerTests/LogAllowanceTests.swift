import Testing

@testable import Server

@Suite("How much a worker may log in a second")
struct LogAllowanceTests {
    /// How many of `times` lines are admitted.
    private func admitted(_ allowance: inout LogAllowance, _ times: Int, of bytes: Int, now: UInt64) -> Int {
        var count = 0
        for _ in 0..<times where allowance.admits(bytes, now: now) { count += 1 }
        return count
    }

    @Test("a second's worth at once, then as much as comes back")
    func burst() {
        var allowance = LogAllowance(bytesPerSecond: 1_000)
        let burst = admitted(&allowance, 20, of: 100, now: 5_000)
        #expect(burst == 10)
        let (dropped, again) = (allowance.takeDropped(), allowance.takeDropped())
        #expect(dropped == 10 && again == 0)
        let next = admitted(&allowance, 20, of: 100, now: 5_500)
        #expect(next == 5)
        let later = admitted(&allowance, 20, of: 100, now: 60_000)
        #expect(later == 10, "what was not used is not saved up")
    }

    @Test("a line longer than a second's worth comes when nothing else did")
    func longLine() {
        var allowance = LogAllowance(bytesPerSecond: 1_000)
        let times: [(bytes: Int, now: UInt64)] = [(5_000, 1_000), (1, 1_000), (5_000, 1_500), (5_000, 3_000)]
        let counts = times.map { admitted(&allowance, 1, of: $0.bytes, now: $0.now) }
        #expect(counts == [1, 0, 0, 1])
    }

    @Test("asking often does not round what comes back away")
    func small() {
        var allowance = LogAllowance(bytesPerSecond: 10)
        var count = admitted(&allowance, 1, of: 10, now: 1_000)
        for now in 1_001...2_000 { count += admitted(&allowance, 1, of: 1, now: UInt64(now)) }
        #expect(count == 1 + 10)
    }

    @Test("long times do not overflow")
    func overflow() {
        var allowance = LogAllowance(bytesPerSecond: 1 << 30)
        let counts = [0, UInt64.max].map { admitted(&allowance, 1, of: 1 << 30, now: $0) }
        #expect(counts == [1, 1])
    }
}
