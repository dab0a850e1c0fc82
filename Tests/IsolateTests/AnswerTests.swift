import HTTP
import Testing

@testable import Isolate

/// What a worker's answer looks like to the server.
struct AnswerTests {
    let host: Host

    init() throws { host = try Host() }

    @Test("A response has its status, its body and its edits")
    func response() throws {
        let deployment = try host.deploy(
            Guest.module(
                data: Guest.message(
                    status: 201, bodyKind: 1, body: (2048, 2), edits: (2, 1200))
                    + Guest.edit(1, name: (2050, 3), value: (2053, 1))
                    + Guest.edit(3, name: (2054, 3), value: (0, 0), at: 1220) + Guest.text("okX-A1Y-*")))
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        let message = isolate.message
        #expect(message.status == 201)
        #expect(message.bodyKind == .bytes)
        #expect(message.bodyText == "ok")
        #expect(message.edits.count == 2)
        #expect(message.edits[0].operation == .set)
        #expect(message.edits[0].nameText == "X-A")
        #expect(message.edits[0].valueText == "1")
        #expect(message.edits[1].operation == .remove)
        #expect(message.edits[1].nameText == "Y-*")
        #expect(message.edits[1].valueText.isEmpty)
        #expect(isolate.memoryBytes == 3 * 65536)
    }

    @Test("A forward names its origin, its target and the edits of the response")
    func forward() throws {
        let deployment = try host.deploy(
            Guest.module(
                data: Guest.message(
                    kind: 2, base: 1, status: 0, target: (2048, 4), bodyKind: 2, origin: 1, responseEdits: (1, 1200))
                    + Guest.edit(2, name: (2052, 3), value: (2055, 1)) + Guest.text("/newX-B1")))
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .forwarded(let origin) = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(origin == 1)
        #expect(isolate.message.base == .request)
        #expect(isolate.message.bodyKind == .base)
        #expect(isolate.message.methodText.isEmpty)
        #expect(isolate.message.targetText == "/new")
        #expect(isolate.message.edits.isEmpty)
        #expect(isolate.message.responseEdits[0].nameText == "X-B")
    }

    @Test("A worker that throws fails with its reason")
    func thrown() throws {
        let fault = try host.fault(
            Guest.module(
                data: Guest.message(kind: 3, bodyKind: 1, body: (2048, 8)) + Guest.text("no stock")))
        #expect(fault.cause == .thrown)
        #expect(fault.detail == "no stock")
    }

    @Test("The guest finds the request's parts where the block says")
    func requestBlock() throws {
        // Answers with its own target: the block's eighth and ninth words, an offset from the block's start.
        let deployment = try host.deploy(
            Guest.module(
                data: Guest.message(bodyKind: 1),
                fetch: """
                    (i32.store (i32.const 1056)
                      (i32.add (i32.const 65536) (i32.load (i32.const 65564))))
                    (i32.store (i32.const 1060) (i32.load (i32.const 65568)))
                    i32.const 1024
                    """))
        #expect(try host.body(deployment) == "/a?b=c")
    }

    @Test("Nothing of one request is left for the next")
    func freshMemory() throws {
        // Answers with what it finds at `room`, and leaves something there and in a new page.
        let deployment = try host.deploy(
            Guest.module(
                data: Guest.message(bodyKind: 1, body: (4096, 1)) + Guest.text("-", at: 4096),
                fetch: """
                    (i32.store8 (i32.const 1024) (i32.const 1))
                    (i32.store8 (i32.const 4097) (i32.load8_u (i32.const 4096)))
                    (if (i32.ne (i32.load8_u (i32.const 4096)) (i32.const 45)) (then unreachable))
                    (i32.store8 (i32.const 4096) (i32.const 88))
                    (if (i32.ne (memory.grow (i32.const 4)) (i32.const 3)) (then unreachable))
                    (if (i32.ne (i32.load (i32.const 262144)) (i32.const 0)) (then unreachable))
                    (i32.store (i32.const 262144) (i32.const 7))
                    i32.const 1024
                    """))
        for _ in 0..<50 {
            #expect(try host.body(deployment) == "X")
        }
    }

    @Test("The log is handed over line by line, and bounded")
    func log() throws {
        var limits = WorkerLimits()
        limits.logBytes = 40
        let deployment = try host.deploy(
            Guest.module(
                imports: Guest.logImport, data: Guest.message() + Guest.text("hello"),
                fetch: """
                    (call $log (i32.const 2) (i32.const 2048) (i32.const 5))
                    (call $log (i32.const 9) (i32.const 2048) (i32.const 4))
                    (call $log (i32.const 0) (i32.const 2048) (i32.const 2000))
                    i32.const 1024
                    """), limits: limits)
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        _ = host.settle(isolate)
        var lines: [String] = []
        unsafe isolate.drainLog { level, line in lines.append(unsafe "\(level) \(text(line))") }
        #expect(lines == ["warning hello", "info hell"])
        #expect(isolate.droppedLogLines == 1)
    }

    @Test("A variable is copied if there is room for it, and its length told in any case")
    func variables() throws {
        let guest = Guest.module(
            imports: "(import \"swiftlet\" \"variable\" (func $variable (param i32 i32 i32 i32) (result i32)))",
            data: Guest.message(bodyKind: 1, body: (4096, 4)) + Guest.text("THEMENONE"),
            fetch: """
                (if (i32.ne (call $variable (i32.const 2048) (i32.const 5) (i32.const 4096) (i32.const 3)) (i32.const 4))
                  (then unreachable))
                (if (i32.ne (i32.load (i32.const 4096)) (i32.const 0)) (then unreachable))
                (if (i32.ne (call $variable (i32.const 2053) (i32.const 4) (i32.const 4096) (i32.const 9)) (i32.const -1))
                  (then unreachable))
                (drop (call $variable (i32.const 2048) (i32.const 5) (i32.const 4096) (i32.const 9)))
                i32.const 1024
                """)
        #expect(try host.body(host.deploy(guest, variables: [("THEME", "dark")])) == "dark")
    }
}
