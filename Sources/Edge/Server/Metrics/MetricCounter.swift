/// A number that each loop keeps for itself: its raw value is the cell's place.
///
/// One more is one case and one row of `series`; cases of one family stand together. Then
/// `context.metrics.add(.thatCase)` counts it, and `/metrics` and the test of docs/metrics.md know it.
protocol MetricCounter: RawRepresentable<Int>, CaseIterable, Sendable {
    var series: MetricSeries { get }
}

/// What a loop counts of all that it does.
enum LoopCounter: Int, MetricCounter {
    case connections, accepted, connectionsRefused
    case requests, looped, shed
    case responses2xx, responses3xx, responses4xx, responses5xx
    case isolates

    var series: MetricSeries {
        switch self {
        case .connections: MetricSeries(.connections)
        case .accepted: MetricSeries(.accepted)
        case .connectionsRefused: MetricSeries(.connectionsRefused)
        case .requests: MetricSeries(.requests)
        case .looped: MetricSeries(.looped)
        case .shed: MetricSeries(.shed)
        case .responses2xx: MetricSeries(.responses, "class", "2xx")
        case .responses3xx: MetricSeries(.responses, "class", "3xx")
        case .responses4xx: MetricSeries(.responses, "class", "4xx")
        case .responses5xx: MetricSeries(.responses, "class", "5xx")
        case .isolates: MetricSeries(.isolates)
        }
    }

    /// Of a response's status; nil: of none that a client gets.
    init?(status: Int) {
        switch status {
        case 200...299: self = .responses2xx
        case 300...399: self = .responses3xx
        case 400...499: self = .responses4xx
        case 500...599: self = .responses5xx
        default: return nil
        }
    }
}
