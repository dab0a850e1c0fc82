internal import HTTP
internal import Isolate
internal import Loop

/// What a worker says on the side, and what becomes of a request that it fails.
extension Exchange {
    func printLog(_ isolate: Isolate) {
        guard let deployment else { return }
        unsafe isolate.drainLog { level, text in
            unsafe context.shared.log.worker(deployment, level, text, requestID)
        }
    }

    func wallClockPassed() {
        guard case .isolate(let isolate) = source, let deployment else { return }
        let limit = Fault.Limit(key: "limits.wall", value: deployment.limits.wall.inWords)
        let fault = Fault(
            .wall, "\(limit.value) passed; the key is workers.\(deployment.name) \(limit.key)", limit: limit)
        answerFault(fault, isolate)
        context.settle()
    }

    func answerFault(_ fault: Fault, _ isolate: Isolate) {
        if let development = context.shared.development { return explain(fault, isolate, development) }
        if let deployment { context.shared.log.workerFailed(deployment, fault, isolate, requestID) }
        let (status, reason) = Exchange.answer(to: fault)
        fail(status, reason)
    }

    /// What a client learns of it.
    static func answer(to fault: Fault) -> (status: Int, reason: StaticString) {
        switch fault.cause {
        case .wall: (504, "the worker did not answer in time")
        case .cpu: (503, "the worker used up its CPU time")
        default: (500, "the worker failed")
        }
    }
}
