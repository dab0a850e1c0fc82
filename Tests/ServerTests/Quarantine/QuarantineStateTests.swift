import Testing

@testable import Server

@Suite("When a version of a worker is taken out, and when it is back")
struct QuarantineStateTests {
    /// 80 % of 10 or more within a second; out for 100 ms at first, for 1 s at most; three probes.
    private static let settings: QuarantineState.Settings = {
        var config = Config.Quarantine()
        config.requestsMin = 10
        config.window = .seconds(1)
        config.backoff = .milliseconds(100)
        config.backoffMax = .seconds(1)
        config.probesMax = 3
        return QuarantineState.Settings(config)
    }()

    /// The machine, and requests that end one after the other.
    private struct Run {
        var state = QuarantineState(QuarantineStateTests.settings)
        var ended: UInt64 = 0
        var now: UInt64 = 1_000_000

        mutating func fail(_ failure: WorkerFailure = .trap) -> QuarantineState.Change? {
            ended += 1
            return state.failed(failure, ended: ended, now: now)
        }

        mutating func takeOut() throws -> QuarantineState.Evidence {
            for _ in 0..<50 { if case .out(let evidence) = fail() { return evidence } }
            throw NotTakenOut()
        }

        /// Three good probes.
        mutating func comeBack() {
            for _ in 0..<3 {
                guard case .probe(let round) = state.admit(now: now) else { return }
                _ = state.probeEnded(.good, round: round, now: now)
            }
        }
    }

    private struct NotTakenOut: Error {}

