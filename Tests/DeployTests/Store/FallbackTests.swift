import Testing

@testable import Deploy

struct FallbackTests {
    private func state(_ shares: [(UInt32, Int)], previous: UInt32? = nil, pinned: [UInt32] = []) -> WorkerState {
        var state = WorkerState()
        state.shares = shares.map { WorkerState.Share(StoreSample.version($0.0), weight: $0.1) }
        if let previous { state.history.settle(on: StoreSample.version(previous)) }
        if shares.count == 1 { state.history.settle(on: StoreSample.version(shares[0].0)) }
        state.pinned = pinned.map(StoreSample.version)
        state.assignment = "who gets what"
        state.guarded = "steps"
        state.decisions = "log"
        return state
    }

    private func fall(_ state: WorkerState, _ complete: [UInt32]) -> (shares: [String], state: WorkerState)? {
        Fallback.state(state, complete: complete.map(StoreSample.version)).map { fallen, _ in
            (fallen.shares.map { "\($0.version)=\($0.weight)" }, fallen)
        }
    }

    @Test("Nothing changes while everything is there")
    func complete() {
        #expect(fall(state([(3, 10_000)], previous: 2, pinned: [4]), [1, 2, 3, 4]) == nil)
    }

    @Test("The newest before the missing one takes its share")
    func before() throws {
        let fallen = try #require(fall(state([(2, 9_000), (3, 1_000)]), [1, 2]))
        #expect(fallen.shares == ["v2=10000"])
        #expect(fallen.state.assignment == nil)
        #expect(fallen.state.guarded == nil)
        #expect(fallen.state.decisions == "log")
        #expect(try #require(fall(state([(2, 9_000), (5, 1_000)]), [1, 4, 5, 6])).shares == ["v1=9000", "v5=1000"])
    }

    @Test("Never one after it, which may not have been live")
    func never() throws {
        #expect(try #require(fall(state([(2, 10_000)]), [3, 4])).shares.isEmpty)
    }

    @Test("Without one before it, the largest share that is left takes it")
    func largest() throws {
        let fallen = try #require(fall(state([(1, 2_000), (2, 3_000), (3, 5_000)]), [2, 3]))
        #expect(fallen.shares == ["v2=3000", "v3=7000"])
    }

    @Test("All shares together stay everything, whatever is missing")
    func sum() {
        let all = state([(2, 1_000), (4, 2_000), (6, 3_000), (8, 4_000)])
        for mask in 0..<256 {
            let complete = (1...8).filter { mask & 1 << ($0 - 1) != 0 }.map(UInt32.init)
            guard let fallen = fall(all, complete)?.state else {
                #expect(Set(complete).isSuperset(of: [2, 4, 6, 8]))
                continue
            }
            #expect(fallen.shares.isEmpty || fallen.shares.reduce(0) { $0 + $1.weight } == 10_000)
            #expect(fallen.versionsInUse.isSubset(of: complete.map(StoreSample.version)))
            #expect(fallen.problem == nil || fallen.lastNumber == 0)
        }
    }

    @Test("Where a rollback would go falls back alone")
    func previous() throws {
        let fallen = try #require(fall(state([(5, 10_000)], previous: 4), [2, 5]))
        #expect(fallen.state.previous == StoreSample.version(2))
        #expect(fallen.shares == ["v5=10000"])
        #expect(fallen.state.assignment == "who gets what")
    }
}
