internal import CWorkerABI
package import HTTP
internal import Wasm

/// What passes between a suspended isolate and the server. After every `run()` the server takes the subrequests and the
/// handles given up; as news comes, it says so here. `true` means: runnable, call `run()`.
extension Isolate {
    // MARK: From the guest

    /// A subrequest that the guest has sent and the server has not taken yet.
    package func nextSubrequest() -> Subrequest? {
        guard let (handle, exchange) = handles.take(), let message = exchange.message else { return nil }
        return Subrequest(handle: handle, origin: message.origin, message: message)
    }

    /// A subrequest that the guest has given up: the server drops it.
    package func nextClosed() -> Int32? { handles.takeClosed() }

    // MARK: To the guest

    /// The head of a subrequest's response. `bytes` are what the fields' offsets count in.
    package func responseHead(
        _ handle: Int32, _ head: borrowing ResponseHead, bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard let exchange = handles[handle], case .sent = exchange.phase else { return false }
        exchange.phase = .answered
        exchange.message = nil
        exchange.outgoing.clear()
        unsafe RequestBlock.append(head, head: bytes, to: &exchange.head)
        guard case .head(handle) = waiting else { return false }
        return answer(Int32(exchange.head.count))
    }

    /// A part of a subrequest's response body. Ask `bufferedBytes` afterwards whether to go on.
    package func responseBody(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe arrived(handle, bytes)
    }

    package func responseEnd(_ handle: Int32) -> Bool {
        guard let exchange = handles[handle], !exchange.bodyEnded, exchange.bodyError == nil else { return false }
        switch exchange.phase {
        case .closed, .failed: return false
        case .queued, .sent, .answered: break
        }
        exchange.bodyEnded = true
        handles.ended(exchange)
        return answerWaitingRead(handle, exchange)
    }

    /// No response, or no more of it.
    package func responseFailed(_ handle: Int32, _ error: SubrequestError) -> Bool {
        guard let exchange = handles[handle], !exchange.bodyEnded, exchange.bodyError == nil else { return false }
        let code =
            switch error {
            case .unreachable: SWIFTLET_ERROR_UNREACHABLE
            case .timeout: SWIFTLET_ERROR_TIMEOUT
            case .protocolError: SWIFTLET_ERROR_PROTOCOL
            }
        switch exchange.phase {
        case .closed, .failed: return false
        case .queued, .sent:
            exchange.phase = .failed(code)
            handles.ended(exchange)
            exchange.forgetRequest()
            if case .head(handle) = waiting { return answer(code) }
            // Whoever reads without waiting for the head learns it here.
            guard case .body(handle, _, _) = waiting else { return false }
            return answer(code)
        case .answered:
            exchange.bodyError = code
            handles.ended(exchange)
            return answerWaitingRead(handle, exchange)
        }
    }

    package func requestBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe arrived(Int32(SWIFTLET_REQUEST), bytes)
    }

    package func requestBodyEnd() -> Bool {
        requestBody.bodyEnded = true
        return answerWaitingRead(Int32(SWIFTLET_REQUEST), requestBody)
    }

    package func requestBodyFailed() -> Bool {
        requestBody.bodyError = SWIFTLET_ERROR_UNREACHABLE
        return answerWaitingRead(Int32(SWIFTLET_REQUEST), requestBody)
    }

    // MARK: Backpressure, and bodies that the server passes on itself

    /// Handle of the client's body, for the functions below.
    package static var requestHandle: Int32 { Int32(SWIFTLET_REQUEST) }

    /// Past this many buffered bytes the sender is to be paused. One that has ended, as with the last byte of a body that
    /// it answered at once, buffers nothing.
    package var bufferedBytesMax: Int { deployment?.limits.bufferBytes ?? .max }

    /// Body bytes that have arrived and the guest has not read.
    package func bufferedBytes(_ handle: Int32) -> Int { exchange(handle)?.body.count ?? 0 }

    /// Those bytes, for an answer whose body is the base's. Valid until the next event or `end()`.
    package func bufferedBody(_ handle: Int32) -> UnsafeRawBufferPointer {
        unsafe exchange(handle)?.body.readable ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    package func consumeBufferedBody(_ handle: Int32, _ count: Int) {
        exchange(handle)?.body.consume(count)
    }

    /// Whether all of the body has arrived (some of it perhaps buffered).
    package func bodyHasEnded(_ handle: Int32) -> Bool { exchange(handle)?.bodyEnded ?? true }

    /// The response's head of a subrequest, if it is there.
    package func storedHead(_ handle: Int32) -> StoredHead? {
        guard let exchange = handles[handle], case .answered = exchange.phase else { return nil }
        return unsafe StoredHead(block: exchange.head.readable)
    }

    // MARK: Inside

    func exchange(_ handle: Int32) -> Exchange? {
        handle == Int32(SWIFTLET_REQUEST) ? requestBody : handles[handle]
    }

    /// The result of the read that waits, if it can be told: bytes copied, 0 at the end, or an error.
    func answerRead(_ exchange: Exchange) -> Int32? {
        guard case .body(_, let address, let capacity) = waiting else { return nil }
        if exchange.body.isEmpty {
            guard let result = exchange.bodyError ?? (exchange.bodyEnded ? 0 : nil) else { return nil }
            waiting = .nothing
            return result
        }
        let count = min(exchange.body.count, Int(capacity))
        let part = unsafe UnsafeRawBufferPointer(rebasing: exchange.body.readable[..<count])
        // Checked when the read began; memory does not shrink.
        _ = unsafe memory.store(part, at: address)
        exchange.body.consume(count)
        waiting = .nothing
        return Int32(count)
    }

    private func arrived(_ handle: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 0, let exchange = exchange(handle) else { return false }
        if case .closed = exchange.phase { return false }
        guard case .body(handle, let address, let capacity) = waiting, exchange.body.isEmpty else {
            unsafe exchange.body.append(bytes)
            return answerWaitingRead(handle, exchange)
        }
        // The guest waits for just this: straight into its memory.
        let count = min(bytes.count, Int(capacity))
        _ = unsafe memory.store(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: address)
        unsafe exchange.body.append(UnsafeRawBufferPointer(rebasing: bytes[count...]))
        return answer(Int32(count))
    }

    private func answerWaitingRead(_ handle: Int32, _ exchange: Exchange) -> Bool {
        guard case .body(handle, _, _) = waiting, let result = answerRead(exchange) else { return false }
        return answer(result)
    }

    /// The host call that waits returns: true.
    func answer(_ value: Int32) -> Bool {
        waiting = .nothing
        guard instance.isSuspended else { return false }
        instance.resume(with: value)
        return true
    }
}
