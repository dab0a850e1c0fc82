import Testing

@testable import Deploy

@Suite("Samples of versions")
struct VersionSampleTests {
    @Test("every duration lies in its cell, and cells follow each other without gap")
    func cells() {
        for index in 0..<LatencyCells.count {
            let (start, end) = (LatencyCells.start(index), LatencyCells.start(index + 1))
            #expect(start < end)
            for nanoseconds in [start, (start + end) / 2, end - 1] {
                #expect(LatencyCells.index(of: nanoseconds) == index, "\(nanoseconds)")
            }
            if start >= 16_384 {
                #expect(Double(end - start) / Double(start) <= 1.0 / 32)
                #expect(Double(end - LatencyCells.middle(index)) / Double(start) <= 0.016)
            }
        }
        #expect(LatencyCells.start(LatencyCells.count) == 1 << 36)
        for nanoseconds in [UInt64(1) << 36, 1 << 60, .max] {
            #expect(LatencyCells.index(of: nanoseconds) == LatencyCells.count - 1)
        }
    }

    @Test("a loop's counter and a sample count alike; windows are differences; loops add up")
    func counts() {
        var random = SplitMix(seed: 9)
        let loops = [VersionCounter(), VersionCounter()]
        var wanted = VersionSample()
        var atStart = VersionSample()
        for round in 0..<2 {
            if round == 1 { for loop in loops { atStart += loop.sample } }
            for _ in 0..<1000 {
                let failure = random.unit() < 0.1 ? VersionFailure.allCases.randomElement(using: &random) : nil
                let latency = random.next() >> UInt64.random(in: 20...60, using: &random)
                let cpu = random.next() >> 44
                loops.randomElement(using: &random)?.add(latency: latency, cpu: cpu, failure: failure)
                if round == 1 { wanted.add(latency: latency, cpu: cpu, failure: failure) }
            }
        }
        var now = VersionSample()
        for loop in loops { now += loop.sample }
        let window = now.since(atStart)
        #expect(window.requests == 1000 && window.requests == window.latencyCount)
        #expect(window.failures == wanted.failures && window.latencies == wanted.latencies && window.cpu == wanted.cpu)
        #expect(abs(window.cpuSquares / wanted.cpuSquares - 1) < 1e-9)
        // What was read between two loops' writes never makes a count of 2^64.
        #expect(atStart.since(now).requests == 0)
    }

    @Test("figures are those of the values that were counted")
    func figures() {
        var sample = VersionSample()
        #expect(sample.errorRate == 0 && sample.cpuMean == 0 && sample.cpuVariance == 0)
        #expect(sample.latency(atShare: 0.5) == 0)
        for value in 1...1000 {
            let time = UInt64(value)
            sample.add(latency: time * 1_000_000, cpu: time * 1000, failure: value <= 50 ? .trap : nil)
        }
        #expect(sample.errorRate == 0.05)
        #expect(sample.cpuMean == 500_500)
        // Of 1...n: (n² + n) / 12 with n - 1 in the divisor.
        #expect(abs(sample.cpuVariance / (1000.0 * 1001 / 12 * 1e6) - 1) < 1e-9)
        for (share, milliseconds) in [(0.5, 500.0), (0.9, 900), (0.99, 990), (0.999, 999), (0.001, 1)] {
            #expect(abs(sample.latency(atShare: share) / (milliseconds * 1e6) - 1) < 0.017, "\(share)")
        }
    }

    @Test("the stored form is read strictly")
    func text() {
        var sample = VersionSample()
        #expect(VersionSample(parsing: sample.text) == sample)
        for value in [0, 300, 5_000_000, .max] as [UInt64] { sample.add(latency: value, cpu: 7, failure: .limit) }
        #expect(VersionSample(parsing: sample.text) == sample)
        for text in [
            "", "1;0;0,0,0,0,0;0;0", "2;0;0,0,0,0,0;0;0;", "1;0;0,0,0,0;0;0;", "1;-1;0,0,0,0,0;0;0;",
            "1;0;0,0,0,0,0;0;\(Double.nan.bitPattern);", "1;0;0,0,0,0,0;0;0;768:1", "1;0;0,0,0,0,0;0;0;5:1,5:1",
            "1;0;0,0,0,0,0;0;0;5", "1;0;0,0,0,0,0;0;0;;", "1;0;0,0,0,0,0;0;0;5:99999999999999999999",
        ] {
            #expect(VersionSample(parsing: text) == nil, "\(text)")
        }
    }
}
