internal import HTTP
internal import Loop

/// One loop's places for workers' requests, and the requests that wait for one.
///
/// Lifetime: that of its loop, whose thread alone uses it. `AdmissionState` decides; here are the queues, and the turns of
/// the loop in which those that waited start.
@safe final class Admission {
    private var state: AdmissionState
    private let plan: AdmissionPlan
    private let loop: Loop
    private let deadlines: Deadlines
    private var queues: [Queue]
    private var free: [QueuedRequest] = []
    private var turns: Turns?

    private struct Queue {
        var first: QueuedRequest?
        var last: QueuedRequest?
    }

    /// Idle objects kept.
    private static let freeMax = 256
    /// In one turn requests are started until so many nanoseconds have passed; those that are left get the next.
    private static let turnNanoseconds: UInt64 = 1_000_000

    /// - Parameter deadlines: for the time in the queue.
    init(_ plan: AdmissionPlan, loop: Loop, deadlines: Deadlines) throws(LoopError) {
        self.plan = plan
        self.loop = loop
        self.deadlines = deadlines
        state = AdmissionState(plan)
        queues = Array(repeating: Queue(), count: plan.workers.count)
        turns = try unsafe Turns(loop: loop, context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<Admission>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.startWaiting() }
        }
    }

    /// The loop ends: nobody waits any more.
    func close() { turns?.close() }

    // MARK: requests

    /// A request for that worker has come. `.start`: it has a place until `ended`.
    func request(_ worker: Int) -> AdmissionState.Decision { state.request(worker) }

    /// After the decision that it waits; `bytes`: its head, which is copied.
    func enqueue(_ exchange: Exchange, _ worker: Int, _ bytes: UnsafeRawBufferPointer) -> QueuedRequest {
        let request = free.popLast() ?? QueuedRequest(self)
        unsafe request.begin(exchange, worker: worker, bytes)
        request.previous = queues[worker].last
        queues[worker].last?.next = request
        queues[worker].last = request
        if queues[worker].first == nil { queues[worker].first = request }
        unsafe deadlines.arm(request.deadline, milliseconds: plan.workers[worker].queueMilliseconds)
        return request
    }

    /// A request that had a place is over, wherever it was in its life.
    func ended(_ worker: Int) {
        state.ended(worker)
        // Later, because it ends in the middle of some event.
        if state.isAnyWaiting { turns?.start() }
    }

    /// The client of one that waits is gone.
    func leave(_ request: QueuedRequest) {
        guard request.exchange != nil else { return }
        state.stoppedWaiting(request.worker)
        unlink(request)
        recycle(request)
    }

    func timePassed(_ request: QueuedRequest) {
        guard let exchange = request.exchange else { return }
        exchange.refuse(.queueWait)
        exchange.context.settle()
    }

    // MARK: the queues

    private func unlink(_ request: QueuedRequest) {
        unsafe deadlines.cancel(request.deadline)
        request.endWait()
        let worker = request.worker
        if let previous = request.previous { previous.next = request.next } else { queues[worker].first = request.next }
        if let next = request.next { next.previous = request.previous } else { queues[worker].last = request.previous }
        request.next = nil
        request.previous = nil
    }

    private func recycle(_ request: QueuedRequest) {
        request.reset()
        if free.count < Self.freeMax { free.append(request) }
    }

    /// A turn of the loop: as many start as there are places for, and time.
    private func startWaiting() {
        let began = AccessLog.now()
        repeat {
            guard let worker = state.next(), let request = queues[worker].first, let exchange = request.exchange else {
                turns?.stop()
                return
            }
            unlink(request)
            unsafe exchange.leaveQueue(worker, request.bytes)
            recycle(request)
            exchange.context.settle()
        } while AccessLog.now() &- began < Self.turnNanoseconds
    }
}
