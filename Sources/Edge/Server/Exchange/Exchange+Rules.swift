internal import HTTP
internal import Origin

/// A route's header rules. Variables are worked out when the request comes: at its response the head is gone.
extension Exchange {
    /// Goes on with the request as the rules change it.
    func dispatch(
        _ index: Int, _ rules: RouteRules, _ connection: Connection, _ bytes: UnsafeRawBufferPointer
    ) {
        guard unsafe resolve(rules, connection, bytes) else {
            return fail(431, "the fields that this route copies are too large")
        }
        responseRules = rules.response
        guard let request = rules.request else { return unsafe act(index, connection, bytes) }
        if case .origin(let origin) = context.shared.actions[index] {
            if unsafe isTurnedAway(worker: nil, bytes) { return }
            admitBody()
            return unsafe beginProxy(origin, connection, request, bytes)
        }
        context.ruleHead.clear()
        unsafe request.rewrite(context.requestHead, bytes, context.ruleValues, into: &context.ruleHead)
        let head = unsafe context.ruleHead.readable
        do throws(ProtocolError) {
            // The limits of heads hold for the new one too: an isolate has no room for more.
            guard case .complete = try unsafe context.requestHead.parse(head, limits: context.shared.headLimits) else {
                return fail(500, "the route's rules break the request")
            }
            unsafe act(index, connection, head)
        } catch {
            fail(error.status, error.reason)
        }
        // Nobody has it any longer: an isolate that goes on has its own copy.
        if context.ruleHead.capacity > 64 << 10 { context.ruleHead.release() }
    }

    private func resolve(_ rules: RouteRules, _ connection: Connection, _ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe requestID.withBytes { requestID in
            unsafe connection.withClientAddress { address in
                let source = unsafe RuleSource(
                    clientAddress: address, requestID: requestID, isSecure: connection.isSecure)
                if let response = rules.response, response.hasVariables,
                    unsafe !responseValues.resolve(response, context.requestHead, bytes, source)
                {
                    return false
                }
                guard let request = rules.request, request.hasVariables else { return true }
                return unsafe context.ruleValues.resolve(request, context.requestHead, bytes, source)
            }
        }
    }

    private func beginProxy(
        _ index: Int, _ connection: Connection, _ rules: HeaderRules, _ bytes: UnsafeRawBufferPointer
    ) {
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe rules.withEdits(of: context.requestHead, bytes, context.ruleValues) { edits in
            unsafe forward(to: index, connection, bytes, method: none, target: none, edits: edits)
        }
    }

    /// Applies the response's rules to the field lines written since `startHead`; what `endHead` still writes is out of
    /// their reach.
    func apply(_ rules: HeaderRules, _ connection: Connection) {
        let written = connection.output.count - fieldsStart
        context.ruleLines.clear()
        let lines = unsafe UnsafeRawBufferPointer(rebasing: connection.output.readable[fieldsStart...])
        unsafe rules.rewrite(lines, responseValues, into: &context.ruleLines)
        connection.output.removeLast(written)
        unsafe connection.output.append(context.ruleLines.readable)
    }

    func forgetRules() {
        responseRules = nil
        responseValues.clear()
    }
}
