internal import HTTP
internal import Wasm

/// A guest that answers before its end: what the server does at `Step.answered`, with the body that the guest writes
/// behind its answer, and when the response needs the guest no more.
///
/// `true` means: runnable, call `run()`.
extension Isolate {
    // MARK: From the server

    /// The early `message` has been read, and is valid no longer.
    package func answerTaken() -> Bool {
        answer = nil
        return answer(0)
    }

    /// The rest of a subrequest's response goes to the client without the guest, which cannot have it any more.
    package func handedOver(_ handle: Int32) { handles.handOver(handle) }

    /// The guest writes the answer's body, and has not ended it.
    package var isWritingBody: Bool {
        if case .open = writtenBody { true } else { false }
    }

    /// What it has written; valid until the next call or `end()`.
    package var writtenBytes: UnsafeRawBufferPointer { unsafe written.readable }

    /// Some of that has been taken: more may stand there now.
    package func consumeWritten(_ count: Int) -> Bool {
        written.consume(count)
        guard case .room(let address, let rest) = waiting, takeWritten(at: address, count: rest) else { return false }
        return answer(0)
    }

    /// The body has ended, all of it has been taken: the guest waits to hear so.
    package var bodyIsComplete: Bool {
        if case .bodyTaken = waiting { written.isEmpty } else { false }
    }

    /// The early answer, or the end of its body, is taken, and the response needs the guest no more. What it has not read
    /// of the client's body it cannot have any more; its budget is that of the background.
    package func enterBackground() -> Bool {
        if !requestBody.bodyEnded || !requestBody.body.isEmpty {
            requestBody.body.clear()
            _ = requestBodyFailed()
        }
        startBackgroundBudget()
        return answerTaken()
    }

    // MARK: From the guest

    func answerEarly(_ message: GuestMessage) {
        answer = message
        hasAnswered = true
        writtenBody = message.bodyKind == .stream ? .open : .none
        waiting = .answerTaken
    }

    func endWrittenBody() {
        writtenBody = .ended
        waiting = .bodyTaken
    }

    /// Counts what it is about to write; false: that is more than a response may have.
    func mayWrite(_ count: UInt32) -> Bool {
        writtenBytesTotal += Int(count)
        return writtenBytesTotal <= limits.responseBodyBytes
    }

    /// Keeps what there is room for. False: the guest waits with the rest.
    func takeWritten(at address: UInt32, count: UInt32) -> Bool {
        let part = UInt32(min(Int(count), max(0, limits.bufferBytes - written.count)))
        // Checked when the write began; memory does not shrink.
        if let bytes = unsafe memory.bytes(at: address, count: part) { unsafe written.append(bytes) }
        guard part < count else { return true }
        waiting = .room(at: address + part, count: count - part)
        return false
    }
}
