import Glibc

@testable import Deploy

/// Requests of a version, drawn by chance from what it is like.
struct Traffic {
    /// Of a request, to fail by itself.
    var errorRate = 0.001
    /// Nanoseconds: of the middle request.
    var latency = 20e6
    var cpu = 200e3
    /// One of so many users meets an error with every request; 0: none does.
    var brokenUserOf = 0

    /// Adds `count` requests. `trouble` is added to the error rate: what befalls both versions at a time.
    func add(
        _ count: Int, to sample: inout VersionSample, trouble: Double = 0, slowness: Double = 1,
        _ random: inout SplitMix
    ) {
        for _ in 0..<count {
            var isFailing = random.unit() < errorRate + trouble
            if brokenUserOf > 0, random.unit() < 1 / Double(brokenUserOf) { isFailing = true }
            let bits = Int(truncatingIfNeeded: random.next())
            sample.add(
                latency: UInt64(latency * slowness * Self.longTail[bits & 0xFFFF]),
                cpu: UInt64(cpu * Self.shortTail[bits >> 16 & 0xFFFF]), failure: isFailing ? .trap : nil)
        }
    }

    /// Multiples of the middle: a logarithmic normal distribution. With deviation 1 the p99 is 10 times the p50.
    private static let longTail = multiples(deviation: 1)
    private static let shortTail = multiples(deviation: 0.5)

    private static func multiples(deviation: Double) -> [Double] {
        var random = SplitMix(seed: 1)
        return (0..<65_536).map { _ in
            // Box and Muller.
            let normal = sqrt(-2 * log(1 - random.unit())) * cos(2 * Double.pi * random.unit())
            return exp(deviation * normal)
        }
    }
}

/// Two versions side by side, looked at again and again.
struct Trial {
    var candidate = Traffic()
    var baseline = Traffic()
    /// Of the candidate, between two looks; the baseline gets `ratio` times as many.
    var requestsPerLook = 100
    var ratio = 1
    var looks = 30
    var minRequests: UInt64 = 200
    var alpha = 0.01
    var isTroubled = false

    /// For each guard, the candidate's requests when it was found broken, in the runs in which it was.
    func run(_ texts: [String], runs: Int, seed: UInt64) throws -> [String: [UInt64]] {
        let rules = try texts.map { (text: $0, rule: try RolloutGuard(parsing: $0)) }
        var found: [String: [UInt64]] = [:]
        for text in texts { found[text] = [] }
        for number in 0..<runs {
            var random = SplitMix(seed: seed &+ UInt64(number) &* 0x1_0000_0001)
            var (first, second) = (VersionSample(), VersionSample())
            var open = rules
            for _ in 0..<looks where !open.isEmpty {
                // An origin that is down for a while, or a machine that is slow: the same for both.
                let isBad = isTroubled && random.unit() < 0.2
                let trouble = isBad ? random.unit() * 0.5 : 0
                let slowness = isBad ? 1 + random.unit() * 4 : 1
                candidate.add(requestsPerLook, to: &first, trouble: trouble, slowness: slowness, &random)
                baseline.add(requestsPerLook * ratio, to: &second, trouble: trouble, slowness: slowness, &random)
                open.removeAll { text, rule in
                    let finding = rule.evaluate(
                        candidate: first, baseline: second, minRequests: minRequests, alpha: alpha)
                    guard finding.verdict == .broken else { return false }
                    found[text]?.append(first.requests)
                    return true
                }
            }
        }
        return found
    }
}

extension [UInt64] {
    var median: UInt64 { isEmpty ? 0 : sorted()[count / 2] }
}
