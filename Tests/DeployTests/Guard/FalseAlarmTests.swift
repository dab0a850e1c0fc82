import Testing

@testable import Deploy

/// With α = 1 %, a thousand runs may have 10 false alarms on average. Seeds are fixed: what passes once passes always.
@Suite("False alarms of guards")
struct FalseAlarmTests {
    private let guards = ["errors<1%", "errors<+0.5%", "p50<+10%", "p99<+10%", "cost<+5%"]
    private let runs = 1000

    @Test("a version like the baseline is found to break nothing, however often one looks")
    func same() throws {
        for (text, alarms) in try Trial(requestsPerLook: 100, looks: 8).run(guards, runs: runs, seed: 1) {
            #expect(alarms.count < 10, "\(text): \(alarms.count)")
        }
    }

    @Test("nor is it while both meet an origin's failures and a slow machine")
    func troubled() throws {
        let trial = Trial(requestsPerLook: 100, looks: 8, isTroubled: true)
        for (text, alarms) in try trial.run(Array(guards.dropFirst()), runs: runs, seed: 2) {
            #expect(alarms.count < 10, "\(text): \(alarms.count)")
        }
    }

    @Test("a version that is exactly as bad as is allowed is found to break a guard in less than 1 % of the runs")
    func edge() throws {
        var trial = Trial(requestsPerLook: 100, looks: 8)
        trial.candidate.latency *= 1.1
        trial.candidate.cpu *= 1.05
        trial.candidate.errorRate = 0.006
        for (text, alarms) in try trial.run(Array(guards.dropFirst()), runs: runs, seed: 3) {
            #expect(alarms.count < 10, "\(text): \(alarms.count)")
        }
        trial.candidate.errorRate = 0.01
        let absolute = try trial.run(["errors<1%"], runs: runs, seed: 4)
        #expect((absolute["errors<1%"]?.count ?? .max) < 10, "\(absolute)")
    }

    @Test("with a tenth of the baseline's requests it is the same")
    func uneven() throws {
        let trial = Trial(requestsPerLook: 50, ratio: 9, looks: 15)
        for (text, alarms) in try trial.run(guards, runs: 200, seed: 5) {
            #expect(alarms.count < 2, "\(text): \(alarms.count)")
        }
    }
}
