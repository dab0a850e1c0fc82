import Testing

@testable import Server

@Suite("What all loops together know of a version", .serialized)
struct WorkerVersionTests {
    /// A version that two loops count for; nobody else does.
    private func version(_ body: (WorkerVersion, [LoopVersion]) throws -> Void) throws {
        let server = try LiveServer(answering: "good")
        defer { server.stop() }
        let deployment = try #require(server.control.shared.records[0].versions.current).deployment
        var settings = Config.Quarantine()
        settings.requestsMin = 20
        settings.probesMax = 1
        let version = WorkerVersion(deployment, settings, loops: 2)
        try body(version, (0..<2).map { LoopVersion(version, loop: $0) })
    }

    private func fail(_ version: WorkerVersion, _ loop: LoopVersion, times: Int) -> Bool {
        (0..<times).contains { _ in
            loop.ended(isGood: false)
            return version.failed(.trap, now: 1000) != nil
        }
    }

    @Test("what goes well on one loop counts against what fails on another")
    func together() throws {
        try version { version, loops in
            #expect(!fail(version, loops[0], times: 1))
            for _ in 0..<100 { loops[1].ended(isGood: true) }
            #expect(!fail(version, loops[0], times: 200))
            #expect(loops.allSatisfy { $0.isHealthy })
            #expect(fail(version, loops[0], times: 300))
            #expect(loops.allSatisfy { !$0.isHealthy })
        }
    }

    @Test("what several loops see fail is added up")
    func sums() throws {
        try version { version, loops in
            #expect(!fail(version, loops[0], times: 19))
            #expect(fail(version, loops[1], times: 1))
        }
    }

    @Test("it is good once it has answered, and proven once it has answered enough, counted anew when it comes back")
    func proven() throws {
        try version { version, loops in
            #expect(!version.isGood && !version.isProven)
            loops[0].ended(isGood: true)
            #expect(version.isGood && !version.isProven)
            for _ in 0..<10 { loops[1].ended(isGood: true) }
            #expect(fail(version, loops[0], times: 60))
            #expect(!version.isGood)
            guard case .probe(let round) = version.admit(now: 10_000) else {
                Issue.record("no probe")
                return
            }
            #expect(version.admit(now: 10_000) == .refuse(milliseconds: 0))
            loops[0].ended(isGood: true)
            #expect(version.probeEnded(.good, round: round, now: 10_001) == .back(rounds: 1, milliseconds: 9001))
            #expect(version.isGood && !version.isProven)
            for _ in 0..<20 { loops[0].ended(isGood: true) }
            #expect(version.isProven)
        }
    }

    @Test("while it is out, loops learn from one word how long that is")
    func gate() throws {
        try version { version, loops in
            #expect(version.admit(now: 1000) == .pass)
            #expect(fail(version, loops[0], times: 20))
            #expect(version.admit(now: 1000) == .refuse(milliseconds: 5000))
            #expect(version.admit(now: 5999) == .refuse(milliseconds: 1))
            #expect(version.admit(now: 6000) == .probe(round: 1))
            #expect(version.probeEnded(.abandoned, round: 1, now: 6000) == nil)
            #expect(version.admit(now: 6000) == .probe(round: 1))
        }
    }
}
