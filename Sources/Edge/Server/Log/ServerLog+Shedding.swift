internal import Logging

/// Load shedding, from its beginning to its end.
extension ServerLog {
    /// `worker` nil: all requests for workers and origins. `delay` in milliseconds.
    func sheddingStarted(of worker: String?, delay: UInt64, _ limits: Config.Limits) {
        let what =
            worker.map { "isolates of worker \($0) waited \(delay)ms at least for their turn" }
            ?? "events of this loop waited \(delay)ms at least"
        logger.warning(
            """
            load shedding begins: for \(Quantity.text(limits.shedInterval)) \(what); requests for \
            \(worker.map { "worker \($0)" } ?? "workers and origins") get 503, more and more of them \
            limit=limits.shed_delay value=\(Quantity.text(limits.shedDelay))
            """)
    }

    /// `refused`: since the last end that the log has heard of.
    func sheddingEnded(of worker: String?, after milliseconds: UInt64, refused: Int) {
        logger.warning(
            """
            load shedding ends\(worker.map { " for worker \($0)" } ?? "") after \(milliseconds)ms: \
            \(refused) requests got 503
            """)
    }
}
