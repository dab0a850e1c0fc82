import Bench
import Testing

@testable import Load

@Suite("Distribution of latencies")
struct LatencyHistogramTests {
    @Test("percentiles are right to three digits, over six orders of magnitude")
    func percentiles() {
        var histogram = LatencyHistogram()
        for value in 1...100_000 as ClosedRange<UInt64> { histogram.record(value * 10_000) }
        for percentile in [1.0, 50, 99, 99.9, 99.99] {
            let expected = percentile * 10_000
            #expect(abs(histogram.microseconds(at: percentile) / expected - 1) < 0.001, "\(percentile)")
        }
        #expect(histogram.count == 100_000)
    }

    @Test("a summary has all that reports draw, and every latency in one bucket")
    func summary() {
        var histogram = LatencyHistogram()
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<10_000 { histogram.record(100_000 + UInt64(1_000_000 / generator.nextFraction().squareRoot())) }
        let summary = histogram.summary
        for percentile in [50, 75, 90, 95, 99, 99.9, 99.99] { #expect(summary.at(percentile) != nil) }
        #expect(summary.percentiles.map(\.percentile) == summary.percentiles.map(\.percentile).sorted())
        #expect(summary.percentiles.map(\.microseconds) == summary.percentiles.map(\.microseconds).sorted())
        #expect(summary.buckets.count <= 40)
        #expect(summary.buckets.reduce(0) { $0 + $1.count } == 10_000)
        #expect(summary.buckets.map(\.microseconds) == summary.buckets.map(\.microseconds).sorted())
    }

    @Test("of nothing there is nothing, and what takes longer than an hour takes an hour")
    func extremes() {
        var histogram = LatencyHistogram()
        #expect(histogram.summary.count == 0 && histogram.summary.percentiles.isEmpty)
        histogram.record(.max)
        histogram.record(0)
        #expect(histogram.count == 2)
        #expect(abs(histogram.microseconds(at: 100) / 3_600_000_000 - 1) < 0.001)
        #expect(histogram.summary.buckets.reduce(0) { $0 + $1.count } == 2)
    }

    @Test("two distributions add up")
    func adding() {
        var first = LatencyHistogram()
        var second = LatencyHistogram()
        first.record(1_000_000)
        second.record(3_000_000)
        first.add(second)
        #expect(first.count == 2)
        #expect(abs(first.summary.mean - 2000) < 1)
    }
}
