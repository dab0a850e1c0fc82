internal import Deploy
internal import HTTP
internal import Isolate
internal import Origin

/// A candidate that sends the request on where it may not: nothing goes out, so what it would send is compared.
extension ShadowRun {
    /// With what the live version has sent. If that is the same, the origin's answer to it is the candidate's too, with
    /// the changes that this one makes to it. `context.scratch` has the candidate's request.
    func compareForward(_ message: GuestMessage, _ origin: Int) {
        guard let request, let shadow, let live = request.forward else {
            return forwardFails(OriginFailure.unreachable.status)
        }
        let ownBody = unsafe message.bodyKind == .bytes ? message.body : nil
        let sent = unsafe ForwardedRequest(to: origin, written: context.scratch.readable, ownBody: ownBody)
        let origins = context.shared.origins
        let differs = shadow.compare(
            live.compared(origin: origins[live.origin].name, clientBody: request.body),
            sent.compared(origin: origins[origin].name, clientBody: request.body), request)
        if let differs {
            context.shared.tails?.offer(shadow.note(differs, request))
            return end()
        }
        // Where the origin has not answered, the host has.
        answer = request.live
        if !live.answer.isEmpty, !request.live.isHostsOwn {
            let method = live.compared(origin: "", clientBody: []).method
            let isThere = unsafe live.answer.withUnsafeBytes { bytes in
                guard unsafe parse(bytes, OriginAnswer(origin: origin, line: Array("\(method) ".utf8))) else {
                    return false
                }
                unsafe message.responseEdits.withEdits { unsafe takeHead(bytes, $0) }
                return true
            }
            guard isThere else { return abandon(.unfinished) }
        }
        complete()
    }

    /// The host would answer for it.
    func forwardFails(_ status: Int) {
        answer = CapturedResponse(hostsOwn: status)
        complete()
    }
}
