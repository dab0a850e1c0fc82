import HTTP
import Testing

@testable import Isolate

/// Isolates that wait for origins and for the client's body.
struct SubrequestTests {
    let host: Host

    init() throws { host = try Host() }

    /// Sends a request for "/s" to origin 1, waits, reads 5 bytes and answers with them.
    static let fetching = Guest.module(
        imports: Guest.sendImport + Guest.waitImport + Guest.headImport + Guest.readImport,
        data: Guest.message(bodyKind: 1, body: (4096, 5))
            + Guest.message(kind: 0, status: 0, target: (2048, 2), edits: (1, 1200), at: 1100)
            + Guest.edit(1, name: (2050, 3), value: (2053, 1)) + Guest.text("/sX-A1"),
        fetch: """
            (local $handle i32)
            (local.set $handle (call $send (i32.const 1) (i32.const 1100)))
            (if (i32.lt_s (call $wait (local.get $handle)) (i32.const 0)) (then unreachable))
            (if (i32.lt_s (call $head (local.get $handle) (i32.const 8192) (i32.const 4096)) (i32.const 0))
              (then unreachable))
            (if (i32.ne (i32.load (i32.const 8204)) (i32.const 200)) (then unreachable))
            (if (i32.ne (call $read (local.get $handle) (i32.const 4096) (i32.const 3)) (i32.const 3)) (then unreachable))
            (if (i32.ne (call $read (local.get $handle) (i32.const 4099) (i32.const 9)) (i32.const 2)) (then unreachable))
            (if (i32.ne (call $read (local.get $handle) (i32.const 4096) (i32.const 9)) (i32.const 0)) (then unreachable))
            i32.const 1024
            """)

