import Testing

@testable import Deploy

/// How many of the candidate's requests it takes.
@Suite("Detection by guards")
struct DetectionTests {
    @Test("2 % of traps beside 0.1 % are found in every run, after 1,400 to 1,800 requests in the middle")
    func traps() throws {
        var trial = Trial(requestsPerLook: 200, looks: 40)
        trial.candidate.errorRate = 0.021
        let found = try trial.run(["errors<1%", "errors<+0.5%"], runs: 40, seed: 1)
        report("2 % of traps", found, 40)
        for (text, delays) in found {
            #expect(delays.count == 40, "\(text)")
            #expect(delays.median <= 2400, "\(text): \(delays.median)")
        }
    }

    @Test("30 % slower is found by the median and by cost, and by p99 only after tens of thousands of requests")
    func slower() throws {
        var trial = Trial(requestsPerLook: 500, looks: 30)
        trial.candidate.latency *= 1.3
        trial.candidate.cpu *= 1.3
        let found = try trial.run(["p50<+10%", "p90<+10%", "p99<+10%", "cost<+5%"], runs: 20, seed: 2)
        report("30 % slower", found, 20)
        #expect(found["p50<+10%"]?.count == 20)
        #expect((found["p50<+10%"]?.median ?? .max) <= 5000)
        #expect((found["p90<+10%"]?.count ?? 0) >= 16)
        #expect(found["cost<+5%"]?.count == 20)
        #expect((found["cost<+5%"]?.median ?? .max) <= 500)
        // The tail of a distribution whose p99 is ten times its median says little with 150 requests in it.
        #expect((found["p99<+10%"]?.count ?? .max) < 20)
    }

    @Test("twice as slow is found by p99 too")
    func twice() throws {
        var trial = Trial(requestsPerLook: 500, looks: 30)
        trial.candidate.latency *= 2
        let found = try trial.run(["p99<+10%"], runs: 20, seed: 3)
        report("twice as slow", found, 20)
        #expect(found["p99<+10%"]?.count == 20)
    }

    @Test("one of 200 users with errors is below errors<1%, and found by errors<+0.1% after some 10,000 requests")
    func oneUser() throws {
        var trial = Trial(requestsPerLook: 1000, looks: 30)
        trial.candidate.brokenUserOf = 200
        let found = try trial.run(["errors<1%", "errors<+0.1%"], runs: 10, seed: 4)
        report("one of 200 users", found, 10)
        #expect(found["errors<1%"]?.isEmpty == true)
        #expect((found["errors<+0.1%"]?.count ?? 0) >= 9)
        #expect((found["errors<+0.1%"]?.median ?? .max) <= 15_000)
    }

    @Test("damning numbers are found at the first look that has enough requests")
    func damning() throws {
        var trial = Trial(requestsPerLook: 200, looks: 1)
        trial.candidate = Traffic(errorRate: 0.3, latency: 200e6, cpu: 2e6)
        let guards = ["errors<1%", "errors<+0.5%", "p50<+10%", "p50<100ms", "p99<5s", "cost<+5%", "cost<1ms"]
        let found = try trial.run(guards, runs: 10, seed: 5)
        for text in guards where text != "p99<5s" { #expect(found[text]?.count == 10, "\(text)") }
        #expect(found["p99<5s"]?.isEmpty == true)
        trial.requestsPerLook = 199
        for (text, delays) in try trial.run(guards, runs: 5, seed: 6) { #expect(delays.isEmpty, "\(text)") }
    }

    /// Figures for the documentation: `swift test --filter DetectionTests` prints them.
    private func report(_ name: String, _ found: [String: [UInt64]], _ runs: Int) {
        for (text, delays) in found.sorted(by: { $0.key < $1.key }) {
            print("\(name): \(text) found in \(delays.count) of \(runs) runs, after \(delays.median) requests (median)")
        }
    }
}
