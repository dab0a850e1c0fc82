import Testing

@testable import Deploy

/// Whole rollouts: users with keys, buckets that keep them, requests, steps and guards together.
@Suite("Simulated rollouts")
struct RolloutSimulationTests {
    @Test("a version that fails for one cookie is found where its user is one of few, and missed where one of many")
    func oneCookie() throws {
        for run in 0..<8 {
            // 40 users get it at first: with one of them, 2.5 % of its requests fail.
            var world = try World(worker: "shop-\(run)", guards: ["errors<1%", "errors<+0.5%"])
            world.breakUser(inBuckets: 9000..<10_000)
            #expect(try world.run() == .rolledBack(step: 0), "\(run)")
            // Beside 200 others it is 0.5 %: less than the guards allow. Nobody but that user is hurt.
            world = try World(worker: "shop-\(run)", guards: ["errors<1%", "errors<+0.5%"])
            world.breakUser(inBuckets: 5000..<9000)
            #expect(try world.run() == .promoted, "\(run)")
            #expect(world.seenFailures == 50)
        }
    }

    @Test("a good version is promoted in every run, and nobody who had it loses it")
    func good() throws {
        for run in 0..<15 {
            var world = try World(worker: "good-\(run)", guards: ["errors<1%", "p99<+10%", "cost<+5%"])
            #expect(try world.run() == .promoted)
            #expect(world.moves == 400)
        }
    }

    /// A limit, held here so that nobody believes otherwise: the tests take requests for independent, and those of one user
    /// are not.
    @Test("users who fail with every version roll back a good one in some runs, less with a wider guard")
    func brokenUsers() throws {
        var rolledBack: [String: Int] = [:]
        let guards = ["errors<+0.5%", "errors<+5%"]
        for run in 0..<20 {
            for text in guards {
                var world = try World(worker: "users-\(run)", guards: [text])
                world.alwaysBroken = [3, 77, 203, 311]
                if try world.run() != .promoted { rolledBack[text, default: 0] += 1 }
            }
        }
        for text in guards {
            print("4 of 400 users always fail: \(text) rolled back \(rolledBack[text] ?? 0) of 20 good versions")
        }
        #expect((rolledBack[guards[0]] ?? 0) > (rolledBack[guards[1]] ?? 0))
        #expect((rolledBack[guards[1]] ?? 0) <= 2)
    }

    @Test("a version that traps for 2 % of its requests is rolled back in the first step that has enough of them")
    func traps() throws {
        for run in 0..<10 {
            var world = try World(worker: "trap-\(run)", guards: ["errors<1%"])
            world.candidate.errorRate = 0.02
            guard case .rolledBack = try world.run() else {
                Issue.record("it was promoted")
                return
            }
            #expect(world.weights == Weights(only: 6))
        }
    }
}

/// 400 users, each with a request per look.
private struct World {
    enum Outcome: Equatable { case promoted, rolledBack(step: Int) }

    private static let users = 400
    private static let looksPerStep = 50
    var candidate = Traffic()
    private var brokenUser: Int?
    /// With either version.
    var alwaysBroken: Set<Int> = []
    private(set) var seenFailures = 0
    /// Users who got the new version, each time.
    private(set) var moves = 0
    private var rollout: GuardedRollout
    private var assignment = Assignment(Weights(only: 6))
    private let hashes: [UInt64]
    private var random: SplitMix

    init(worker: String, guards: [String]) throws {
        let hash = KeyHash(worker: worker)
        hashes = (0..<Self.users).map { hash.hash("uid-\($0)") }
        random = SplitMix(seed: hash.hash("seed"))
        rollout = GuardedRollout(
            try RolloutPlan(
                candidate: 7, current: Weights(only: 6), steps: [1000, 5000, 10_000],
                every: Int64(Self.looksPerStep) * 1000, guards: try guards.map { try RolloutGuard(parsing: $0) }))
    }

    var weights: Weights { assignment.weights }

    /// The candidate fails for every request of one user of those: the highest buckets get it first.
    mutating func breakUser(inBuckets buckets: Range<UInt32>) {
        brokenUser = hashes.firstIndex { buckets.contains(KeyHash.bucket(of: $0)) }
    }

    mutating func run() throws -> Outcome {
        var (old, new) = (VersionSample(), VersionSample())
        let baseline = Traffic()
        for second in 0..<Int64(100 * Self.looksPerStep) {
            let now = GuardedRollout.Time(milliseconds: second * 1000, seconds: second)
            let step = rollout.step
            switch rollout.tick(now: now, baseline: old, candidate: new) {
            case .none, .wait: break
            case .set(let weights): take(weights)
            case .promote(let weights):
                take(weights)
                return .promoted
            case .rollBack(let weights, _):
                take(weights)
                return .rolledBack(step: step)
            }
            let table = AssignmentTable(assignment)
            for (user, hash) in hashes.enumerated() {
                let isNew = table.version(of: hash) == 7
                var traffic = isNew ? candidate : baseline
                if alwaysBroken.contains(user) { traffic.errorRate = 1 }
                guard isNew else {
                    traffic.add(1, to: &old, &random)
                    continue
                }
                if user == brokenUser {
                    traffic.errorRate = 1
                    seenFailures += 1
                }
                traffic.add(1, to: &new, &random)
            }
        }
        Issue.record("the rollout never ended")
        return .promoted
    }

    private mutating func take(_ weights: Weights) {
        let before = AssignmentTable(assignment)
        assignment = assignment.adjusted(to: weights)
        let after = AssignmentTable(assignment)
        for hash in hashes where before.version(of: hash) != after.version(of: hash) { moves += 1 }
    }
}
