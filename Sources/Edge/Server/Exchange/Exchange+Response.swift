internal import HTTP
internal import Loop
internal import Origin

/// Writes the response, whatever its source: head, framing, body, end.
extension Exchange {
    // MARK: the head

    /// The status line; fields follow in `connection.output`, then `endHead`.
    func startHead(_ status: Int, _ connection: Connection) {
        phase = .responding
        self.status = status
        if let counter = LoopCounter(status: status) { context.metrics.add(counter) }
        connection.prepareOutput()
        connection.output.appendStatusLine(status)
        fieldsStart = connection.output.count
    }

    /// Date, framing and persistence, and the head's end.
    ///
    /// - Parameter body: how the source's body ends. What the client gets depends on it, on the method (HEAD has none,
    ///   RFC 9110 §9.3.2), on the status and on the client's version (RFC 9112 §6.1: no chunks to HTTP/1.0).
    func endHead(_ status: Int, body: BodyFraming, hasDate: Bool, _ connection: Connection) {
        if mirror != nil { mirrorHead(status, connection) }
        if !hasDate { context.date.append(to: &connection.output, now: loop.now) }
        if let responseRules { apply(responseRules, connection) }
        framing = body
        bodyIsSuppressed = method == .head || status == 304 || status == 204
        switch body {
        case .none:
            bodyBytesOwed = 0
        case .length(let length):
            bodyBytesOwed = bodyIsSuppressed ? 0 : length
            // RFC 9110 §8.6: never with 204, and with 304 only that of the 200 it stands for.
            if status != 204, status != 304 || length > 0 {
                connection.output.appendField("Content-Length", decimal: length)
            }
        case .chunked, .untilClose:
            bodyBytesOwed = 0
            if isHTTP11 {
                framing = .chunked
                if status != 204 { connection.output.append("Transfer-Encoding: chunked\r\n") }
            } else {
                framing = .untilClose
                if !bodyIsSuppressed { connection.keepAlive = false }
            }
        }
        if !connection.keepAlive {
            connection.output.append("Connection: close\r\n")
        } else if !isHTTP11 {
            connection.output.append("Connection: keep-alive\r\n")
        }
        connection.output.appendHeadEnd()
    }

    // MARK: the body

    func write(_ bytes: UnsafeRawBufferPointer) {
        unsafe connectionReference?._withUnsafeGuaranteedRef { unsafe write(bytes, $0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer, _ connection: Connection) {
        guard !bodyIsSuppressed, bytes.count > 0 else { return }
        bodyBytesWritten &+= UInt64(bytes.count)
        if mirror != nil { unsafe mirror?.responseBody(bytes) }
        switch framing {
        case .none: return
        case .length:
            guard UInt64(bytes.count) <= bodyBytesOwed else { return cutShort() }
            bodyBytesOwed -= UInt64(bytes.count)
            unsafe connection.write(bytes)
        case .untilClose:
            unsafe connection.write(bytes)
        case .chunked:
            connection.prepareOutput()
            connection.output.appendChunkHeader(length: bytes.count)
            unsafe connection.write(bytes)
            connection.prepareOutput()
            connection.output.appendChunkEnd()
        }
    }

    /// The body is complete.
    func end() { unsafe connectionReference?._withUnsafeGuaranteedRef { end($0) } }

    func end(_ connection: Connection) {
        guard bodyBytesOwed == 0 else { return cutShort() }
        if framing == .chunked, !bodyIsSuppressed {
            connection.prepareOutput()
            connection.output.appendLastChunk()
        }
        finish(connection)
    }

    // MARK: whole answers

    func respond(_ answer: FixedAnswer, _ connection: Connection) {
        startHead(answer.status, connection)
        connection.output.append("Server: swiftlet\r\n")
        unsafe answer.fields.withUnsafeBytes { unsafe connection.output.append($0) }
        endHead(answer.status, body: .length(UInt64(answer.body.count)), hasDate: false, connection)
        unsafe answer.body.withUnsafeBytes { unsafe write($0, connection) }
        end(connection)
    }

    /// Answers an error: a short text, and the request's id so that a user's report can be found in the log. Closes the
    /// connection when the request was not read to its end.
    ///
    /// - Parameter retryAfter: seconds until it is worth while to ask again; 0: nobody knows.
    func fail(_ status: Int, _ reason: StaticString, allow: StaticString? = nil, retryAfter: Int = 0) {
        guard phase != .done else { return }
        if phase == .responding { return cutShort() }
        guard let connection else { return release() }
        releaseSource()
        mirror?.failed()
        if !requestIsComplete { connection.keepAlive = false }
        context.scratch.clear()
        context.scratch.append(decimal: status)
        context.scratch.append(" ")
        context.scratch.append(Reason.phrase(status))
        context.scratch.append(": ")
        context.scratch.append(reason)
        context.scratch.append("\nrequest ")
        requestID.append(to: &context.scratch)
        context.scratch.append("\n")
        startHead(status, connection)
        connection.output.append("Server: swiftlet\r\nContent-Type: text/plain; charset=utf-8\r\nX-Request-Id: ")
        requestID.append(to: &connection.output)
        connection.output.append("\r\n")
        if let allow { connection.output.appendField("Allow", allow) }
        if retryAfter > 0 { connection.output.appendField("Retry-After", decimal: UInt64(retryAfter)) }
        endHead(status, body: .length(UInt64(context.scratch.count)), hasDate: false, connection)
        unsafe write(context.scratch.readable)
        end()
    }
}
