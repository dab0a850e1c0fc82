internal import HTTP
internal import Isolate

/// The worker's own work: calls into one and the same sandbox.
struct RepeatedCall {
    /// A worker's heap only grows: each sandbox serves so many calls.
    private static let callsPerSandbox = 200
    private static let rounds = 50

    static func nanoseconds(
        _ deployment: Deployment, _ runtime: IsolateRuntime, _ request: borrowing RequestHead
    ) throws -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let probe = try unsafe Sample.request.withUnsafeBytes { head in
                try unsafe IsolateProbe(deployment, runtime, request, head: head)
            }
            defer { probe.end() }
            // The first call maps the pages.
            try probe.call()
            let start = ContinuousClock.now
            for _ in 0..<callsPerSandbox { try probe.call() }
            let (_, attoseconds) = (ContinuousClock.now - start).components
            best = min(best, Double(attoseconds) / 1e9 / Double(callsPerSandbox))
        }
        return best
    }
}