    @Test("fewer requests than it takes decide nothing, whatever became of them")
    func few() {
        var run = Run()
        for _ in 0..<9 { #expect(run.fail() == nil) }
        #expect(run.state.phase == .healthy)
        #expect(run.fail() != nil)
        #expect(run.state.phase == .out(until: run.now + 100))
    }

    @Test("the share that fails decides: with three of four it stays, with eight of ten it goes")
    func share() {
        var run = Run()
        _ = run.fail()
        run.ended += 3
        for _ in 0..<100 {
            for _ in 0..<3 { #expect(run.fail() == nil) }
            run.ended += 1
        }
        #expect(run.state.phase == .healthy)
        var other = Run()
        _ = other.fail()
        other.ended += 2
        for _ in 0..<6 { #expect(other.fail() == nil) }
        guard case .out(let evidence) = other.fail() else {
            Issue.record("still in")
            return
        }
        #expect(evidence.failed == 8 && evidence.requests == 10)
    }

    @Test("a window ends: failures of the last one are forgotten")
    func window() {
        var run = Run()
        for _ in 0..<5 {
            for _ in 0..<9 { #expect(run.fail() == nil) }
            run.now += 1000
        }
        #expect(run.state.phase == .healthy)
    }

    @Test("what went well long before does not outweigh a bad window")
    func history() throws {
        var run = Run()
        run.ended = 1_000_000
        let evidence = try run.takeOut()
        #expect(evidence.failed == 10 && evidence.requests == 10 && !evidence.isProbe)
    }

    @Test("the commonest cause is named")
    func commonest() {
        var run = Run()
        for failure in [.memory, .cpu, .cpu, .abi, .cpu, .trap, .cpu, .memory, .memory] as [WorkerFailure] {
            #expect(run.fail(failure) == nil)
        }
        guard case .out(let evidence) = run.fail(.cpu) else {
            Issue.record("still in")
            return
        }
        #expect(evidence.commonest == .cpu)
        #expect(evidence.backoffMilliseconds == 100)
    }

    @Test("while it is out requests are told how long, and late failures change nothing")
    func out() throws {
        var run = Run()
        _ = try run.takeOut()
        run.now += 30
        #expect(run.state.admit(now: run.now) == .refuse(milliseconds: 70))
        #expect(run.fail() == nil)
        #expect(run.state.phase == .out(until: run.now + 70))
    }

    @Test("then so many try it at once, and no more; all good, and it is back")
    func probes() throws {
        var run = Run()
        _ = try run.takeOut()
        run.now += 100
        for _ in 0..<3 { #expect(run.state.admit(now: run.now) == .probe(round: 1)) }
        #expect(run.state.admit(now: run.now) == .refuse(milliseconds: 0))
        #expect(run.state.probeEnded(.good, round: 1, now: run.now) == nil)
        // One has ended well, two run: no fourth is needed.
        #expect(run.state.admit(now: run.now) == .refuse(milliseconds: 0))
        #expect(run.state.probeEnded(.good, round: 1, now: run.now) == nil)
        run.now += 50
        #expect(run.state.probeEnded(.good, round: 1, now: run.now) == .back(rounds: 1, milliseconds: 150))
        #expect(run.state.phase == .healthy)
        #expect(run.state.admit(now: run.now) == .pass)
        // The old window is forgotten.
        for _ in 0..<9 { #expect(run.fail() == nil) }
    }

    @Test("a probe whose client leaves makes room for another")
    func abandoned() throws {
        var run = Run()
        _ = try run.takeOut()
        run.now += 100
        for _ in 0..<3 { _ = run.state.admit(now: run.now) }
        #expect(!run.state.hasRoomForProbe)
        #expect(run.state.probeEnded(.abandoned, round: 1, now: run.now) == nil)
        #expect(run.state.hasRoomForProbe)
        #expect(run.state.admit(now: run.now) == .probe(round: 1))
    }

    @Test("one bad probe, and it is out for twice as long, up to the longest; what the others say is late")
    func backoff() throws {
        var run = Run()
        _ = try run.takeOut()
        var expected: UInt64 = 100
        for round in 1...6 as ClosedRange<UInt64> {
            run.now += expected
            #expect(run.state.admit(now: run.now) == .probe(round: round))
            #expect(run.state.admit(now: run.now) == .probe(round: round))
            expected = min(expected * 2, 1000)
            guard case .out(let evidence) = run.state.probeEnded(.failed(.stack), round: round, now: run.now) else {
                Issue.record("not out")
                return
            }
            #expect(evidence.backoffMilliseconds == expected && evidence.isProbe && evidence.commonest == .stack)
            #expect(run.state.probeEnded(.good, round: round, now: run.now) == nil)
            #expect(run.state.probeEnded(.failed(.trap), round: round, now: run.now) == nil)
            #expect(run.state.phase == .out(until: run.now + expected))
        }
    }

    @Test("soon after its return it is out for longer; after as long a time as it was out, for as short as at first")
    func calm() throws {
        var run = Run()
        #expect(try run.takeOut().backoffMilliseconds == 100)
        run.now += 100
        run.comeBack()
        run.now += 99
        #expect(try run.takeOut().backoffMilliseconds == 200)
        run.now += 200
        run.comeBack()
        run.now += 200
        #expect(try run.takeOut().backoffMilliseconds == 100)
    }

    @Test("it tells how often it was out since the first time, and how long")
    func told() throws {
        var run = Run()
        _ = try run.takeOut()
        run.now += 100
        guard case .probe(let round) = run.state.admit(now: run.now) else { throw NotTakenOut() }
        _ = run.state.probeEnded(.failed(.cpu), round: round, now: run.now)
        run.now += 200
        for _ in 0..<2 { _ = run.state.admit(now: run.now) }
        _ = run.state.probeEnded(.good, round: 2, now: run.now)
        _ = run.state.probeEnded(.good, round: 2, now: run.now)
        guard case .probe(let last) = run.state.admit(now: run.now) else { throw NotTakenOut() }
        #expect(run.state.probeEnded(.good, round: last, now: run.now) == .back(rounds: 2, milliseconds: 300))
    }

    @Test("a loop whose clock is a little behind does no harm")
    func clocks() throws {
        var run = Run()
        for _ in 0..<9 { _ = run.fail() }
        run.now -= 5
        guard case .out = run.fail() else { throw NotTakenOut() }
        #expect(run.state.phase == .out(until: run.now + 100))
        #expect(run.state.admit(now: run.now - 3) == .refuse(milliseconds: 103))
    }

    @Test("whatever happens in whatever order, its counts stay sound")
    func anyOrder() {
        var generator = SystemRandomNumberGenerator()
        var run = Run()
        var rounds: [UInt64] = []
        for _ in 0..<20_000 {
            run.now += UInt64.random(in: 0...40, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: _ = run.fail(WorkerFailure.allCases.randomElement(using: &generator) ?? .trap)
            case 1: run.ended += 1
            case 2, 3: if case .probe(let round) = run.state.admit(now: run.now) { rounds.append(round) }
            default:
                guard !rounds.isEmpty else { continue }
                let round = rounds.remove(at: Int.random(in: rounds.indices, using: &generator))
                let ends: [QuarantineState.ProbeEnd] = [.good, .good, .good, .abandoned, .failed(.trap)]
                _ = run.state.probeEnded(ends.randomElement(using: &generator) ?? .good, round: round, now: run.now)
            }
            if case .probing(let running, let good) = run.state.phase {
                #expect(running >= 0 && good >= 0 && running + good <= 3)
            }
        }
    }
}
