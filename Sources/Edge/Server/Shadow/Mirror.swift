internal import Admin
internal import HTTP
internal import Origin

/// A copy being taken of a request and of what happens to it.
///
/// Request lifetime, one loop's; its exchange has it until the response is complete.
final class Mirror {
    let shadow: Shadow
    private(set) var request: MirroredRequest
    /// More than is kept of a request's body has come.
    private(set) var isTooLarge = false
    /// The answer of an origin that the client gets, from when the isolate needs it no more.
    var passedOn = Mirror.forwarded
    private let keepsOrigins: Bool
    private let limits: Config.ShadowLimits
    /// In `request.origins`, by the subrequest's handle.
    private var places: [(handle: Int32, place: Int)] = []
    private var originBytes = 0

    /// The handle of the request that a worker sends on in place of an answer.
    static let forwarded: Int32 = -1

    init(_ shadow: Shadow, _ request: MirroredRequest) {
        self.shadow = shadow
        self.request = request
        limits = shadow.limits
        keepsOrigins = shadow.settings.subrequests == .mock
    }

    // MARK: the client's side

    func requestBody(_ bytes: UnsafeRawBufferPointer) {
        guard request.body.count + bytes.count <= limits.requestBodyBytesMax else {
            isTooLarge = true
            request.body = []
            return
        }
        if !isTooLarge { unsafe request.body.append(contentsOf: bytes) }
    }

    func responds(_ status: Int, _ fields: UnsafeRawBufferPointer) {
        request.live.status = status
        request.live.fields = unsafe Array(fields)
    }

    func responseBody(_ bytes: UnsafeRawBufferPointer) { unsafe request.live.append(bytes) }

    /// The worker has not answered: the host does.
    func failed() { request.live.isHostsOwn = true }

    // MARK: the origins' side

    /// `call` has its request written.
    func asked(_ handle: Int32, _ origin: Int, _ call: OriginCall) {
        guard keepsOrigins, request.origins.count < limits.originAnswersMax else { return }
        places.append((handle, request.origins.count))
        request.origins.append(OriginAnswer(origin: origin, line: unsafe OriginAnswer.line(of: call.request.readable)))
    }

    /// The same for the request that the live version sends on in place of an answer.
    func forwards(_ origin: Int, _ call: OriginCall, ownBody: UnsafeRawBufferPointer?) {
        asked(Mirror.forwarded, origin, call)
        if let ownBody = unsafe ownBody, ownBody.count > limits.requestBodyBytesMax {
            isTooLarge = true
        } else {
            request.forward = unsafe ForwardedRequest(to: origin, written: call.request.readable, ownBody: ownBody)
        }
    }

    func originResponded(_ handle: Int32, _ head: UnsafeRawBufferPointer) {
        if handle == Mirror.forwarded { request.forward?.answer = unsafe Array(head) }
        guard let place = place(handle), takes(head.count, place) else { return }
        request.origins[place].head = unsafe Array(head)
    }

    func originBody(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let place = place(handle), takes(bytes.count, place) else { return }
        unsafe request.origins[place].body.append(contentsOf: bytes)
    }

    func originEnded(_ handle: Int32) { end(handle, .ended) }

    func originFailed(_ handle: Int32) { end(handle, .failed) }

    private func end(_ handle: Int32, _ state: OriginAnswer.State) {
        guard let place = place(handle), case .open = request.origins[place].state else { return }
        request.origins[place].state = state
    }

    private func place(_ handle: Int32) -> Int? { places.last { $0.handle == handle }?.place }

    private func takes(_ count: Int, _ place: Int) -> Bool {
        guard case .open = request.origins[place].state else { return false }
        originBytes += count
        guard originBytes > limits.originBytesMax else { return true }
        request.origins[place].state = .cut
        request.origins[place].body = []
        return false
    }
}

/// A loop's copies. Process lifetime, one thread.
struct LoopMirrors {
    /// Being taken.
    var count = 0
    /// Complete: they go to the candidates' thread at the end of the event, when what it wrote to clients is on its way.
    var ready: [Mirror] = []
}
