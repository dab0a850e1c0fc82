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
            best = min(best, try microbench.nanoseconds(rounds: 1, times: callsPerSandbox) { try probe.call() })
        }
        return best
    }
}
