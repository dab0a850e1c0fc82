internal import Origin

extension LoopContext {
    /// A request to an origin came to nothing: a line in the log, and a count.
    func originFailed(_ call: OriginCall, _ failure: OriginFailure, _ request: RequestID) {
        let name = call.originName
        if let origin = shared.metrics.origins.firstIndex(of: name) {
            metrics.add(OriginCounter(failure), origin: origin)
        }
        shared.log.originFailed(name, failure, request)
    }
}
