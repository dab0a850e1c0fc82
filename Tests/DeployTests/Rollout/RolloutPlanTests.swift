import Testing

@testable import Deploy

@Suite("Plans of guarded rollouts")
struct RolloutPlanTests {
    @Test("steps are read")
    func steps() throws {
        #expect(try RolloutPlan.steps(parsing: "1,10,50,100") == [100, 1000, 5000, 10_000])
        #expect(try RolloutPlan.steps(parsing: "0.01,100") == [1, 10_000])
        #expect(try RolloutPlan.steps(parsing: "100") == [10_000])
        for text in ["", "1,10,50", "10,1,100", "1,1,100", "0,100", "1,,100", "1;100", "1,101", "1, 100", "x"] {
            #expect(throws: RolloutError.self, "\(text)") { _ = try RolloutPlan.steps(parsing: text) }
        }
        let many = (1...40).map { "\($0)" }.joined(separator: ",") + ",100"
        #expect(throws: RolloutError.self) { _ = try RolloutPlan.steps(parsing: many) }
    }

    @Test("the other versions keep their proportions at every step, and what rounding leaves is given out")
    func weights() throws {
        var random = SplitMix(seed: 21)
        for _ in 0..<300 {
            let first = UInt32.random(in: 1...9998, using: &random)
            let second = UInt32.random(in: 1...(9999 - first), using: &random)
            let current = try Weights(hundredths: [(1, first), (2, second), (3, 10_000 - first - second)])
            let step = UInt32.random(in: 1..<10_000, using: &random)
            let plan = try RolloutPlan(candidate: 9, current: current, steps: [step, 10_000], guards: [])
            let weights = plan.weights(atStep: 0)
            #expect(weights.hundredths(of: 9) == step)
            for share in current.shares {
                let exact = Double(share.hundredths) * Double(10_000 - step) / 10_000
                #expect(abs(Double(weights.hundredths(of: share.version)) - exact) < 1)
            }
            #expect(plan.weights(atStep: 1) == Weights(only: 9))
        }
    }

    @Test("a share that the candidate has already goes to the others first; the largest of them is the baseline")
    func candidate() throws {
        let plan = try RolloutPlan(
            candidate: 7, current: try Weights(parsing: "v5=20 v6=60 v7=20"), steps: [1000, 10_000], guards: [])
        #expect(plan.before == (try Weights(parsing: "v5=25 v6=75")) && plan.baseline == 6)
        #expect(throws: RolloutError.self) {
            _ = try RolloutPlan(candidate: 7, current: Weights(only: 7), steps: [10_000], guards: [])
        }
    }

    @Test("of several versions with the largest share the oldest is the baseline, in a plan as in a state")
    func equal() throws {
        let weights = try Weights(parsing: "v4=10 v5=45 v6=45")
        let plan = try RolloutPlan(candidate: 7, current: weights, steps: [1000, 10_000], guards: [])
        var state = WorkerState()
        #expect(state.leader == nil)
        for share in weights.shares.reversed() {
            state.shares.append(.init(try #require(VersionNumber(share.version)), weight: Int(share.hundredths)))
        }
        #expect(plan.baseline == 5)
        #expect(state.leader?.value == 5)
    }

    @Test("each guard has an even part of the chance of a false alarm in each step that compares")
    func alpha() throws {
        let plan = try RolloutPlan(
            candidate: 7, current: Weights(only: 6), steps: [100, 1000, 5000, 10_000],
            guards: [try RolloutGuard(parsing: "errors<1%"), try RolloutGuard(parsing: "p99<+10%")])
        #expect(abs(plan.alphaPerTest * 6 - GuardLimits.alphaDefault) < 1e-12)
    }

    @Test("what is out of range is refused with what to write")
    func ranges() throws {
        let rule = try RolloutGuard(parsing: "errors<1%")
        func plan(
            every: Int64 = 60_000, guards: [RolloutGuard] = [], minRequests: UInt64 = 200, maxWait: Int64? = nil,
            alpha: Double = 0.01
        ) throws {
            _ = try RolloutPlan(
                candidate: 7, current: Weights(only: 6), steps: [10_000], every: every, guards: guards,
                minRequests: minRequests, maxWait: maxWait, alpha: alpha)
        }
        try plan()
        #expect(throws: RolloutError.self) { try plan(every: 999) }
        #expect(throws: RolloutError.self) { try plan(every: .max) }
        #expect(throws: RolloutError.self) { try plan(guards: [rule, rule]) }
        #expect(throws: RolloutError.self) { try plan(minRequests: 49) }
        #expect(throws: RolloutError.self) { try plan(maxWait: 59_999) }
        #expect(throws: RolloutError.self) { try plan(maxWait: .max) }
        for alpha in [0, 0.3, .nan, -1] { #expect(throws: RolloutError.self) { try plan(alpha: alpha) } }
    }

    @Test("as many versions as may have a share leave no room for one more, and it is said")
    func tooMany() throws {
        let count = UInt32(RolloutLimits.versionsMax)
        let shares = (1...count).map { (version: $0, hundredths: $0 == 1 ? 10_000 - (count - 1) : UInt32(1)) }
        let current = try Weights(hundredths: shares)
        let error = #expect(throws: RolloutError.self) {
            _ = try RolloutPlan(candidate: count + 1, current: current, steps: [100, 10_000], guards: [])
        }
        #expect(error?.description.contains("32 versions have a share, and v33 would be one more") == true)
        // One of them may well be the candidate.
        let plan = try RolloutPlan(candidate: count, current: current, steps: [100, 10_000], guards: [])
        #expect(plan.weights(atStep: 0).hundredths(of: count) == 100)
    }
}
