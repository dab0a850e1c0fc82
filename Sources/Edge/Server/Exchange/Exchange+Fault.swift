internal import Deploy
internal import HTTP
internal import Isolate
internal import Loop

/// What becomes of a request that a worker fails.
extension Exchange {
    func answerFault(_ fault: Fault, _ isolate: Isolate) {
        context.metrics.add(WorkerCounter(fault.cause), worker: workerIndex)
        failure = VersionFailure(fault.cause)
        mirror?.failed()
        if case .isolate(let driver) = source { driver.judge(fault.cause) }
        if tailLine != nil { noteForTail(fault, isolate) }
        // What the worker wrote before it failed goes out before the connection ends.
        if phase == .responding { connection?.flush() }
        guard phase != .done else { return }
        if let development = context.shared.development { return explain(fault, isolate, development) }
        if let version { context.workerLog.fault(version, worker: workerIndex, fault, isolate, requestID) }
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
