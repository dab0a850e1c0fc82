import Testing

@testable import Origin

@Suite struct PoolStateTests {
    private func expect(_ pool: borrowing PoolState, _ counts: (Int, Int, Int)) {
        let actual = (pool.open, pool.idle, pool.waiting)
        #expect(actual == counts)
    }

    private func expect(_ pool: borrowing PoolState, _ counts: (Int, Int)) {
        let actual = (pool.open, pool.idle)
        #expect(actual == counts)
    }

    @Test("a request reuses an idle connection, else opens one, else waits, else is refused")
    func decisions() {
        var pool = PoolState(openMax: 2, idleMax: 2, waitingMax: 1)
        do {
            let decision = pool.request(fresh: false)
            #expect(decision == .open)
        }
        do {
            let decision = pool.finished()
            #expect(decision == .keep)
        }
        do {
            let decision = pool.request(fresh: false)
            #expect(decision == .reuse)
        }
        do {
            let decision = pool.request(fresh: false)
            #expect(decision == .open)
        }
        do {
            let decision = pool.request(fresh: false)
            #expect(decision == .wait)
        }
        do {
            let decision = pool.request(fresh: false)
            #expect(decision == .refuse)
        }
        expect(pool, (2, 0, 1))
    }

    @Test("a request that must not have a used connection opens one although others are idle")
    func fresh() {
        var pool = PoolState(openMax: 2, idleMax: 2, waitingMax: 0)
        _ = pool.request(fresh: false)
        _ = pool.finished()
        do {
            let decision = pool.request(fresh: true)
            #expect(decision == .open)
        }
        expect(pool, (2, 1))
        do {
            let decision = pool.request(fresh: true)
            #expect(decision == .refuse)
        }
    }

    @Test("no more connections are kept than may be idle")
    func idleMax() {
        var pool = PoolState(openMax: 3, idleMax: 1, waitingMax: 0)
        for _ in 0..<3 { _ = pool.request(fresh: false) }
        do {
            let decision = pool.finished()
            #expect(decision == .keep)
        }
        do {
            let decision = pool.finished()
            #expect(decision == .close)
        }
        do {
            let decision = pool.closed(wasIdle: false)
            #expect(decision == false)
        }
        expect(pool, (2, 1))
        do {
            let decision = pool.closed(wasIdle: true)
            #expect(decision == false)
        }
        expect(pool, (1, 0))
    }

    @Test("a connection that goes makes room for one that waits")
    func closedWhileWaiting() {
        var pool = PoolState(openMax: 1, idleMax: 1, waitingMax: 2)
        _ = pool.request(fresh: false)
        _ = pool.request(fresh: false)
        let maySomebodyOpen = pool.closed(wasIdle: false)
        #expect(maySomebodyOpen)
        pool.stoppedWaiting()
        do {
            let decision = pool.request(fresh: true)
            #expect(decision == .open)
        }
        let mayAnotherOpen = pool.closed(wasIdle: false)
        #expect(!mayAnotherOpen)
        expect(pool, (0, 0, 0))
    }

    @Test("only a request that an idle connection swallowed unanswered is sent again, and only once")
    func retry() {
        for flags in 0..<32 {
            let bit = { (index: Int) in flags >> index & 1 == 1 }
            let isSafe = Retry.isSafe(
                onReusedConnection: bit(0), answerBegan: bit(1), isIdempotent: bit(2), wasRetried: bit(3),
                isReplayable: bit(4))
            #expect(isSafe == (flags == 0b10101))
        }
    }
}
