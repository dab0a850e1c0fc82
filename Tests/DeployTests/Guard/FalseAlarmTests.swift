import Testing

@testable import Deploy

/// With α = 1 %, a thousand runs may have 10 false alarms on average. Seeds are fixed: what passes once passes always.
@Suite("False alarms of guards")
struct FalseAlarmTests {
    private let guards = ["errors<1%", "errors<+0.5%", "p50<+10%", "p99<+10%", "cost<+5%"]

    @Test("a version like the baseline is found to break nothing, however often one looks")
    func same() throws {
        try expect(of: Trial(requestsPerLook: 100, looks: 8), "equal", guards, runs: 1000, seed: 1)
    }

    @Test("nor is it while both meet an origin's failures and a slow machine")
    func troubled() throws {
        let trial = Trial(requestsPerLook: 100, looks: 8, isTroubled: true)
        try expect(of: trial, "troubled", Array(guards.dropFirst()), runs: 300, seed: 2)
    }

    @Test("a version that is exactly as bad as is allowed is found to break a guard in less than 1 % of the runs")
    func edge() throws {
        var trial = Trial(requestsPerLook: 100, looks: 8)
        trial.candidate.latency *= 1.1
        trial.candidate.cpu *= 1.05
        trial.candidate.errorRate = 0.006
        try expect(of: trial, "at the limit", Array(guards.dropFirst()), runs: 500, seed: 3)
        trial.candidate.errorRate = 0.01
        try expect(of: trial, "at the limit", ["errors<1%"], runs: 500, seed: 4)
    }

    @Test("beside nine times as many requests of the baseline it is the same")
    func uneven() throws {
        let trial = Trial(requestsPerLook: 50, ratio: 9, looks: 15)
        try expect(of: trial, "one of ten", guards, runs: 150, seed: 5)
    }

    /// Prints the figures that the documentation has.
    private func expect(of trial: Trial, _ name: String, _ guards: [String], runs: Int, seed: UInt64) throws {
        for (text, alarms) in try trial.run(guards, runs: runs, seed: seed).sorted(by: { $0.key < $1.key }) {
            print("\(name): \(text) found broken in \(alarms.count) of \(runs) runs")
            #expect(alarms.count * 100 < runs, "\(name): \(text) in \(alarms.count)")
        }
    }
}
