internal import CWorkerABI
internal import HTTP

/// A request that a guest wants sent to an origin, as the server takes it from the isolate.
package struct Subrequest {
    /// What the server names it by in all that follows.
    package let handle: Int32
    /// Index into `Deployment.origins`.
    package let origin: Int
    /// Valid until the response's head arrives or the subrequest ends otherwise.
    package let message: GuestMessage
}

/// One subrequest's state inside its isolate, or the client's body: what has arrived and the guest has not read.
///
/// Belongs to one isolate and is recycled with it.
final class Exchange {
    enum Phase {
        /// Waiting for the server to take it.
        case queued
        case sent
        /// The response's head is in `head`.
        case answered
        case failed(Int32)
        /// Given up by the guest.
        case closed
    }

    var phase = Phase.queued
    /// The bytes of the request's message until the head arrives.
    var outgoing = ByteBuffer()
    var message: GuestMessage?
    /// The response's head block.
    var head = ByteBuffer()
    /// Body bytes that the guest has not read.
    var body = ByteBuffer()
    var bodyEnded = false
    var bodyError: Int32?
    /// It counts among the concurrent ones.
    var isActive = false

    /// Buffers larger than this are not worth keeping from request to request.
    static let keptBytes = 64 << 10

    /// The server has what it wants of the request, or wants nothing: a body may be megabytes, which count against no
    /// limit of the guest's memory.
    func forgetRequest() {
        message = nil
        outgoing.release()
    }

    func reset() {
        phase = .queued
        message = nil
        isActive = false
        bodyEnded = false
        bodyError = nil
        outgoing.clear(keepingAtMost: Self.keptBytes)
        head.clear()
        body.clear(keepingAtMost: Self.keptBytes)
    }
}
