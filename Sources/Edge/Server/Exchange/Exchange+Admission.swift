internal import HTTP

/// Before a worker's isolate: a place for it, or a place in the queue, or a 503.
extension Exchange {
    /// What `Retry-After` says to who found no place: long enough that not all come back at once, short enough for people.
    static let busySeconds = 1

    /// It waits for its worker to have a place.
    var isQueued: Bool { if case .queue = source { true } else { false } }

    func admit(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        workerIndex = index
        switch context.admission.request(index) {
        case .start:
            unsafe startWorker(index, bytes)
        case .wait:
            phase = .waiting
            source = .queue(unsafe context.admission.enqueue(self, index, bytes))
            connection?.blockInput()
        case .refuse(let refusal):
            refuse(refusal)
        }
    }

    func refuse(_ refusal: Refusal) {
        context.admission.log(refusal, workerIndex, requestID)
        fail(503, refusal.reason, retryAfter: Exchange.busySeconds)
    }

    /// It has its place now; `bytes`: its head, which is parsed again because others came between.
    func leaveQueue(_ index: Int, _ bytes: UnsafeRawBufferPointer) {
        source = .none
        context.headOwner = nil
        guard case .complete? = try? unsafe context.requestHead.parse(bytes, limits: context.shared.headLimits) else {
            context.admission.ended(index)
            return fail(500, "the request cannot be read again")
        }
        unsafe startWorker(index, bytes)
        connection?.unblockInput()
    }
}
