internal import Origin

/// What a loop counts of each origin, by its place in `Config.origins`.
enum OriginCounter: Int, MetricCounter {
    case requests
    case unreachable, untrusted, connectTimeout, firstByteTimeout, idleTimeout, notHTTP, brokenOff, deadline, overloaded

    var series: MetricSeries {
        switch self {
        case .requests: MetricSeries(.originRequests)
        case .unreachable: MetricSeries(.originFailures, "cause", "unreachable")
        case .untrusted: MetricSeries(.originFailures, "cause", "untrusted")
        case .connectTimeout: MetricSeries(.originFailures, "cause", "connect_timeout")
        case .firstByteTimeout: MetricSeries(.originFailures, "cause", "first_byte_timeout")
        case .idleTimeout: MetricSeries(.originFailures, "cause", "idle_timeout")
        case .notHTTP: MetricSeries(.originFailures, "cause", "not_http")
        case .brokenOff: MetricSeries(.originFailures, "cause", "broken_off")
        case .deadline: MetricSeries(.originFailures, "cause", "deadline")
        case .overloaded: MetricSeries(.originFailures, "cause", "overloaded")
        }
    }

    init(_ failure: OriginFailure) {
        self =
            switch failure {
            case .unreachable: .unreachable
            case .untrusted: .untrusted
            case .connectTimeout: .connectTimeout
            case .firstByteTimeout: .firstByteTimeout
            case .idleTimeout: .idleTimeout
            case .notHTTP: .notHTTP
            case .brokenOff: .brokenOff
            case .deadline: .deadline
            case .overloaded: .overloaded
            }
    }
}
