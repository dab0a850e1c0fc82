internal import HTTP
internal import Loop
internal import TLS

/// From exchanges to the socket: gather, encrypt, send, and tell the source when the client is slow.
extension Connection {
    /// Bodies from here on skip the gathering: a copy less for what fills records by itself.
    private static let directBytesMin = 16 << 10

    /// Lends the connection the loop's spare buffer when it has none: idle connections hold no memory for output.
    func prepareOutput() {
        context.markDirty(self)
        if output.capacity == 0 { swap(&output, &context.spareOutput) }
    }

    /// Sends a piece of a body: gathered when small, from where it lies when large.
    func write(_ bytes: UnsafeRawBufferPointer) {
        prepareOutput()
        guard bytes.count >= Connection.directBytesMin else { return unsafe output.append(bytes) }
        if let tls {
            do throws(TLSError) {
                try unsafe tls.write(output.readable)
                output.clear()
                try unsafe tls.write(bytes)
            } catch {
                return abandonTLS()
            }
            // The ciphertext buffer is the loop's: it must not wait for the end of the event.
            send()
        } else {
            send()
            guard let stream, unsafe stream.send(bytes) else { return abort() }
            slowDown(stream)
        }
    }

    /// What every event ends with: understand what waits, send what was gathered.
    func pump() {
        guard phase != .closed else { return }
        if unsafe exchangeReference == nil || phase == .body { consumePending() }
        guard phase != .closed else { return }
        flush()
        guard phase == .closing, let stream else { return }
        if stream.queuedBytes == 0 { finish() } else { timeWriting(stream) }
    }

    func flush() {
        if !output.isEmpty, let tls {
            do throws(TLSError) { try unsafe tls.write(output.readable) } catch { return abandonTLS() }
            output.clear()
            // Nothing follows: the end goes out with the last bytes.
            if phase == .closing { tls.close() }
        }
        send()
    }

    /// Hands everything gathered to the kernel, or to the stream's queue.
    private func send() { unsafe streamReference?._withUnsafeGuaranteedRef { send(to: $0) } }

    private func send(to stream: TCPStream) {
        if tls == nil {
            guard !output.isEmpty else { return returnOutput() }
            let isSent = unsafe stream.send(output.readable)
            output.clear()
            guard isSent else { return abort() }
        } else if !flushTLS(to: stream) {
            return abort()
        }
        returnOutput()
        slowDown(stream)
    }

    /// Beyond its limit of unsent bytes the connection stops its source; a deadline judges the client.
    private func slowDown(_ stream: TCPStream) {
        if !outputIsBlocked, stream.queuedBytes > context.shared.config.limits.bufferBytesMax {
            outputIsBlocked = true
            timeWriting(stream)
            exchange?.pauseSource()
        }
    }

    private func timeWriting(_ stream: TCPStream) {
        guard !writeIsTimed else { return }
        writeIsTimed = true
        takenBytes = stream.takenBytes
        unsafe deadlines.cancel(deadline)
        unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.write)
    }

    /// A client that takes its bytes gets the same time again; one that takes none, or one now and then to hold what serves
    /// it, is cut.
    func writeTimePassed() {
        guard let stream, stream.takenBytes - takenBytes >= leastBytes(context.shared.milliseconds.write) else {
            return abort()
        }
        writeIsTimed = false
        timeWriting(stream)
    }

    /// What a client has to move in that time, lest it is cut: 240 bytes a second, Kestrel's standard, too.
    func leastBytes(_ milliseconds: UInt64) -> Int { max(1, Int(clamping: milliseconds) * 240 / 1000) }

    /// What was encrypted in part must not lie in the loop's buffer for the next connection to send.
    private func abandonTLS() {
        ciphertext.clear()
        abort()
    }

    /// Keeps what the session has written until `flushTLS`.
    func withholdTLS() {
        guard !ciphertext.isEmpty else { return }
        unsafe withheld.append(ciphertext.bytes)
        ciphertext.clear()
    }

    @discardableResult
    func flushTLS() -> Bool { unsafe streamReference?._withUnsafeGuaranteedRef { flushTLS(to: $0) } ?? false }

    private func flushTLS(to stream: TCPStream) -> Bool {
        if !withheld.isEmpty { return flushWithheld(to: stream) }
        guard !ciphertext.isEmpty else { return true }
        defer { ciphertext.clear() }
        return unsafe stream.send(ciphertext.bytes)
    }

    /// In the order in which it was written.
    private func flushWithheld(to stream: TCPStream) -> Bool {
        withholdTLS()
        defer { withheld.release() }
        return unsafe stream.send(withheld.readable)
    }

    private func returnOutput() {
        guard output.isEmpty, output.capacity > 0 else { return }
        if context.spareOutput.capacity == 0, output.capacity <= 256 << 10 {
            swap(&output, &context.spareOutput)
        } else {
            output.release()
        }
    }

    func drained(_ code: Int32) {
        guard code == 0 else {
            abort()
            return context.settle()
        }
        context.markDirty(self)
        writeIsTimed = false
        if outputIsBlocked {
            outputIsBlocked = false
            unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.idle)
            if !peerHasEnded, !inputIsBlocked { startReading() }
            exchange?.resumeSource()
        }
        context.settle()
    }

    /// Everything is sent: closes, politely where the client may still be sending.
    private func finish() {
        tls?.close()
        guard flushTLS(), let stream else { return abort() }
        guard mustLinger, !peerHasEnded else { return abort() }
        phase = .lingering
        pending.release()
        stream.shutdown()
        stream.startReading()
        unsafe deadlines.cancel(deadline)
        unsafe deadlines.arm(deadline, milliseconds: context.shared.milliseconds.linger)
    }
}
