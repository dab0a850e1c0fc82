/// A loop's part of what workers may use at once: the shares of the configuration's numbers, the same for every loop.
///
/// Process lifetime. A value, made before the loops.
struct AdmissionPlan: Sendable, Equatable {
    struct Worker: Sendable, Equatable {
        /// Requests at once; at least 1.
        var concurrency: Int
        /// Of the loop's places, those that no other worker may take.
        var reserved: Int
        /// Requests that wait; 0: none does.
        var queue: Int
        var queueMilliseconds: UInt64
    }

    /// Isolates of one loop.
    let places: Int
    /// As in `Config.workers`.
    private(set) var workers: [Worker] = []

    init(_ config: Config) {
        let loops = max(1, config.threads)
        places = max(1, config.limits.isolatesMax / loops)
        for worker in config.workers {
            let concurrency = min(places, max(1, config.concurrency(worker) / loops))
            // Who writes a reserve wants one on each loop: it is rounded up. The default is not.
            let reserved = (config.reserved(worker) + (worker.limits.reserved == nil ? 0 : loops - 1)) / loops
            let waits = worker.limits.queueMax > 0 && worker.limits.queueWait > .zero
            workers.append(
                Worker(
                    concurrency: concurrency, reserved: min(reserved, concurrency),
                    queue: waits ? max(1, worker.limits.queueMax / loops) : 0,
                    queueMilliseconds: worker.limits.queueWait.milliseconds))
        }
        fitReserves()
    }

    /// What rounding up made too many is taken from the largest: a worker without reserve must find a place as well.
    private mutating func fitReserves() {
        while let largest = workers.indices.max(by: { workers[$0].reserved < workers[$1].reserved }),
            workers[largest].reserved > 0
        {
            let sum = workers.reduce(0) { $0 + $1.reserved }
            let others = workers.contains { $0.reserved == 0 } ? 1 : 0
            guard sum > places - others else { return }
            workers[largest].reserved -= 1
        }
    }
}
