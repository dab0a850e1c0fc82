import Testing

@testable import Deploy

@Suite("Assignment of users to versions")
struct AssignmentTests {
    @Test("a user stays while a share only grows, and moves only from what shrinks to what grows, no more than needed")
    func adjusts() throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<200 {
            var assignment = Assignment(try randomWeights(&random))
            for _ in 0..<20 {
                let old = assignment.weights
                let new = try randomWeights(&random)
                let adjusted = assignment.adjusted(to: new)
                #expect(adjusted.weights == new)
                var moved: UInt32 = 0
                for (count, before, after) in pairs(assignment, adjusted) where before != after {
                    moved += count
                    guard new.hundredths(of: before) < old.hundredths(of: before),
                        new.hundredths(of: after) > old.hundredths(of: after)
                    else {
                        Issue.record("\(old.text) → \(new.text) moved a bucket from v\(before) to v\(after)")
                        return
                    }
                }
                var least: UInt32 = 0
                for share in new.shares where share.hundredths > old.hundredths(of: share.version) {
                    least += share.hundredths - old.hundredths(of: share.version)
                }
                #expect(moved == least)
                #expect(zip(adjusted.runs, adjusted.runs.dropFirst()).allSatisfy { $0.version != $1.version })
                #expect(zip(adjusted.runs, adjusted.runs.dropFirst()).allSatisfy { $0.end < $1.end })
                #expect(try Assignment(parsing: adjusted.text) == adjusted)
                assignment = adjusted
            }
        }
    }

    @Test("who has a version keeps it through a whole ramp, and gets it again after a rollback and a second ramp")
    func ramps() throws {
        let steps = ["v6=99 v7=1", "v6=90 v7=10", "v6=50 v7=50", "v7=100"]
        var assignment = Assignment(Weights(only: 6))
        var seen: [[UInt32]] = []
        for step in steps {
            let before = owners(assignment)
            assignment = assignment.adjusted(to: try Weights(parsing: step))
            let after = owners(assignment)
            #expect(zip(before, after).allSatisfy { $0 != 7 || $1 == 7 })
            seen.append(after)
        }
        for step in ["v6=90 v7=10", "v6=100", "v6=90 v7=10"] {
            assignment = assignment.adjusted(to: try Weights(parsing: step))
        }
        #expect(owners(assignment).filter { $0 == 7 }.count == 1000)
        assignment = Assignment(Weights(only: 6)).adjusted(to: try Weights(parsing: steps[1]))
            .adjusted(to: Weights(only: 6)).adjusted(to: try Weights(parsing: steps[1]))
        #expect(owners(assignment) == seen[1])
    }

    @Test("the order in which weights are given changes nothing")
    func order() throws {
        let start = Assignment(try Weights(parsing: "v1=40 v2=30 v3=30"))
        let one = start.adjusted(to: try Weights(hundredths: [(9, 2000), (1, 1000), (4, 7000)]))
        let other = start.adjusted(to: try Weights(hundredths: [(4, 7000), (9, 2000), (1, 1000)]))
        #expect(one == other)
    }

    @Test("100,000 keys are split as the weights say, the same by table and by run")
    func splits() throws {
        var random = SplitMix(seed: 11)
        let hash = KeyHash(worker: "shop")
        let keys = (0..<100_000).map { "user-\($0)" }
        for _ in 0..<3 {
            var assignment = Assignment(try randomWeights(&random))
            for _ in 0..<3 { assignment = assignment.adjusted(to: try randomWeights(&random)) }
            let table = AssignmentTable(assignment)
            var counts = [Int](repeating: 0, count: table.versions.count)
            for key in keys {
                let value = hash.hash(key)
                let index = table.index(of: value)
                counts[index] += 1
                if table.versions[index] != assignment.version(ofBucket: KeyHash.bucket(of: value)) {
                    Issue.record("the table has another version for \(key)")
                }
            }
            for (index, version) in table.versions.enumerated() {
                let share = Double(assignment.weights.hundredths(of: version)) / 10_000
                let mean = share * Double(keys.count)
                // Five standard deviations of a binomial count.
                let bound = 5 * (mean * (1 - share)).squareRoot() + 1
                #expect(abs(Double(counts[index]) - mean) < bound, "v\(version): \(counts[index]) instead of \(mean)")
            }
        }
    }

    @Test("the stored form is read strictly")
    func parses() throws {
        #expect(Assignment(try Weights(parsing: "v6=90 v7=10")).text == "1:v6..9000,v7..10000")
        let wrong = [
            "", "1:", "2:v6..10000", "1:v6..9999", "1:v6..10001", "1:v6..9000,v6..10000", "1:v6..9000,v7..9000",
            "1:v6..9000,v7..10000,", "1: v6..10000", "1:v6..010000", "1:v0..10000", "1:6..10000", "1:v6.10000",
            "1:v6...10000", "1:v6..0,v7..10000", "1:v6..18446744073709551616", "1:v6..9000,v7..8000,v8..10000",
            "1:v6..10000\n",
        ]
        for text in wrong { #expect(throws: RolloutError.self, "\(text)") { _ = try Assignment(parsing: text) } }
        let many = (1...40).map { "v\($0)..\($0 * 250)" }.joined(separator: ",")
        #expect(throws: RolloutError.self) { try Assignment(parsing: "1:" + many) }
    }

    @Test("an assignment in as many runs as there are buckets is stored, read and looked up")
    func worst() throws {
        let text = "1:" + (1...10_000).map { "v\($0 % 2 + 4294967294)..\($0)" }.joined(separator: ",")
        #expect(text.utf8.count <= RolloutLimits.assignmentBytesMax)
        let assignment = try Assignment(parsing: text)
        let table = AssignmentTable(assignment)
        for bucket in stride(from: UInt64(0), to: 10_000, by: 11) {
            // In the middle of the bucket's hashes: 2^64 / 10,000 of them.
            let hash = bucket * (UInt64.max / 10_000) + UInt64.max / 20_000
            #expect(table.version(of: hash) == assignment.version(ofBucket: UInt32(bucket)))
        }
    }

    /// Neighbouring buckets that have one version before and one after: how many, and which.
    private func pairs(_ one: Assignment, _ other: Assignment) -> [(count: UInt32, before: UInt32, after: UInt32)] {
        var pairs: [(count: UInt32, before: UInt32, after: UInt32)] = []
        var (first, second, start) = (0, 0, UInt32(0))
        while start < Weights.whole {
            let end = min(one.runs[first].end, other.runs[second].end)
            pairs.append((end - start, one.runs[first].version, other.runs[second].version))
            if one.runs[first].end == end { first += 1 }
            if other.runs[second].end == end { second += 1 }
            start = end
        }
        return pairs
    }

    private func owners(_ assignment: Assignment) -> [UInt32] {
        var owners: [UInt32] = []
        for run in assignment.runs { while owners.count < Int(run.end) { owners.append(run.version) } }
        return owners
    }

    /// Of up to six of eight versions; the rest to one.
    private func randomWeights(_ random: inout SplitMix) throws -> Weights {
        var shares: [UInt32: UInt32] = [:]
        var rest = Weights.whole
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let part = UInt32.random(in: 0...rest, using: &random)
            shares[UInt32.random(in: 1...8, using: &random), default: 0] += part
            rest -= part
        }
        shares[UInt32.random(in: 1...8, using: &random), default: 0] += rest
        return try Weights(hundredths: shares.map { ($0.key, $0.value) })
    }
}
