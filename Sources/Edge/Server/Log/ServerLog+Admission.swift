internal import Logging

/// What found no place.
extension ServerLog {
    func refused(_ refusal: Refusal, _ worker: Int, _ shared: Shared, _ request: RequestID) {
        logger.warning("\(ServerLog.line(refusal, worker, shared, "a request gets 503")) request=\(request)")
    }

    /// `more` since the last line about it.
    func refused(_ refusal: Refusal, _ worker: Int, _ shared: Shared, more: Int) {
        logger.warning("\(ServerLog.line(refusal, worker, shared, "\(more) more requests got 503"))")
    }

    func looped(_ hopsMax: Int, _ request: RequestID) {
        logger.warning("\(ServerLog.line("a request gets 508", hopsMax)) request=\(request)")
    }

    /// `more` since the last line about it.
    func looped(_ hopsMax: Int, more: Int) {
        logger.warning("\(ServerLog.line("\(more) more requests got 508", hopsMax))")
    }

    private static func line(_ what: String, _ hopsMax: Int) -> String {
        "\(what): by its CDN-Loop it has come here \(hopsMax) times, perhaps a worker or an origin calls its own route; "
            + "where that is meant, raise it limit=limits.hops value=\(hopsMax)"
    }

    private static func line(_ refusal: Refusal, _ worker: Int, _ shared: Shared, _ what: String) -> String {
        let name = shared.records[worker].name
        let limits = shared.config.workers[worker].limits
        let plan = shared.admission.workers[worker]
        let own = "workers.\(name).limits"
        let (why, remedy, key, value) =
            switch refusal {
            case .isolates:
                (
                    "all of this loop's \(shared.admission.places) places are taken or reserved",
                    "raise it, reserve some by \(own).reserved, or let requests wait by \(own).queue",
                    "limits.isolates", "\(shared.config.limits.isolatesMax)"
                )
            case .concurrency:
                (
                    "\(plan.concurrency) of its requests run on this loop",
                    "raise it, or let requests wait by \(own).queue",
                    "\(own).concurrency", "\(shared.config.concurrency(shared.config.workers[worker]))"
                )
            case .queue:
                (
                    "\(plan.queue) requests wait on this loop for a place", "raise it, or \(own).concurrency",
                    "\(own).queue", "\(limits.queueMax)"
                )
            case .queueWait:
                (
                    "no place was free in time", "raise it, or \(own).concurrency",
                    "\(own).queue_wait", Quantity.text(limits.queueWait)
                )
            }
        return "worker \(name): \(what): \(why); \(remedy) limit=\(key) value=\(value)"
    }
}
