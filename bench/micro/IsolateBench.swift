internal import HTTP
internal import Isolate

/// The cost of a request's sandbox: make, enter, leave, drop.
struct IsolateBench {
    private let runtime: IsolateRuntime
    private let deployment: Deployment
    private let pool: IsolatePool
    private let deployMilliseconds: Double

    private static let times = 20_000

    init(_ module: [UInt8]) throws {
        let runtime = try IsolateRuntime()
        let start = ContinuousClock.now
        deployment = try Deployment(name: "bench", module: module, runtime: runtime, origins: ["shop"])
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        deployMilliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
        self.runtime = runtime
        pool = IsolatePool(runtime: runtime)
        pool.warm(deployment, count: 4)
    }

    func run() throws -> [Measurement] {
        var request = RequestHead()
        _ = try unsafe Sample.request.withUnsafeBytes { try unsafe request.parse($0) }
        let total = try nanoseconds(times: Self.times) { try answer(request, enter: true) }
        let idle = try nanoseconds(times: Self.times) { try answer(request, enter: false) }
        let work = try RepeatedCall.nanoseconds(deployment, runtime, request)
        return [
            Measurement(name: "deploy", value: deployMilliseconds, unit: "ms"),
            Measurement(name: "isolate, whole request", value: total / 1000, unit: "us"),
            Measurement(name: "isolate, made and dropped, not entered", value: idle / 1000, unit: "us"),
            Measurement(name: "worker's own work", value: work / 1000, unit: "us"),
            Measurement(name: "isolate overhead", value: (total - work) / 1000, unit: "us"),
        ]
    }

    private func answer(_ request: borrowing RequestHead, enter: Bool) throws {
        let isolate = try unsafe Sample.request.withUnsafeBytes { head in
            try unsafe Sample.label.withUnsafeBytes { label in
                try unsafe pool.start(
                    deployment, request, head: head, secure: true, clientAddress: label, requestID: label,
                    contentLength: 0)
            }
        }
        defer { isolate.end() }
        guard enter else { return }
        while true {
            switch isolate.run() {
            case .finished: break
            // The machine did something else meanwhile.
            case .yielded: continue
            case .waiting, .answered: throw BenchError(description: "the worker goes on later: measure another")
            }
            break
        }
        if case .failed(let fault) = isolate.outcome { throw BenchError(description: "\(fault)") }
    }
}
