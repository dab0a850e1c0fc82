import HTTP
import Testing

@testable import Origin

@Suite struct ClientReuseTests {
    @Test("requests one after the other share a connection")
    func keepAlive() throws {
        let run = try OriginRun { _, request, _ in [ok("answer \(request)")] }
        var answers: [Answer] = []
        answers.append(run.start { answers.append(run.start { answers.append(run.start()) }) })
        run.run()
        #expect(answers.map(\.text).sorted() == ["answer 0", "answer 1", "answer 2"])
        #expect(run.requests.map(\.count) == [3])
    }

    @Test("an origin that says Connection: close is believed")
    func connectionClose() throws {
        let run = try OriginRun { _, _, _ in
            [.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
        }
        run.start { run.start() }
        run.run()
        #expect(run.requests.map(\.count) == [1, 1])
    }

    @Test("bytes behind a response end the connection: they must not answer the next request")
    func bytesBehind() throws {
        let forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
        let run = try OriginRun { connection, _, _ in
            connection == 0
                ? [.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + forged)] : [ok("true")]
        }
        var second: Answer?
        let first = run.start { second = run.start() }
        run.run()
        #expect(first.text == "ok")
        #expect(second?.text == "true")
        #expect(run.requests.map(\.count) == [1, 1])
    }

    @Test("bytes that an idle connection brings end it")
    func bytesWhileIdle() throws {
        let run = try OriginRun { connection, _, _ in
            connection == 0 ? [] : [ok("answer \(connection)")]
        }
        var second: Answer?
        let blocker = run.start(.post, body: "keeps the test going", bodyIsOpen: true)
        run.start {
            try? run.test.after(10) { run.streams[1].send("HTTP/1.1 408 Request Timeout\r\n\r\n") }
            try? run.test.after(40) {
                second = run.start { blocker.cancel() }
            }
        }
        run.run()
        #expect(second?.text == "answer 2")
    }

    @Test(
        "a call given up when all of its answer is there leaves the connection to the next", arguments: [true, false])
    func givenUpAtTheEnd(hasBody: Bool) throws {
        let run = try OriginRun { _, _, text in text.hasPrefix("POST") ? [] : [ok(hasBody ? "answer" : "")] }
        var second: Answer?
        let blocker = run.start(.post, body: "keeps the test going", bodyIsOpen: true)
        let first = run.start()
        let giveUp = {
            try? run.test.after(10) { second = run.start { blocker.cancel() } }
            first.cancel()
        }
        if hasBody { first.onBody = giveUp } else { first.onResponded = giveUp }
        run.run()
        #expect(first.failure == nil && !first.hasEnded)
        #expect(second?.hasEnded == true)
        #expect(run.requests.map(\.count).sorted() == [1, 2])
    }

    @Test("a call given up in the middle of its answer takes the connection with it")
    func givenUpInTheMiddle() throws {
        let run = try OriginRun { connection, _, text in
            if text.hasPrefix("POST") { return [] }
            return [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), .send(connection == 2 ? " more" : "")]
        }
        var second: Answer?
        let blocker = run.start(.post, body: "keeps the test going", bodyIsOpen: true)
        let first = run.start()
        first.onBody = {
            try? run.test.after(10) { second = run.start { blocker.cancel() } }
            first.cancel()
        }
        run.run()
        #expect(second?.text == "half more")
        #expect(run.requests.map(\.count) == [1, 1, 1])
    }

    @Test("a pooled connection that is dead costs a GET nothing: it is sent again on a new one")
    func retried() throws {
        let run = try OriginRun { connection, request, _ in
            connection == 0 && request == 1 ? [.close] : [ok("answer \(connection)")]
        }
        var second: Answer?
        run.start { second = run.start() }
        run.run()
        #expect(second?.text == "answer 1")
        #expect(run.requests.map(\.count) == [2, 1])
    }

    @Test("a POST is not sent twice, nor anything whose first connection breaks, nor once an answer began")
    func notRetried() throws {
        let closing = try OriginRun { _, request, _ in request == 1 ? [.close] : [ok("first")] }
        var post: Answer?
        closing.start { post = closing.start(.post, body: "once") }
        closing.run()
        #expect(post?.failure == .brokenOff)
        #expect(closing.requests.map(\.count) == [2])

        let fresh = try OriginRun { _, _, _ in [.close] }
        let get = fresh.start()
        fresh.run()
        #expect(get.failure == .brokenOff)
        #expect(fresh.requests.map(\.count) == [1])

        let begun = try OriginRun { _, request, _ in request == 1 ? [.send("HTTP/1.1 2"), .close] : [ok("first")] }
        var half: Answer?
        begun.start { half = begun.start() }
        begun.run()
        #expect(half?.failure == .brokenOff)
        #expect(begun.requests.map(\.count) == [2])
    }

    @Test("the second connection's death is final")
    func retriedOnce() throws {
        let run = try OriginRun { connection, request, _ in
            connection == 1 || request == 1 ? [.close] : [ok("first")]
        }
        var second: Answer?
        run.start { second = run.start() }
        run.run()
        #expect(second?.failure == .brokenOff)
        #expect(run.requests.map(\.count) == [2, 1])
    }

    @Test("connections beyond the idle limit close, and the count stays right for all that follow")
    func idleLimit() throws {
        var limits = OriginLimits()
        limits.connectionsMax = 3
        limits.idleConnectionsMax = 1
        let run = try OriginRun(limits: limits) { _, _, _ in [ok("ok")] }
        var rounds = 0
        var answers: [Answer] = []
        func round() {
            rounds += 1
            guard rounds <= 5 else { return }
            var left = 3
            for _ in 0..<3 {
                answers.append(
                    run.start {
                        left -= 1
                        if left == 0 { round() }
                    })
            }
        }
        round()
        run.run()
        #expect(answers.count == 15)
        #expect(answers.allSatisfy { $0.text == "ok" })
        // One is kept from round to round; with a wrong count none would be, or too many.
        #expect((11...13).contains(run.requests.count))
    }
}
