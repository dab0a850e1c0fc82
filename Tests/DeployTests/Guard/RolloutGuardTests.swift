import SwiftletFormats
import Testing

@testable import Deploy

@Suite("Guards of a rollout")
struct RolloutGuardTests {
    @Test(
        "guards are read and written",
        arguments: [
            ("errors<1%", RolloutGuard.Figure.errors, RolloutGuard.Bound.share(100)),
            ("errors<+0.5%", .errors, .shareAbove(50)), ("errors<0.01%", .errors, .share(1)),
            ("p99<+10%", .latency(perMille: 990), .percentAbove(1000)),
            ("p99.9<+150%", .latency(perMille: 999), .percentAbove(15_000)),
            ("p50<200ms", .latency(perMille: 500), .duration(200_000_000)),
            ("p95<1s", .latency(perMille: 950), .duration(1_000_000_000)),
            ("p90<+20ms", .latency(perMille: 900), .durationAbove(20_000_000)),
            ("cost<+5%", .cost, .percentAbove(500)), ("cost<250us", .cost, .duration(250_000)),
            ("cost<+12.5%", .cost, .percentAbove(1250)),
        ])
    func reads(text: String, figure: RolloutGuard.Figure, bound: RolloutGuard.Bound) throws {
        let rule = try RolloutGuard(parsing: text)
        #expect(rule.figure == figure && rule.bound == bound && rule.text == text)
    }

    @Test(
        "what is no guard is refused with what is wrong and what to write",
        arguments: [
            ("", "is no guard"), ("errors", "is no guard"), ("errors>1%", "is no guard"), ("p98<+10%", "\"p98\""),
            ("error<1%", "\"error\" cannot"), ("errors<", "no bound of errors"), ("errors<1", "no bound of errors"),
            ("errors<0%", "no bound of errors"), ("errors<100%", "no bound of errors"), ("errors<5ms", "no bound"),
            ("errors<-1%", "no bound"), ("errors<1.001%", "no bound"), ("p99<10%", "no bound of p99"),
            ("p99<+0%", "no bound"), ("p99<+1001%", "no bound"), ("p99<+10", "no bound"), ("p99<0ms", "no bound"),
            ("p99<61s", "no bound"), ("p99<1.5s", "no bound"), ("p99<5m", "no bound"), ("p99<++5%", "no bound"),
            ("cost<5%", "no bound of cost"), ("cost <5ms", "cannot be guarded"), ("p99<5ms<6ms", "no bound"),
            (String(repeating: "p", count: 100) + "<5ms", "is no guard"),
        ])
    func refuses(text: String, problem: String) {
        let error = #expect(throws: RolloutError.self) { try RolloutGuard(parsing: text) }
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.remedy.contains("errors<1%") == true)
    }

    @Test("a finding says in a sentence what was seen")
    func sentences() throws {
        var candidate = VersionSample()
        var baseline = VersionSample()
        for index in 0..<1000 {
            candidate.add(latency: 30_000_000, cpu: 1_500_000, failure: index < 40 ? .trap : nil)
            baseline.add(latency: 20_000_000, cpu: 1_000_000, failure: index < 1 ? .trap : nil)
        }
        func sentence(_ text: String, minRequests: UInt64 = 200) throws -> String {
            try RolloutGuard(parsing: text)
                .evaluate(candidate: candidate, baseline: baseline, minRequests: minRequests, alpha: 0.01).sentence
        }
        let errors = try sentence("errors<1%")
        #expect(errors.hasPrefix("errors 4%, allowed 1%, in 1000 requests: by chance less than once in "), "\(errors)")
        let p50 = try sentence("p50<+10%")
        #expect(p50.hasPrefix("p50 30.1ms against 20.2ms (+49.35%)"), "\(p50)")
        #expect(p50.contains("allowed +10%, in 1000 and 1000 requests: by chance less than once in 100 million times"))
        #expect(try sentence("cost<2ms") == "cost 1.5ms, allowed 2ms, in 1000 requests: kept")
        #expect(
            try sentence("cost<+5%", minRequests: 2000)
                == "cost 1.5ms against 1ms (+50%), allowed +5%, in 1000 and 1000 requests")
    }

    @Test("how many requests are missing is said of each version that is needed")
    func tooFew() throws {
        var candidate = VersionSample()
        for _ in 0..<150 { candidate.add(latency: 1, cpu: 1, failure: .trap) }
        let absolute = try RolloutGuard(parsing: "errors<1%")
            .evaluate(candidate: candidate, baseline: VersionSample(), minRequests: 200, alpha: 0.01)
        #expect(absolute.verdict == .tooFew(candidate: 50, baseline: 0))
        let relative = try RolloutGuard(parsing: "errors<+1%")
            .evaluate(candidate: candidate, baseline: VersionSample(), minRequests: 200, alpha: 0.01)
        #expect(relative.verdict == .tooFew(candidate: 50, baseline: 200))
    }

    @Test("a finding is written as JSON, with what is missing, and a baseline only where there is one")
    func json() throws {
        var candidate = VersionSample()
        for index in 0..<150 { candidate.add(latency: 1, cpu: 1, failure: index < 3 ? .trap : nil) }
        func json(_ text: String, minRequests: UInt64) throws -> JSON {
            let finding = try RolloutGuard(parsing: text)
                .evaluate(candidate: candidate, baseline: candidate, minRequests: minRequests, alpha: 0.01)
            return try JSON(Bytes(copying: finding.jsonBytes()))
        }
        let few = try json("errors<+1%", minRequests: 200)
        #expect(few["guard"].string == "errors<+1%" && few["verdict"].string == "too_few")
        #expect(few["candidate"].double == 0.02 && few["baseline"].double == 0.02)
        #expect(few["candidate_missing"].integer == 50 && few["baseline_missing"].integer == 50)
        let kept = try json("errors<5%", minRequests: 100)
        #expect(kept["verdict"].string == "kept" && kept.object?.count == 5)
        #expect(kept["sentence"].string == "errors 2%, allowed 5%, in 150 requests: kept")
    }

    @Test("requests without any failure, or all alike, are no trouble for the tests")
    func degenerate() throws {
        for text in ["errors<+0.5%", "errors<1%", "p99<+10%", "p50<+1ms", "cost<+5%", "cost<+1us", "p99<60s"] {
            for (first, second) in [(0, 0), (500, 0), (0, 500), (500, 500)] {
                var (candidate, baseline) = (VersionSample(), VersionSample())
                for _ in 0..<first { candidate.add(latency: 0, cpu: 0) }
                for _ in 0..<second { baseline.add(latency: .max, cpu: 0, failure: .status) }
                let finding = try RolloutGuard(parsing: text)
                    .evaluate(candidate: candidate, baseline: baseline, minRequests: 200, alpha: 0.01)
                #expect(finding.verdict != .broken && finding.logEvidence.isFinite, "\(text) \(first) \(second)")
            }
        }
    }
}
