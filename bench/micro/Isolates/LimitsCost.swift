internal import Isolate

/// A request with CPU limits and slices beside one without: a second engine whose guests are never interrupted, and no
/// clock is asked.
struct LimitsCost {
    private let limited: Subject
    private let unlimited: Subject

    init(_ module: [UInt8]) throws {
        limited = try Subject(module, IsolateRuntime())
        var settings = RuntimeSettings()
        settings.limitsTime = false
        unlimited = try Subject(module, IsolateRuntime(settings))
    }

    /// Nanoseconds of one request: in turns, so that whatever else the machine does meets both; the best of each.
    func measure() throws -> (with: Double, without: Double) {
        var best = (with: Double.infinity, without: Double.infinity)
        for _ in 0..<40 {
            best.with = min(best.with, try nanoseconds(rounds: 1, times: 5_000) { try limited.serve() })
            best.without = min(best.without, try nanoseconds(rounds: 1, times: 5_000) { try unlimited.serve() })
        }
        return best
    }
}
