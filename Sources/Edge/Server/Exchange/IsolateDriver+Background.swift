internal import HTTP
internal import Isolate
internal import Loop
internal import Origin

/// After the response: the isolate goes on without an exchange, on a budget and a clock of its own, until it says that it is
/// done. Whatever goes wrong is a line in the log.
extension IsolateDriver {
    /// The response needs the isolate no more. One whose guest has returned ends.
    func leave() {
        guard let isolate, let exchange else { return }
        judge(nil)
        guard case .none = isolate.outcome, let version else { return end() }
        client.note(exchange)
        dropUpload(isolate, exchange)
        self.exchange = nil
        _ = isolate.enterBackground()
        guard context.admitToBackground(self) else { return finishAtOnce(isolate, version) }
        unsafe context.deadlines.arm(wallClock, milliseconds: version.deployment.limits.backgroundWall.milliseconds)
        // Not here and now: the response goes out first.
        context.continueLater(seat)
    }

    /// A subrequest that gets the client's body as it comes can have no more of it.
    private func dropUpload(_ isolate: Isolate, _ exchange: Exchange) {
        let upload = bodyCall
        bodyCall = nil
        guard !exchange.requestIsComplete, let index = calls.firstIndex(where: { $0.call === upload }) else { return }
        let entry = calls.remove(at: index)
        entry.call.cancel()
        _ = isolate.responseFailed(entry.handle, .unreachable)
    }

    /// There is no room for it. Whoever had nothing left to do says so in its first slice, and nothing is lost.
    private func finishAtOnce(_ isolate: Isolate, _ version: LoopVersion) {
        _ = isolate.run()
        context.spent(nanoseconds: isolate.turnNanoseconds)
        printLog(isolate)
        if case .none = isolate.outcome {
            context.shared.log.backgroundDropped(
                version, context.shared.config.limits.backgroundMax, requestID)
            end()
        } else {
            backgroundFinished(isolate)
        }
    }

    func backgroundFinished(_ isolate: Isolate) {
        if case .failed(let fault) = isolate.outcome { logFault(fault, isolate) }
        end()
    }

    func backgroundTimePassed(_ isolate: Isolate, _ deployment: Deployment) {
        let limit = Fault.Limit(key: "limits.background_wall", value: deployment.limits.backgroundWall.inWords)
        let fault = Fault(.wall, "\(limit.value) passed", limit: limit)
        logFault(fault, isolate)
        end()
    }

    private func logFault(_ fault: Fault, _ isolate: Isolate) {
        context.metrics.add(WorkerCounter(fault.cause), worker: workerIndex)
        guard let version else { return }
        context.workerLog.fault(version, worker: workerIndex, fault, isolate, requestID, afterResponse: true)
        if context.isWatched { offerToTail(version, fault) }
    }
}

/// What a driver keeps of the request and its client, once their exchange is gone: what a message that starts from the
/// request needs beside its head.
struct ClientNote {
    private(set) var isNoted = false
    private(set) var method = Method.get
    private var isSecure = false
    private var address = InlineArray<46, UInt8>(repeating: 0)
    private var addressLength = 0

    mutating func note(_ exchange: Exchange) {
        isNoted = true
        method = exchange.method
        guard let connection = exchange.connection else { return }
        isSecure = connection.isSecure
        unsafe connection.withClientAddress { bytes in
            addressLength = min(bytes.count, address.count)
            for index in 0..<addressLength { address[index] = unsafe bytes[index] }
        }
    }

    func withForwardedFrom(_ body: (ForwardedFrom) -> Void) {
        unsafe address.span.withUnsafeBytes { bytes in
            body(
                unsafe ForwardedFrom(
                    clientAddress: UnsafeRawBufferPointer(rebasing: bytes[..<addressLength]), isSecure: isSecure))
        }
    }
}
