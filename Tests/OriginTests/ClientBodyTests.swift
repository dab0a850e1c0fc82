import HTTP
import Testing

@testable import Origin

@Suite struct ClientBodyTests {
    private func answer(_ method: Method = .get, _ text: String, closes: Bool = false) throws -> Answer {
        let run = try OriginRun { _, _, _ in closes ? [.send(text), .close] : [.send(text)] }
        let answer = run.start(method)
        run.run()
        return answer
    }

    @Test("interim responses are skipped, however many come")
    func interim() throws {
        let answer = try answer(
            .get,
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(answer.status == 200)
        #expect(answer.respondedCount == 1)
        #expect(answer.text == "ok")
        #expect(answer.hasEnded)
    }

    @Test(
        "responses that have no body end with their head, whatever they say of a length",
        arguments: [
            (Method.head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
            (.head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), (.get, "HTTP/1.1 204 No Content\r\n\r\n"),
            (.get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
            (.get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ])
    func noBody(method: Method, text: String) throws {
        let answer = try answer(method, text)
        #expect(answer.hasEnded)
        #expect(answer.respondedCount == 1)
        #expect(answer.bytes.isEmpty)
    }

    @Test("a chunked body arrives without its coding and trailers")
    func chunked() throws {
        let answer = try answer(
            .get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nT: v\r\n\r\n")
        #expect(answer.text == "abcde")
        #expect(answer.hasEnded)
    }

    @Test("a body without framing ends with the connection")
    func untilClose() throws {
        let answer = try answer(.get, "HTTP/1.1 200 OK\r\n\r\nall there is", closes: true)
        #expect(answer.text == "all there is")
        #expect(answer.hasEnded)
    }

    @Test("a response in single bytes is the same response")
    func bytewise() throws {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        var bytes = Array(text.utf8)[...]
        let run = try OriginRun()
        let answer = run.start()
        func next() {
            guard let byte = bytes.popFirst() else { return }
            run.streams.first?.send([byte])
            try? run.test.after(1, next)
        }
        try run.test.after(20, next)
        run.run()
        #expect(answer.status == 201)
        #expect(answer.text == "ab")
        #expect(answer.hasEnded)
    }

    @Test("a response that is paused stays in the kernel, and arrives whole when it goes on")
    func paused() throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 16)
        let run = try OriginRun { _, _, _ in [ok(body)] }
        let answer = run.start()
        var received = 0
        answer.onResponded = {
            answer.call?.pause()
            try? run.test.after(50) {
                received = answer.bytes.count
                answer.call?.resume()
            }
        }
        run.run()
        #expect(received < body.utf8.count / 2)
        #expect(answer.text == body)
    }

    @Test("a body streamed to the origin arrives in order, and the owner waits while it is not taken")
    func upload() throws {
        let piece = [UInt8](repeating: 98, count: 1 << 20)
        let count = 16
        let run = try OriginRun()
        let answer = run.start(.put, bodyIsOpen: true)
        var sent = 0
        func send() {
            while sent < count {
                sent += 1
                guard unsafe piece.withUnsafeBytes({ unsafe answer.call?.sendBody($0) ?? true }) else { return }
            }
            guard let call = answer.call else { return }
            call.endBody()
            try? run.test.after(400) { run.streams[0].send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        answer.onWritable = send
        try run.test.after(20, send)
        run.run()
        #expect(answer.hasEnded)
        #expect(answer.writableCount > 0)
        #expect(run.streams[0].received.count { $0 == 98 } == count << 20)
    }
}
