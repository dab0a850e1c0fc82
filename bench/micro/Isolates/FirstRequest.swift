internal import Isolate

/// The first request of a worker that was just deployed, its slots warmed as the server does it, beside later ones.
struct FirstRequest {
    let module: [UInt8]

    /// Microseconds, medians: the first request of a process's pool, and the hundredth.
    func measure() throws -> (first: Double, later: Double) {
        var first: [Double] = []
        var later: [Double] = []
        for _ in 0..<15 {
            let subject = try Subject(module, IsolateRuntime())
            first.append(try elapsedNanoseconds { try subject.serve() } / 1_000)
            for _ in 0..<98 { try subject.serve() }
            later.append(try elapsedNanoseconds { try subject.serve() } / 1_000)
        }
        first.sort()
        later.sort()
        return (first[first.count / 2], later[later.count / 2])
    }
}
