import HTTP
import TLS
import Testing

@testable import Origin

@Suite struct ClientFailureTests {
    private func failure(
        _ limits: OriginLimits = OriginLimits(), _ script: @escaping OriginRun.Script
    ) throws -> (failure: OriginFailure?, answer: Answer) {
        let run = try OriginRun(limits: limits, script: script)
        let answer = run.start()
        run.run()
        #expect(!answer.hasEnded)
        return (answer.failure, answer)
    }

    @Test("a refused connection and an unknown name are unreachable")
    func unreachable() throws {
        let refused = try OriginRun(isListening: false)
        var answer: Answer?
        // Only when the listener's socket is really gone.
        try refused.test.after(20) { answer = refused.start() }
        refused.run()
        #expect(answer?.failure == .unreachable)

        let unknown = try OriginRun(host: "nobody.invalid")
        let first = unknown.start()
        let second = unknown.start()
        unknown.run()
        #expect(first.failure == .unreachable)
        #expect(second.failure == .unreachable)
    }

    @Test("a request given up while the name's failure is handed out ends once")
    func cancelledByAnother() throws {
        let run = try OriginRun(host: "nobody.invalid")
        var second: Answer?
        let first = run.start { second?.cancel() }
        second = run.start()
        let third = run.start()
        run.run()
        #expect(first.failure == .unreachable)
        #expect(second?.failure == nil)
        #expect(third.failure == .unreachable)
        let calls = (0..<4).map { _ in run.client.makeCall() }
        #expect(Set(calls.map(ObjectIdentifier.init)).count == 4)
    }

    @Test("a name too long for DNS fails without waiting, and without settling in the middle of an event")
    func nameTooLong() throws {
        let run = try OriginRun(host: String(repeating: "a", count: 5_000))
        let answer = run.start()
        run.run()
        #expect(answer.failure == .unreachable)
    }

    @Test(
        "what is not HTTP/1.1 is never passed on",
        arguments: [
            "garbage\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 100_000),
        ])
    func notHTTP(text: String) throws {
        let (failure, answer) = try failure { _, _, _ in [.send(text)] }
        #expect(failure == .notHTTP)
        #expect(answer.respondedCount == 0)
    }

    @Test("a broken chunk breaks the answer that it is part of")
    func badChunk() throws {
        let (failure, answer) = try failure { _, _, _ in
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokXX")]
        }
        #expect(failure == .notHTTP)
        #expect(answer.text == "ok")
    }

    @Test(
        "an origin that closes too early broke off",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        ])
    func brokenOff(text: String) throws {
        #expect(try failure { _, _, _ in [.send(text), .close] }.failure == .brokenOff)
    }

    @Test("silence is told apart by when it comes")
    func timeouts() throws {
        var limits = OriginLimits()
        limits.firstByteMilliseconds = 150
        limits.idleMilliseconds = 100
        #expect(try failure(limits) { _, _, _ in [] }.failure == .firstByteTimeout)
        #expect(try failure(limits) { _, _, _ in [.send("HTTP/1.1 200 OK\r\n")] }.failure == .idleTimeout)
        let half = try failure(limits) { _, _, _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")] }
        #expect(half.failure == .idleTimeout)
        #expect(half.answer.text == "he")
    }

    @Test("the time for a connection includes TLS")
    func connectTimeout() throws {
        var limits = OriginLimits()
        limits.connectMilliseconds = 100
        let tls = try TLSClientContext(serverName: "origin.test", authorities: nil)
        let run = try OriginRun(limits: limits, tls: tls)
        let answer = run.start()
        run.run()
        #expect(answer.failure == .connectTimeout)
    }

    @Test("an origin that speaks no TLS where it should is unreachable")
    func noTLS() throws {
        let tls = try TLSClientContext(serverName: "origin.test", authorities: nil)
        let run = try OriginRun(tls: tls)
        let answer = run.start()
        try run.test.after(50) { run.streams[0].send("HTTP/1.1 400 Bad Request\r\n\r\n") }
        run.run()
        #expect(answer.failure == .unreachable)
    }

    @Test("each failure has a gateway's status and words for it")
    func words() {
        #expect(OriginFailure.unreachable.status == 502)
        #expect(OriginFailure.brokenOff.status == 502)
        #expect(OriginFailure.notHTTP.status == 502)
        #expect(OriginFailure.untrusted.status == 502)
        #expect(OriginFailure.overloaded.status == 503)
        for failure in [OriginFailure.connectTimeout, .firstByteTimeout, .idleTimeout] {
            #expect(failure.status == 504)
            #expect(failure.reason.description.contains("origin"))
        }
    }
}
