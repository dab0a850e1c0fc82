import SwiftletFormats
import Testing

@testable import Deploy

@Suite("Guarded rollouts")
struct GuardedRolloutTests {
    @Test("a good version goes through all steps in their time, and is promoted")
    func good() throws {
        var run = try Run()
        #expect(run.tick(0) == .set(try Weights(parsing: "v6=99 v7=1")))
        run.serve(candidate: 300, baseline: 30_000)
        #expect(run.tick(59) == .none)
        #expect(run.tick(1) == .set(try Weights(parsing: "v6=90 v7=10")))
        #expect(run.tick(60) == .wait(candidate: 200, baseline: 200))
        run.serve(candidate: 400, baseline: 4000)
        #expect(run.tick(1) == .set(try Weights(parsing: "v6=50 v7=50")))
        run.serve(candidate: 400, baseline: 400)
        #expect(run.tick(60) == .promote(Weights(only: 7)))
        #expect(run.rollout.phase == .promoted && run.rollout.weights == Weights(only: 7))
        #expect(run.tick(60) == .none)
        #expect(
            run.rollout.log.entries.map(\.event)
                == [.started, .kept, .kept, .step, .waiting, .kept, .kept, .step, .kept, .kept, .promoted])
    }

    @Test("a broken guard rolls back at the next look, and says with which numbers")
    func bad() throws {
        var run = try Run(before: "v5=25 v6=75")
        #expect(run.rollout.plan.baseline == 6)
        #expect(run.tick(0) == .set(try Weights(parsing: "v5=24.75 v6=74.25 v7=1")))
        run.serve(candidate: 300, baseline: 30_000, failing: 30)
        guard case .rollBack(let weights, let reason) = run.tick(1) else {
            Issue.record("it went on")
            return
        }
        #expect(weights == (try Weights(parsing: "v5=25 v6=75")) && run.rollout.weights == weights)
        #expect(reason.hasPrefix("1 % of v7: errors 10%, allowed 1%, in 300 requests: by chance"), "\(reason)")
        let last = try #require(run.rollout.log.entries.last)
        #expect(last.event == .rolledBack && last.share == 100 && last.text == reason)
        #expect(run.tick(1) == .none && run.rollout.promote(now: run.now, reason: "") == .none)
    }

    @Test("too few requests in the longest wait roll back")
    func lonely() throws {
        var run = try Run()
        _ = run.tick(0)
        run.serve(candidate: 50, baseline: 5000)
        var waits = 0
        for _ in 0..<599 where run.tick(1) == .wait(candidate: 150, baseline: 0) { waits += 1 }
        #expect(waits == 599 - 59)
        guard case .rollBack(_, let reason) = run.tick(1) else {
            Issue.record("it went on")
            return
        }
        #expect(reason == "150 requests of v7 were still missing after 600 s, the longest wait of a step")
        #expect(run.rollout.log.entries.map(\.event) == [.started, .waiting, .rolledBack])
    }

    @Test("without guards time alone decides")
    func unguarded() throws {
        var run = try Run(guards: [])
        _ = run.tick(0)
        #expect(run.tick(60) == .set(try Weights(parsing: "v6=90 v7=10")))
        #expect(run.rollout.log.entries.first?.text.hasSuffix("by time alone: there are no guards") == true)
        _ = run.tick(60)
        #expect(run.tick(60) == .promote(Weights(only: 7)))
        #expect(run.rollout.log.entries.last?.text == "v7 gets everything: by time alone, without guards")
    }

    @Test("a step judges its own requests alone")
    func fresh() throws {
        var run = try Run()
        _ = run.tick(0)
        run.serve(candidate: 100_000, baseline: 30_000)
        _ = run.tick(60)
        run.serve(candidate: 300, baseline: 30_000, failing: 30)
        guard case .rollBack = run.tick(1) else {
            Issue.record("the failures drowned in the first step's requests")
            return
        }
    }

    @Test("a clock that jumps, forwards or backwards, neither shortens a step nor stops it")
    func clock() throws {
        var run = try Run()
        _ = run.tick(0)
        run.serve(candidate: 300, baseline: 30_000)
        #expect(run.jump(3_600_000) == .none)
        #expect(run.rollout.elapsed == GuardLimits.tickGapMax)
        #expect(run.jump(-86_400_000) == .none)
        #expect(run.rollout.elapsed == GuardLimits.tickGapMax)
        #expect(run.jump(.min / 2) == .none)
        #expect(run.tick(49) == .none)
        #expect(run.tick(1) == .set(try Weights(parsing: "v6=90 v7=10")))
    }

    @Test("a paused rollout stands, with its guards awake")
    func paused() throws {
        var run = try Run()
        _ = run.tick(0)
        run.serve(candidate: 300, baseline: 30_000)
        run.rollout.pause(now: run.now, reason: "lunch")
        run.rollout.pause(now: run.now, reason: "again")
        #expect(run.tick(300) == .none && run.rollout.elapsed == 0)
        run.rollout.resume(now: run.now)
        #expect(run.tick(30) == .none)
        run.rollout.pause(now: run.now, reason: "")
        run.serve(candidate: 300, baseline: 300, failing: 100)
        guard case .rollBack = run.tick(1) else {
            Issue.record("it slept")
            return
        }
        #expect(run.rollout.log.entries.map(\.text).prefix(3).suffix(2) == ["paused: lunch", "goes on"])
    }

    @Test("somebody may abort or promote at any time, once")
    func hand() throws {
        var run = try Run()
        _ = run.tick(0)
        #expect(run.rollout.abort(now: run.now, reason: "no") == .rollBack(Weights(only: 6), reason: "aborted: no"))
        #expect(run.rollout.abort(now: run.now, reason: "no") == .none && run.rollout.phase == .aborted)
        run = try Run()
        _ = run.tick(0)
        #expect(run.rollout.promote(now: run.now, reason: "sure") == .promote(Weights(only: 7)))
        #expect(run.rollout.log.entries.last?.text == "v7 gets everything: sure")
    }

    @Test("a host that starts again goes on with the step's time and evidence, at every look")
    func restarts() throws {
        var whole = try Run()
        var cut = try Run()
        for look in 0..<400 {
            let failing = look == 150 ? 25 : 0
            let wanted = whole.tick(look == 0 ? 0 : 1)
            #expect(cut.tick(look == 0 ? 0 : 1) == wanted)
            #expect(cut.rollout.weights == whole.rollout.weights)
            if whole.rollout.phase.isOver { break }
            whole.serve(candidate: 10, baseline: 100, failing: failing / 3)
            cut.serve(candidate: 10, baseline: 100, failing: failing / 3)
            // A look takes what was served into what is stored.
            let (one, other) = (whole.tick(0), cut.tick(0))
            #expect(one == other)
            if look % 7 == 3 { try cut.restart() }
        }
        #expect(whole.rollout.phase == .promoted && cut.rollout.phase == .promoted)
        #expect(whole.rollout.plan == cut.rollout.plan)
        #expect(cut.rollout.log.entries.contains { $0.event == .restored })
    }

    @Test("any byte of a stored state that is changed is refused, or leaves a plan that may be")
    func hostile() throws {
        var run = try Run()
        _ = run.tick(0)
        run.serve(candidate: 5, baseline: 500)
        _ = run.tick(1)
        let text = run.rollout.text
        #expect(try GuardedRollout(parsing: text, now: run.now).plan == run.rollout.plan)
        var random = SplitMix(seed: 5)
        for _ in 0..<3000 {
            var bytes = Array(text.utf8)
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 32...126, using: &random)
            case 1: bytes.removeSubrange(place...)
            default: bytes.insert(UInt8.random(in: 48...57, using: &random), at: place)
            }
            guard let read = try? GuardedRollout(parsing: String(decoding: bytes, as: UTF8.self), now: run.now) else {
                continue
            }
            #expect(read.plan.steps.last == Weights.whole && read.step < read.plan.steps.count)
        }
        for (from, to) in [
            ("\"guarded_rollout\":1", "\"guarded_rollout\":2"), ("\"step\":0", "\"step\":4"),
            // Behind the last step there is none to go to.
            ("\"step\":0", "\"step\":3"),
        ] {
            let error = #expect(throws: RolloutError.self) {
                try GuardedRollout(parsing: text.replacing(from, with: to), now: run.now)
            }
            #expect(error?.remedy.contains("begin the rollout again") == true)
        }
        #expect(throws: RolloutError.self) {
            try GuardedRollout(parsing: text.replacing("\"step\":0", with: "\"step\":0,\"new\":1"), now: run.now)
        }
    }

    @Test("the log keeps its first entry and the newest, in a bounded number, and is written as JSON")
    func log() throws {
        var run = try Run()
        _ = run.tick(0)
        for _ in 0..<300 {
            run.rollout.pause(now: run.now, reason: "\"x\"\n")
            run.rollout.resume(now: run.now)
        }
        #expect(run.rollout.log.entries.count == GuardLimits.logEntriesMax)
        #expect(run.rollout.log.entries.first?.event == .started && run.rollout.log.entries.last?.event == .resumed)
        #expect(run.rollout.log.dropped == 601 - UInt64(GuardLimits.logEntriesMax))
        var json = JSONWriter()
        run.rollout.log.write(to: &json)
        let read = try JSON(Bytes(copying: json.bytes))
        #expect(read[0]["event"].string == "started" && read[0]["share"].double == 1)
        #expect(read[1]["text"].string?.isEmpty == false)
    }
}

