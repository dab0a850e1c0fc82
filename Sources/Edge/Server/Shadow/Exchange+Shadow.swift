internal import Admin
internal import HTTP
internal import Isolate

/// A copy of the request, and of its answer, for a candidate.
extension Exchange {
    /// Before its isolate starts; the worker has shadow traffic. Previews and whoever asks for a version are not copied, nor
    /// what the candidate itself answers.
    func beginMirror(_ version: LoopVersion, _ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
        guard let shadow = context.versions[workerIndex].shadow, reason != .preview, reason != .override,
            version.number != shadow.shadow.candidate.number, shadow.picks()
        else { return }
        let limits = shadow.shadow.limits
        guard context.mirrors.count < limits.copiesPerLoopMax else { return shadow.shadow.drop(.copies) }
        let length: Int64 =
            switch requestFraming {
            case .none: 0
            case .length(let length): Int64(clamping: length)
            case .chunked, .untilClose: -1
            }
        guard length <= limits.requestBodyBytesMax else { return shadow.shadow.drop(.requestBytes) }
        let name = unsafe String(decoding: context.requestHead.methodName.bytes(in: bytes), as: UTF8.self)
        let path = unsafe String(decoding: context.requestHead.path.bytes(in: bytes), as: UTF8.self)
        var address: [UInt8] = []
        unsafe connection.withClientAddress { address = unsafe Array($0) }
        context.mirrors.count += 1
        if tailLine != nil { tailLine?.shadow = shadow.shadow.settings.candidate }
        mirror = Mirror(
            shadow.shadow,
            MirroredRequest(
                head: unsafe Array(bytes), contentLength: length, method: method, isSecure: connection.isSecure,
                address: address, requestID: requestID, label: "\(name) \(path)",
                live: CapturedResponse(bodyBytesMax: limits.responseBodyBytesMax)))
    }

    /// The fields that the response's source has written, before those of the host and of the route's rules.
    func mirrorHead(_ status: Int, _ connection: Connection) {
        let output = unsafe connection.output.readable
        guard fieldsStart <= output.count else { return }
        unsafe mirror?.responds(status, UnsafeRawBufferPointer(rebasing: output[fieldsStart...]))
    }

    /// The response is complete. What the client has not sent of its request the candidate cannot have.
    func handMirrorOver() {
        guard requestIsComplete, mirror?.isTooLarge == false, let mirror = mirror.take() else { return dropMirror() }
        context.mirrors.count -= 1
        context.mirrors.ready.append(mirror)
    }

    /// There will be no whole answer to compare with.
    func dropMirror() {
        guard let mirror = mirror.take() else { return }
        context.mirrors.count -= 1
        mirror.shadow.drop(mirror.isTooLarge ? .requestBytes : .unfinished)
    }
}

extension LoopContext {
    func handMirrorsOver() {
        for mirror in mirrors.ready { mirror.shadow.take(mirror.request) }
        mirrors.ready.removeAll(keepingCapacity: true)
    }
}
