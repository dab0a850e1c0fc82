package import Bench
internal import Glibc
internal import Histogram

/// Latencies in nanoseconds, to three digits, up to an hour. A value.
package struct LatencyHistogram: Sendable {
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 64, highestTrackableValue: LoadLimits.latencyMax,
        numberOfSignificantValueDigits: .three)
    private var sum = 0.0

    /// The bars of a drawn distribution.
    private static let bucketsMax = 40
    private static let percentiles = [
        50, 75, 90, 95, 99, 99.9, 99.99,
    ]
    /// What draws a curve over the nines.
    private static let curve: [Double] = [
        1, 5, 10, 20, 30, 40, 60, 70, 80, 85, 92.5, 97.5, 98, 98.5, 99.25, 99.5, 99.75, 99.95, 99.975, 99.995, 99.999,
        100,
    ]

    package init() {}

    package var count: Int { Int(histogram.totalCount) }

    package mutating func record(_ nanoseconds: UInt64) {
        let value = min(nanoseconds, LoadLimits.latencyMax)
        histogram.record(value)
        sum += Double(value)
    }

    package mutating func add(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
        sum += other.sum
    }

    /// In microseconds; 0 where nothing was recorded.
    package func microseconds(at percentile: Double) -> Double {
        Double(histogram.valueAtPercentile(percentile)) / 1000
    }

    package var summary: LatencySummary {
        var summary = LatencySummary()
        summary.count = count
        guard count > 0 else { return summary }
        summary.mean = sum / Double(count) / 1000
        summary.most = Double(histogram.maxRecorded) / 1000
        summary.percentiles = (Self.percentiles + Self.curve).sorted()
            .map { LatencySummary.Point(percentile: $0, microseconds: microseconds(at: $0)) }
        summary.buckets = buckets
        return summary
    }

    /// In equal steps of the logarithm, at least a tenth wide.
    private var buckets: [LatencySummary.Bucket] {
        let least = log(max(microseconds(at: 0), 0.064))
        let most = log(max(Double(histogram.maxRecorded) / 1000, 0.064))
        let step = max((most - least) / Double(Self.bucketsMax), log(1.1))
        let number = min(Self.bucketsMax, max(1, Int(((most - least) / step).rounded(.up))))
        var buckets = (1...number).map {
            LatencySummary.Bucket(microseconds: exp(least + step * Double($0)), count: 0)
        }
        for value in histogram.recordedValues() where value.count > 0 {
            let place = (log(max(Double(value.value) / 1000, 0.064)) - least) / step
            let index = min(max(Int(place.rounded(.up)) - 1, 0), number - 1)
            buckets[index].count += Int(value.count)
        }
        return buckets
    }
}
