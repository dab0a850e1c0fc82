import HTTP
import Testing

@testable import Isolate

/// Guests that answer before their end, and go on.
struct EarlyAnswerTests {
    let host: Host

    init() throws { host = try Host() }

    /// Answers "ok" by `respond` from 1024, does `more`, and is done (1100).
    func answering(_ more: String = "", message: String? = nil, data: String = "", imports: String = "")
        -> String
    {
        Guest.module(
            imports: Guest.respondImport + Guest.writeImport + Guest.logImport + imports,
            data: (message ?? Guest.message(bodyKind: 1, body: (2048, 2))) + Guest.message(kind: 4, at: 1100) + data
                + Guest.text("ok"),
            fetch: """
                (local $i i32)
                (if (i32.ne (call $respond (i32.const 1024)) (i32.const 0)) (then unreachable))
                \(more)
                i32.const 1100
                """)
    }

    static let stream = Guest.message(bodyKind: 3)

    /// An isolate that has answered.
    func answered(_ text: String, limits: WorkerLimits = WorkerLimits()) throws -> Isolate {
        let isolate = try host.start(host.deploy(text, limits: limits))
        guard case .answered = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            throw CancellationError()
        }
        return isolate
    }

    func finish(_ isolate: Isolate) -> Outcome {
        guard case .finished = host.settle(isolate) else { return .none }
        return isolate.outcome
    }

    func fault(_ isolate: Isolate) -> Fault? {
        if case .failed(let fault) = finish(isolate) { fault } else { nil }
    }

    /// Takes everything that is written, until the guest has something else to say.
    private func drain(_ isolate: Isolate) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            _ = host.settle(isolate)
            var isRunnable = false
            while case let bytes = unsafe isolate.writtenBytes, unsafe !bytes.isEmpty {
                unsafe body += bytes
                if isolate.consumeWritten(bytes.count) { isRunnable = true }
            }
            if !isRunnable { return body }
        }
    }

    @Test("The answer is there before the end; the guest goes on when it was taken, and is done")
    func early() throws {
        let isolate = try answered(answering("(call $log (i32.const 1) (i32.const 2048) (i32.const 2))"))
        defer { isolate.end() }
        #expect(isolate.message.kind == .respond)
        #expect(isolate.message.bodyText == "ok")
        let isSilent = isolate.log.isEmpty
        #expect(isSilent)
        #expect(isolate.enterBackground())
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        let hasLogged = !isolate.log.isEmpty
        #expect(hasLogged)
    }

    @Test("The sandbox of a guest that is done is rewound and used again")
    func again() throws {
        let deployment = try host.deploy(answering())
        for _ in 0..<3 {
            let isolate = try host.start(deployment)
            guard case .answered = host.settle(isolate) else {
                Issue.record("\(isolate.outcome)")
                return
            }
            #expect(isolate.enterBackground())
            guard case .done = finish(isolate) else {
                Issue.record("\(isolate.outcome)")
                return
            }
            isolate.end()
        }
        #expect(host.pool.running == 0)
    }

    @Test("A forward may be the early answer")
    func forward() throws {
        let isolate = try answered(answering(message: Guest.message(kind: 2, base: 1, status: 0, origin: 1)))
        defer { isolate.end() }
        #expect(isolate.message.kind == .forward)
        #expect(isolate.message.origin == 1)
    }

    @Test("What is written can be taken part by part, and the end is told apart from a pause")
    func stream() throws {
        let isolate = try answered(
            answering(
                """
                (if (i32.ne (call $write (i32.const 2048) (i32.const 2)) (i32.const 0)) (then unreachable))
                (if (i32.ne (call $write (i32.const 2048) (i32.const 1)) (i32.const 0)) (then unreachable))
                (if (i32.ne (call $write (i32.const 0) (i32.const 0)) (i32.const 0)) (then unreachable))
                (if (i32.ne (call $write (i32.const 2048) (i32.const 1)) (i32.const -1)) (then unreachable))
                """, message: Self.stream))
        defer { isolate.end() }
        #expect(isolate.isWritingBody)
        #expect(isolate.answerTaken())
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(unsafe text(isolate.writtenBytes) == "oko")
        #expect(!isolate.bodyIsComplete, "it has not been taken")
        let isRunnable = isolate.consumeWritten(3)
        #expect(!isRunnable)
        #expect(isolate.bodyIsComplete)
        #expect(isolate.enterBackground())
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test(
        "A guest that writes more than the buffer holds waits; nothing is lost, and no more is kept", arguments: [1, 7])
    func bounded(writes: Int) throws {
        var limits = WorkerLimits()
        limits.bufferBytes = 10_000
        // All of the second page, whose bytes the guest numbers first, again and again.
        let isolate = try answered(
            answering(
                """
                (loop (i32.store8 (i32.add (i32.const 65536) (local.get $i)) (i32.rem_u (local.get $i) (i32.const 251)))
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
                (local.set $i (i32.const 0))
                (loop
                  (if (i32.ne (call $write (i32.const 65536) (i32.const 65536)) (i32.const 0)) (then unreachable))
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const \(writes)))))
                (if (i32.ne (call $write (i32.const 0) (i32.const 0)) (i32.const 0)) (then unreachable))
                """, message: Self.stream), limits: limits)
        defer { isolate.end() }
        #expect(isolate.answerTaken())
        guard case .waiting = host.settle(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(unsafe isolate.writtenBytes.count == 10_000)
        let isRunnable = isolate.consumeWritten(4_000)
        #expect(!isRunnable, "there is more to take")
        #expect(unsafe isolate.writtenBytes.count == 10_000)
        let body = drain(isolate)
        #expect(isolate.bodyIsComplete)
        let page = (0..<65_536).map { UInt8($0 % 251) }
        #expect(body == Array(repeatElement(page, count: writes).joined().dropFirst(4_000)))
    }

    @Test("A second answer by respond ends the guest")
    func respondTwice() throws {
        let isolate = try answered(answering("(drop (call $respond (i32.const 1024)))"))
        defer { isolate.end() }
        _ = isolate.enterBackground()
        let fault = try #require(self.fault(isolate))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("respond: the answer was given already"))
    }

    @Test("A second answer returned at the end is a fault, of whatever kind", arguments: [1, 2] as [UInt32])
    func answerTwice(kind: UInt32) throws {
        let isolate = try answered(
            Guest.module(
                imports: Guest.respondImport,
                data: Guest.message() + Guest.message(kind: kind, at: 1100),
                fetch: "(drop (call $respond (i32.const 1024))) i32.const 1100"))
        defer { isolate.end() }
        _ = isolate.enterBackground()
        let fault = try #require(self.fault(isolate))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("answers again"))
    }

    @Test("To be done without an answer, or in the middle of its body, is a fault")
    func doneTooEarly() throws {
        let fault = try host.fault(Guest.module(data: Guest.message(kind: 4)))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("has not answered"))
        let isolate = try answered(
            answering("(drop (call $write (i32.const 2048) (i32.const 2)))", message: Self.stream))
        defer { isolate.end() }
        _ = isolate.answerTaken()
        let later = try #require(self.fault(isolate))
        #expect(later.cause == .abi)
        #expect(later.detail.contains("has not ended its answer's body"))
    }

    @Test("A failure after the answer says its reason")
    func failsLater() throws {
        let isolate = try answered(
            Guest.module(
                imports: Guest.respondImport,
                data: Guest.message() + Guest.message(kind: 3, bodyKind: 1, body: (2048, 4), at: 1100)
                    + Guest.text("oops"), fetch: "(drop (call $respond (i32.const 1024))) i32.const 1100"))
        defer { isolate.end() }
        _ = isolate.enterBackground()
        let fault = try #require(self.fault(isolate))
        #expect(fault.cause == .thrown)
        #expect(fault.detail == "oops")
    }

    @Test("A body can be written only behind an answer that announced it")
    func noBodyOpen() throws {
        let isolate = try answered(
            Guest.module(
                imports: Guest.respondImport + Guest.writeImport,
                data: Guest.message(bodyKind: 1, body: (2048, 2)) + Guest.message(kind: 4, at: 1100),
                fetch: """
                    (if (i32.ne (call $write (i32.const 2048) (i32.const 2)) (i32.const -1)) (then unreachable))
                    (if (i32.ne (call $write (i32.const 2048) (i32.const 0)) (i32.const -1)) (then unreachable))
                    (drop (call $respond (i32.const 1024)))
                    (if (i32.ne (call $write (i32.const 2048) (i32.const 2)) (i32.const -1)) (then unreachable))
                    (if (i32.ne (call $write (i32.const 2048) (i32.const 0)) (i32.const -1)) (then unreachable))
                    i32.const 1100
                    """))
        defer { isolate.end() }
        _ = isolate.enterBackground()
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test("What HTTP does not allow is a number to the guest, which may then answer otherwise")
    func invalid() throws {
        var limits = WorkerLimits()
        limits.responseBodyBytes = 8 << 20
        let isolate = try answered(
            Guest.module(
                imports: Guest.respondImport,
                data: Guest.message(edits: (1, 1200)) + Guest.edit(1, name: (2048, 3), value: (2051, 1))
                    + Guest.message(bodyKind: 1, body: (2048, 9_000_000), at: 1300) + Guest.message(kind: 4, at: 1100)
                    + Guest.message(kind: 2, status: 0, origin: 9, at: 1400) + Guest.text("a b1")
                    + Guest.message(status: 204, at: 1500),
                fetch: """
                    (if (i32.ne (call $respond (i32.const 1024)) (i32.const -6)) (then unreachable))
                    (if (i32.ne (call $respond (i32.const 1300)) (i32.const -5)) (then unreachable))
                    (if (i32.ne (call $respond (i32.const 1400)) (i32.const -1)) (then unreachable))
                    (if (i32.ne (call $respond (i32.const 1500)) (i32.const 0)) (then unreachable))
                    i32.const 1100
                    """, memory: "(memory (export \"memory\") 150)"),
            limits: limits)
        defer { isolate.end() }
        #expect(isolate.message.status == 204)
        _ = isolate.enterBackground()
        guard case .done = finish(isolate) else {
            Issue.record("\(isolate.outcome)")
            return
        }
    }

    @Test(
        "Messages that respond does not know end the guest",
        arguments: [
            (Guest.message(kind: 3), "kind 3"), (Guest.message(kind: 4), "kind 4"), (Guest.message(kind: 0), "kind 0"),
            (Guest.message(kind: 2, base: 1, status: 0, bodyKind: 3), "body kind 3"),
            (Guest.message(bodyKind: 2), "body kind 2"), (Guest.message(base: 1), "cannot start from the request"),
            (Guest.message(base: 7), "handle 7, which does not exist"),
            (Guest.message(bodyKind: 1, body: (65_536 * 3, 1)), "the body lies outside of memory"),
        ])
    func unknown(message: String, detail: String) throws {
        let fault = try host.fault(answering(message: message))
        #expect(fault.cause == .abi)
        #expect(fault.detail.hasPrefix("respond: "))
        #expect(fault.detail.contains(detail))
    }

    @Test("Only respond announces a body that follows")
    func streamElsewhere() throws {
        let fault = try host.fault(Guest.module(data: Self.stream))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("body kind 3"))
    }

    @Test(
        "Addresses outside of memory end the guest",
        arguments: ["(call $respond (i32.const 196600))", "(call $write (i32.const 196600) (i32.const 100))"])
    func outside(call: String) throws {
        let fault = try host.fault(
            Guest.module(
                imports: Guest.respondImport + Guest.writeImport, data: Guest.message(),
                fetch: "(drop \(call)) i32.const 1024"))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("outside of memory"))
    }

    @Test("A response that has not come cannot be the early answer's base")
    func unanswered() throws {
        let fault = try host.fault(
            Guest.module(
                imports: Guest.respondImport + Guest.sendImport,
                data: Guest.message(base: 2, status: 0, bodyKind: 2) + Guest.message(kind: 0, status: 0, at: 1300),
                fetch: """
                    (drop (call $send (i32.const 0) (i32.const 1300)))
                    (call $respond (i32.const 1024))
                    """))
        #expect(fault.cause == .abi)
        #expect(fault.detail.contains("has not come"))
    }
}
