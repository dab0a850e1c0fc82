internal import HTTP
internal import Isolate

/// A worker that is measured: its deployment in a pool, asked the sample request, its subrequests answered at once.
final class Subject {
    let runtime: IsolateRuntime
    let pool: IsolatePool
    let deployment: Deployment
    /// What the subrequests get, in the order in which they are made; those beyond get the last one.
    var bodies = [Sample.body]
    private var request = RequestHead()
    private var response = ResponseHead()

    init(_ module: [UInt8], _ runtime: IsolateRuntime, limits: WorkerLimits = WorkerLimits()) throws {
        self.runtime = runtime
        pool = IsolatePool(runtime: runtime)
        deployment = try Deployment(
            name: "bench", module: module, runtime: runtime, limits: limits, origins: ["shop", "api"])
        pool.warm(deployment, count: 4)
        _ = try unsafe Sample.request.withUnsafeBytes { try unsafe request.parse($0) }
        _ = try unsafe Sample.response.withUnsafeBytes { try unsafe response.parse($0, requestMethod: .get) }
    }

    /// Pool and isolates hold each other: without this the engine would stay, and its address space.
    deinit { pool.close() }

    /// An isolate of it, not entered.
    func start() throws -> Isolate { try start(deployment) }

    /// The same of another worker of the same pool.
    func start(_ deployment: Deployment) throws -> Isolate {
        try unsafe Sample.request.withUnsafeBytes { head in
            try unsafe Sample.label.withUnsafeBytes { label in
                try unsafe pool.start(
                    deployment, request, head: head, secure: true, clientAddress: label, requestID: label,
                    contentLength: 0)
            }
        }
    }

    /// Enters it until it waits for an origin or has finished: true.
    func enter(_ isolate: Isolate) throws -> Bool {
        while true {
            switch isolate.run() {
            case .finished:
                if case .failed(let fault) = isolate.outcome { throw BenchError(description: "\(fault)") }
                return true
            // The machine did something else meanwhile.
            case .yielded: continue
            case .waiting: return false
            case .answered: throw BenchError(description: "the worker answers before its end: measure another")
            }
        }
    }

    /// Answers what it has asked the origins, and lets it go on, to its end.
    func finish(_ isolate: Isolate) throws {
        var handles: ArraySlice<Int32> = []
        var answered = 0
        while true {
            while let subrequest = isolate.nextSubrequest() { handles.append(subrequest.handle) }
            guard let handle = handles.popFirst() else { throw BenchError(description: "it waits for nothing") }
            var isRunnable = unsafe Sample.response.withUnsafeBytes { bytes in
                unsafe isolate.responseHead(handle, response, bytes: bytes)
            }
            let body = bodies[min(answered, bodies.count - 1)]
            answered += 1
            if unsafe body.withUnsafeBytes({ unsafe isolate.responseBody(handle, $0) }) { isRunnable = true }
            if isolate.responseEnd(handle) { isRunnable = true }
            if isRunnable, try enter(isolate) { return }
        }
    }

    /// One request from beginning to end.
    func serve() throws { try serve(deployment) }

    func serve(_ deployment: Deployment) throws {
        let isolate = try start(deployment)
        defer { isolate.end() }
        if try !enter(isolate) { try finish(isolate) }
    }

    /// What the worker itself does in a request, in nanoseconds; only for one that does not wait.
    func ownWork() throws -> Double { try RepeatedCall.nanoseconds(deployment, runtime, request) }
}
