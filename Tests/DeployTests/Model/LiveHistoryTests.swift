import Testing

@testable import Deploy

struct LiveHistoryTests {
    private func version(_ number: UInt32) -> VersionNumber { StoreSample.version(number) }

    private func live(_ numbers: UInt32...) -> WorkerState {
        numbers.reduce(WorkerState()) { state, number in state.live(version(number)) }
    }

    private func split(_ state: WorkerState, _ shares: [(UInt32, Int)]) -> WorkerState {
        var state = state
        state.shares = shares.map { WorkerState.Share(version($0.0), weight: $0.1) }
        return state
    }

    @Test("A rollback goes to the version that answered everything before")
    func before() {
        #expect(live(1).previous == nil)
        #expect(live(1, 2, 3).previous == version(2))
        #expect(live(1, 3, 3).previous == version(1))
    }

    @Test("However far a ramp has come, and when it is over, the way back is where it started")
    func ramp() {
        let before = live(1, 2)
        for share in [100, 5_000, 9_000, 9_999] {
            let ramp = split(before, [(2, 10_000 - share), (3, share)])
            #expect(ramp.previous == version(2))
            #expect(ramp.candidate == version(3))
            #expect(ramp.live(version(3)).previous == version(2))
            #expect(ramp.back(to: version(2)).previous == version(1))
        }
        // The older version is the candidate; what answered before has no share at all.
        #expect(split(live(3, 2), [(1, 6_000), (2, 4_000)]).candidate == version(1))
        let others = split(before, [(3, 5_000), (4, 5_000)])
        #expect(others.previous == version(2))
        #expect(others.candidate == nil)
        #expect(live(1, 2).candidate == nil)
    }

    @Test("Each rollback goes one further, and never forth again")
    func steps() {
        var state = live(1, 2, 3, 4)
        for number: UInt32 in [3, 2, 1] {
            #expect(state.previous == version(number))
            state = state.back(to: version(number))
            #expect(state.shares == [WorkerState.Share(version(number), weight: 10_000)])
        }
        #expect(state.previous == nil)
        #expect(live(1, 2, 3).back(to: version(1)).live(version(4)).previous == version(1))
    }

    @Test("A rollback to a version that never answered everything leaves out the one that failed")
    func never() {
        #expect(live(1, 3).back(to: version(2)).previous == version(1))
        let state = split(live(1, 2), [(2, 5_000), (3, 4_000), (4, 1_000)]).back(to: version(3))
        #expect(state.previous == version(2))
    }

    @Test("So many are kept, each once")
    func bound() {
        var history = LiveHistory()
        for number in 1...100 { history.settle(on: version(UInt32(number))) }
        #expect(history.versions.map(\.value) == Array(85...100))
        history.settle(on: version(90))
        #expect(history.versions.count == LiveHistory.versionsMax)
        #expect(history.last == version(90))
        #expect(LiveHistory(history.versions) == history)
        #expect(LiveHistory([version(1), version(1)]) == nil)
        #expect(LiveHistory((1...17).map { version($0) }) == nil)
    }
}