    private func sent(_ isolate: Isolate) throws -> Subrequest {
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            throw CancellationError()
        }
        return try #require(isolate.nextSubrequest())
    }

    @Test("A subrequest is handed over, its response read in parts")
    func fetch() throws {
        let isolate = try host.start(host.deploy(Self.fetching))
        defer { isolate.end() }
        let subrequest = try sent(isolate)
        #expect(subrequest.origin == 1)
        #expect(subrequest.message.targetText == "/s")
        #expect(subrequest.message.edits[0].nameText == "X-A")
        #expect(isolate.nextSubrequest()?.handle == nil)
        #expect(try isolate.answerHead(subrequest.handle))
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        let runnable = isolate.answerBody(subrequest.handle, "hello")
        #expect(runnable)
        #expect(isolate.bufferedBytes(subrequest.handle) == 2)
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.responseEnd(subrequest.handle))
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.message.bodyText == "hello")
        let head = try #require(isolate.storedHead(subrequest.handle))
        #expect(head.status == 200)
        #expect(head.fieldCount == 2)
        #expect(head.contentLength == 5)
    }

    @Test("A failure is a number to the guest", arguments: [SubrequestError.unreachable, .timeout, .protocolError])
    func failure(_ error: SubrequestError) throws {
        let isolate = try host.start(
            host.deploy(
                Guest.module(
                    imports: Guest.sendImport + Guest.waitImport,
                    data: Guest.message() + Guest.message(kind: 0, status: 0, at: 1100),
                    fetch: """
                        (i32.store (i32.const 1032)
                          (i32.sub (i32.const 400) (call $wait (call $send (i32.const 0) (i32.const 1100)))))
                        i32.const 1024
                        """)))
        defer { isolate.end() }
        let subrequest = try sent(isolate)
        #expect(isolate.responseFailed(subrequest.handle, error))
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        let expected = [402, 403, 404]
        #expect(expected.contains(isolate.message.status ?? 0))
        #expect(!isolate.responseEnd(subrequest.handle))
    }

    @Test("Past the limits of subrequests, sending is an error that the guest can see")
    func limits() throws {
        var limits = WorkerLimits()
        limits.subrequests = 3
        limits.subrequestsConcurrent = 2
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.sendImport + Guest.closeImport,
                data: Guest.message() + Guest.message(kind: 0, status: 0, at: 1100),
                fetch: """
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const 2)) (then unreachable))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const 3)) (then unreachable))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const -5)) (then unreachable))
                    (call $close (i32.const 2))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const 4)) (then unreachable))
                    (call $close (i32.const 3))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const -5)) (then unreachable))
                    (if (i32.ne (call $send (i32.const 2) (i32.const 1100)) (i32.const -1)) (then unreachable))
                    (call $close (i32.const 99))
                    i32.const 1024
                    """), limits: limits)
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        // Given up before the server heard of them.
        #expect(isolate.nextSubrequest()?.handle == 4)
        #expect(isolate.nextSubrequest()?.handle == nil)
        #expect(isolate.nextClosed() == nil)
    }

    @Test("Bodies that wait for origins are together no larger than the guest's memory may be")
    func bodiesUnderWay() throws {
        var limits = WorkerLimits()
        limits.memoryBytes = 3 * 65536
        let text = Guest.module(
            imports: Guest.sendImport,
            data: Guest.message()
                + Guest.message(kind: 0, status: 0, bodyKind: 1, body: (8192, 100_000), at: 1100),
            fetch: """
                (if (i32.ne (call $send (i32.const 1) (i32.const 1100)) (i32.const 2)) (then unreachable))
                (if (i32.ne (call $send (i32.const 1) (i32.const 1100)) (i32.const -5)) (then unreachable))
                i32.const 1024
                """)
        let isolate = try host.start(host.deploy(text, limits: limits))
        defer { isolate.end() }
        _ = host.settle(isolate)
        guard case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test("A failed subrequest that is closed counts once against the concurrent ones")
    func failedThenClosed() throws {
        var limits = WorkerLimits()
        limits.subrequestsConcurrent = 1
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.sendImport + Guest.waitImport + Guest.closeImport,
                data: Guest.message() + Guest.message(kind: 0, status: 0, at: 1100),
                fetch: """
                    (if (i32.ne (call $wait (call $send (i32.const 0) (i32.const 1100))) (i32.const -2)) (then unreachable))
                    (call $close (i32.const 2))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const 3)) (then unreachable))
                    (if (i32.ne (call $send (i32.const 0) (i32.const 1100)) (i32.const -5)) (then unreachable))
                    i32.const 1024
                    """), limits: limits)
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        let subrequest = try sent(isolate)
        #expect(isolate.responseFailed(subrequest.handle, .unreachable))
        #expect(!isolate.responseEnd(subrequest.handle))
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test("A subrequest that is given up under way is told to the server, and its news ignored")
    func closing() throws {
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.sendImport + Guest.waitImport + Guest.closeImport + Guest.readImport,
                data: Guest.message() + Guest.message(kind: 0, status: 0, at: 1100),
                fetch: """
                    (drop (call $wait (call $send (i32.const 0) (i32.const 1100))))
                    (call $close (i32.const 2))
                    (if (i32.ne (call $read (i32.const 2) (i32.const 4096) (i32.const 9)) (i32.const -1)) (then unreachable))
                    (if (i32.ne (call $wait (i32.const 2)) (i32.const -1)) (then unreachable))
                    i32.const 1024
                    """))
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        let subrequest = try sent(isolate)
        #expect(try isolate.answerHead(subrequest.handle))
        guard case .finished = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.nextClosed() == subrequest.handle)
        #expect(isolate.nextClosed() == nil)
        let runnable = isolate.answerBody(subrequest.handle, "x")
        #expect(!runnable)
        #expect(!isolate.responseEnd(subrequest.handle))
    }

    @Test("The client's body is read as it comes")
    func requestBody() throws {
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.readImport, data: Guest.message(bodyKind: 1, body: (4096, 4)),
                fetch: """
                    (if (i32.ne (call $read (i32.const 1) (i32.const 4096) (i32.const 9)) (i32.const 2)) (then unreachable))
                    (if (i32.ne (call $read (i32.const 1) (i32.const 4098) (i32.const 9)) (i32.const 2)) (then unreachable))
                    (if (i32.ne (call $read (i32.const 1) (i32.const 5000) (i32.const 9)) (i32.const 0)) (then unreachable))
                    i32.const 1024
                    """))
        let isolate = try host.start(deployment, contentLength: -1)
        defer { isolate.end() }
        let early = isolate.sendBody("ab")
        #expect(!early)
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.readsRequestBody)
        let late = isolate.sendBody("cd")
        #expect(late)
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.requestBodyEnd())
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.message.bodyText == "abcd")
    }

    @Test("A request without a body reads as ended at once")
    func noBody() throws {
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.readImport, data: Guest.message(bodyKind: 1, body: (2048, 2)) + Guest.text("ok"),
                fetch: """
                    (if (call $read (i32.const 1) (i32.const 4096) (i32.const 9)) (then unreachable))
                    i32.const 1024
                    """))
        #expect(try host.body(deployment) == "ok")
    }

    @Test("Hundreds of isolates wait at once; some are abandoned, the others go on")
    func manySuspended() throws {
        let deployment = try host.deploy(Self.fetching)
        var waiting: [(Isolate, Int32)] = []
        for _ in 0..<400 {
            let isolate = try host.start(deployment)
            waiting.append((isolate, try sent(isolate).handle))
        }
        #expect(host.pool.running == 400)
        for (index, (isolate, handle)) in waiting.enumerated() {
            if index % 3 == 0 {
                isolate.end()
                continue
            }
            #expect(try isolate.answerHead(handle))
            _ = host.settle(isolate)
            #expect(isolate.answerBody(handle, "world"))
            _ = host.settle(isolate)
            #expect(isolate.responseEnd(handle))
            guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
                Issue.record("\(isolate.outcome)")
                return
            }
            #expect(isolate.message.bodyText == "world")
            isolate.end()
        }
        #expect(host.pool.running == 0)
    }

    @Test("An answer may be a subrequest's response, and not one that does not exist")
    func basedOnResponse() throws {
        let fault = try host.fault(Guest.module(data: Guest.message(base: 7, status: 0)))
        #expect(fault.cause == .abi)
        let isolate = try host.start(
            host.deploy(
                Guest.module(
                    imports: Guest.sendImport + Guest.waitImport,
                    data: Guest.message(base: 2, status: 0, bodyKind: 2) + Guest.message(kind: 0, status: 0, at: 1100),
                    fetch: """
                        (drop (call $wait (call $send (i32.const 0) (i32.const 1100))))
                        i32.const 1024
                        """)))
        defer { isolate.end() }
        let handle = try sent(isolate).handle
        #expect(try isolate.answerHead(handle))
        #expect(!isolate.answerBody(handle, "hel"))
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(isolate.message.base == .response(handle: 2))
        #expect(isolate.message.status == nil)
        #expect(isolate.message.bodyKind == .base)
        #expect(isolate.bufferedText(2) == "hel")
        isolate.consumeBufferedBody(2, 3)
        #expect(!isolate.bodyHasEnded(2))
    }
}
