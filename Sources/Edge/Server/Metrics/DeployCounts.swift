internal import HTTP
internal import Synchronization

/// What becomes of deployments and rollbacks. Process lifetime, any thread: they are rare.
final class DeployCounts: Sendable {
    enum Event: Int, CaseIterable {
        /// A version more, answering or waiting.
        case taken
        /// It was there already, byte for byte.
        case unchanged
        /// It changed nothing.
        case failed
        /// Somebody took a version back.
        case rolledBack
        /// A guard did.
        case guarded

        var series: MetricSeries {
            switch self {
            case .taken: MetricSeries(.deployments, "outcome", "taken")
            case .unchanged: MetricSeries(.deployments, "outcome", "unchanged")
            case .failed: MetricSeries(.deployments, "outcome", "failed")
            case .rolledBack: MetricSeries(.rollbacks, "by", "people")
            case .guarded: MetricSeries(.rollbacks, "by", "guard")
            }
        }
    }

    private let counts = Mutex([UInt64](repeating: 0, count: Event.allCases.count))

    func add(_ event: Event) { counts.withLock { $0[event.rawValue] &+= 1 } }

    func write(into out: inout ByteBuffer) {
        let counts = counts.withLock { $0 }
        for family in [MetricFamily.deployments, .rollbacks] {
            out.append(head: family)
            for event in Event.allCases where event.series.family == family {
                out.append(event.series, of: nil, value: counts[event.rawValue])
            }
        }
    }
}
