internal import HTTP
internal import Origin

/// Before a request goes to a worker or an origin: has it been here too often, is there too much to do already? Before a
/// worker's isolate: a place for it, or a place in the queue, or a 503.
extension Exchange {
    /// What `Retry-After` says to who found no place: long enough that not all come back at once, short enough for people.
    static let busySeconds = 1

    /// It waits for its worker to have a place.
    var isQueued: Bool { if case .queue = source { true } else { false } }

    /// True, and it is answered: the request does not go on to that worker, or to an origin (nil).
    func isTurnedAway(worker: Int?, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if unsafe loops(bytes) { return true }
        guard let shedding = context.shedding, shedding.isActive, shedding.refuses(worker: worker) else { return false }
        if let worker {
            context.metrics.add(.refusedOverload, worker: worker)
        } else {
            context.metrics.add(.shed)
        }
        fail(503, "the server is overloaded", retryAfter: Exchange.busySeconds)
        return true
    }

    /// The same: it has come back too often.
    private func loops(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard context.requestHead.first(.cdnLoop) != nil,
            unsafe CDNLoop.count(context.requestHead, bytes) >= context.shared.config.limits.hopsMax
        else { return false }
        context.metrics.add(.looped)
        context.refusals.looped(requestID)
        fail(508, "the request goes round in a circle")
        return true
    }

    func admit(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        workerIndex = index
        switch context.admission.request(index) {
        case .start:
            unsafe startWorker(index, bytes)
        case .wait:
            context.metrics.add(.queued, worker: index)
            phase = .waiting
            source = .queue(unsafe context.admission.enqueue(self, index, bytes))
            connection?.blockInput()
        case .refuse(let refusal):
            refuse(refusal)
        }
    }

    func refuse(_ refusal: Refusal) {
        context.metrics.add(WorkerCounter(refusal), worker: workerIndex)
        context.refusals.refused(refusal, workerIndex, requestID)
        fail(503, refusal.reason, retryAfter: Exchange.busySeconds)
    }

    /// It has its place now; `bytes`: its head, which is parsed again because others came between.
    func leaveQueue(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        source = .none
        guard unsafe parseAgain(bytes) else { return context.admission.ended(index) }
        unsafe startWorker(index, bytes)
        connection?.unblockInput()
    }
}