/// A rollout beside the traffic that it looks at.
private struct Run {
    var rollout: GuardedRollout
    private var milliseconds: Int64 = 5_000_000
    private var candidate = VersionSample()
    private var baseline = VersionSample()

    init(before: String = "v6=100", guards: [String] = ["errors<1%", "p99<+10%"]) throws {
        rollout = GuardedRollout(
            try RolloutPlan(
                candidate: 7, current: try Weights(parsing: before), steps: [100, 1000, 5000, 10_000], every: 60_000,
                guards: try guards.map { try RolloutGuard(parsing: $0) }))
    }

    var now: GuardedRollout.Time { .init(milliseconds: milliseconds, seconds: 1_790_000_000) }

    mutating func serve(candidate: Int, baseline: Int, failing: Int = 0) {
        for index in 0..<candidate {
            self.candidate.add(latency: 1_000_000, cpu: 1000, failure: index < failing ? .trap : nil)
        }
        for _ in 0..<baseline { self.baseline.add(latency: 1_000_000, cpu: 1000) }
    }

    /// Looks every second; the last look's action.
    mutating func tick(_ seconds: Int) -> GuardedRollout.Action {
        if seconds == 0 { return jump(0) }
        for _ in 1..<seconds { _ = jump(1000) }
        return jump(1000)
    }

    mutating func jump(_ milliseconds: Int64) -> GuardedRollout.Action {
        self.milliseconds &+= milliseconds
        return rollout.tick(now: now, baseline: baseline, candidate: candidate)
    }

    /// Another host: its clock and its counts begin anew.
    mutating func restart() throws {
        milliseconds = 77
        rollout = try GuardedRollout(parsing: rollout.text, now: now)
        (candidate, baseline) = (VersionSample(), VersionSample())
        _ = jump(0)
    }
}
