import HTTP
import Testing

@testable import Isolate

/// What a guest that has answered may still use, and what it leaves behind.
extension EarlyAnswerTests {
    @Test("CPU time after the response has a budget of its own, whatever was used before")
    func backgroundBudget() throws {
        var limits = WorkerLimits()
        limits.cpu = .seconds(60)
        limits.backgroundCPU = .milliseconds(20)
        let isolate = try answered(answering("(loop (br 0))"), limits: limits)
        defer { isolate.end() }
        _ = isolate.enterBackground()
        let fault = try #require(self.fault(isolate))
        #expect(fault.cause == .cpu)
        #expect(fault.limit == Fault.Limit(key: "limits.background_cpu", value: "20ms"))
        #expect(isolate.cpu >= .milliseconds(20))
    }

    @Test("A body is written on the budget of the answer")
    func writingBudget() throws {
        var limits = WorkerLimits()
        limits.cpu = .milliseconds(20)
        limits.backgroundCPU = .seconds(60)
        let isolate = try answered(answering("(loop (br 0))", message: Self.stream), limits: limits)
        defer { isolate.end() }
        _ = isolate.answerTaken()
        let fault = try #require(self.fault(isolate))
        #expect(fault.limit == Fault.Limit(key: "limits.cpu", value: "20ms"))
    }

    @Test("What of the client's body was not read by then cannot be read in the background")
    func requestBody() throws {
        let reading = answering(
            """
            (if (i32.ne (call $read (i32.const 1) (i32.const 4096) (i32.const 9)) (i32.const -2)) (then unreachable))
            """, imports: Guest.readImport)
        let isolate = try host.start(host.deploy(reading), contentLength: 5)
        defer { isolate.end() }
        _ = isolate.sendBody("hello")
        _ = isolate.requestBodyEnd()
        guard case .answered = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        _ = isolate.enterBackground()
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test("A guest may wait for an origin after its answer; what the host has taken over it has no more")
    func subrequestsLater() throws {
        let isolate = try host.start(
            host.deploy(
                Guest.module(
                    imports: Guest.sendImport + Guest.waitImport + Guest.respondImport + Guest.readImport,
                    data: Guest.message(kind: 0, status: 0, at: 1300) + Guest.message(kind: 4, at: 1100)
                        + Guest.message(base: 2, status: 0, bodyKind: 2),
                    fetch: """
                        (drop (call $wait (call $send (i32.const 0) (i32.const 1300))))
                        (drop (call $respond (i32.const 1024)))
                        (if (i32.ne (call $read (i32.const 2) (i32.const 4096) (i32.const 9)) (i32.const -1))
                          (then unreachable))
                        (if (i32.lt_s (call $wait (call $send (i32.const 0) (i32.const 1300))) (i32.const 0))
                          (then unreachable))
                        i32.const 1100
                        """)))
        defer { isolate.end() }
        _ = host.settle(isolate)
        let first = try #require(isolate.nextSubrequest()).handle
        #expect(try isolate.answerHead(first))
        guard case .answered = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.message.base == .response(handle: first))
        #expect(isolate.storedHead(first)?.status == 200)
        isolate.handedOver(first)
        _ = isolate.enterBackground()
        _ = host.settle(isolate)
        let second = try #require(isolate.nextSubrequest()).handle
        #expect(isolate.nextClosed() == nil, "the server keeps the call that it has taken over")
        #expect(try isolate.answerHead(second))
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test("A subrequest's deadline is handed to the server, also of the copy of its message")
    func timeout() throws {
        let isolate = try host.start(
            host.deploy(
                Guest.module(
                    imports: Guest.sendImport + Guest.waitImport,
                    data: Guest.message() + Guest.message(kind: 0, status: 0, timeout: 250, at: 1300),
                    fetch: "(drop (call $wait (call $send (i32.const 0) (i32.const 1300)))) i32.const 1024")))
        defer { isolate.end() }
        _ = host.settle(isolate)
        #expect(try #require(isolate.nextSubrequest()).message.timeout == 250)
    }

    @Test("An isolate that ends in the middle of its answer's body leaves nothing to the next")
    func cutInTheMiddle() throws {
        let deployment = try host.deploy(
            answering("(drop (call $write (i32.const 2048) (i32.const 2)))\n(loop (br 0))", message: Self.stream))
        let isolate = try host.start(deployment)
        _ = host.settle(isolate)
        _ = isolate.answerTaken()
        _ = isolate.run()
        #expect(unsafe !isolate.writtenBytes.isEmpty)
        isolate.end()
        let next = try host.start(host.deploy(Guest.hello))
        defer { next.end() }
        #expect(unsafe next.writtenBytes.isEmpty)
        #expect(!next.hasAnswered && !next.isWritingBody)
        guard case .finished = host.settle(next), case .responded = next.outcome else {
            Issue.record("\(next.outcome)")
            return
        }
    }

    @Test("A stored head tells the length that its origin declared, body or not")
    func declaredLength() throws {
        let isolate = try host.start(
            host.deploy(
                Guest.module(
                    imports: Guest.sendImport + Guest.waitImport,
                    data: Guest.message() + Guest.message(kind: 0, status: 0, at: 1300),
                    fetch: """
                        (drop (call $wait (call $send (i32.const 0) (i32.const 1300))))
                        (drop (call $wait (call $send (i32.const 0) (i32.const 1300)))) i32.const 1024
                        """)))
        defer { isolate.end() }
        _ = host.settle(isolate)
        let first = try #require(isolate.nextSubrequest()).handle
        _ = try isolate.answerHead(first, "HTTP/1.1 304 Not Modified\r\nContent-Length: 12345\r\n\r\n")
        let head = try #require(isolate.storedHead(first))
        #expect(head.contentLength == 0)
        #expect(head.declaredLength == 12345)
        _ = host.settle(isolate)
        let second = try #require(isolate.nextSubrequest()).handle
        _ = try isolate.answerHead(second, "HTTP/1.1 304 Not Modified\r\nX-A: 1\r\n\r\n")
        #expect(try #require(isolate.storedHead(second)).declaredLength == nil)
    }
}
