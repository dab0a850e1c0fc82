internal import HTTP
internal import Loop

/// A request that waits for a place: its head, and how long it may wait.
///
/// Request lifetime, though the object is used again: `Admission` keeps a free list. One thread. Its exchange holds it as
/// its source; its body waits with the client.
@safe final class QueuedRequest {
    private unowned let admission: Admission
    /// Nil: it does not wait any more.
    private(set) var exchange: Exchange?
    private(set) var worker = 0
    /// As the worker is to get it: rules have been applied.
    private var head = ByteBuffer()
    let deadline: UnsafeMutablePointer<Deadline>
    // The queue, first come first.
    var next: QueuedRequest?
    var previous: QueuedRequest?

    init(_ admission: Admission) {
        self.admission = admission
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(
            to: Deadline(context: Unmanaged.passUnretained(self).toOpaque()) { context in
                unsafe Unmanaged<QueuedRequest>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.timePassed() }
            })
    }

    deinit { unsafe deadline.deallocate() }

    func begin(_ exchange: Exchange, worker: Int, _ bytes: UnsafeRawBufferPointer) {
        self.exchange = exchange
        self.worker = worker
        unsafe head.append(bytes)
    }

    /// The head; valid until `reset`.
    var bytes: UnsafeRawBufferPointer { unsafe head.readable }

    /// It waits no longer.
    func endWait() { exchange = nil }

    /// Ready for another request.
    func reset() {
        head.clear(keepingAtMost: Exchange.waitingHeadBytesKept)
    }

    /// Gives the place in the queue up: the client is gone.
    func cancel() { admission.leave(self) }

    private func timePassed() { admission.timePassed(self) }
}
