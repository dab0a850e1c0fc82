import Testing

@testable import Isolate
@testable import Wasm

/// One tiny guest per sin: only its own request fails.
struct FaultTests {
    let host: Host

    init() throws { host = try Host() }

    @Test("A trap is a fault that names the functions")
    func trap() throws {
        let fault = try host.fault(
            Guest.module(fetch: "(call $inner) i32.const 1024", more: "(func $inner unreachable)"))
        #expect(fault.cause == .trap)
        #expect(fault.stack == ["inner"])
    }

    @Test("Last words are what a failed check says, and no line of the log; they say nothing of another trap")
    func lastWords() throws {
        func guest(_ end: String) -> String {
            Guest.module(
                imports: Guest.logImport, data: Guest.text("no way on"),
                fetch: "(call $log (i32.const 4) (i32.const 2048) (i32.const 9)) \(end)")
        }
        let meant = try host.fault(guest("unreachable"))
        #expect(meant.cause == .trap && meant.detail == "no way on" && meant.isInOwnWords)
        let other = try host.fault(guest("(i32.load (i32.const -8))"))
        #expect(other.detail == "access outside of memory" && !other.isInOwnWords)
        let isolate = try host.start(host.deploy(guest("unreachable")))
        defer { isolate.end() }
        _ = host.settle(isolate)
        var lines = 0
        unsafe isolate.drainLog { _, _ in lines += 1 }
        #expect(lines == 0)
    }

    @Test("Swift's names are demangled")
    func swiftNames() throws {
        let fault = try host.fault(
            Guest.module(
                fetch: "(call $$s5Hello6WorkerV5fetchSiyF) i32.const 1024",
                more: "(func $$s5Hello6WorkerV5fetchSiyF unreachable)"))
        #expect(fault.stack == ["Hello.Worker.fetch()"])
    }

    @Test("Each kind of trap is told apart in the log")
    func kinds() throws {
        let division = try host.fault(Guest.module(fetch: "(i32.div_u (i32.const 1) (i32.const 0))"))
        #expect(division.detail == "division by zero")
        let access = try host.fault(Guest.module(fetch: "(i32.load (i32.const -8))"))
        #expect(access.detail == "access outside of memory")
        let table = try host.fault(
            Guest.module(
                fetch: "(call_indirect (result i32) (i32.const 9))", more: "(table 1 funcref)"))
        #expect(table.cause == .trap)
    }

    @Test("An endless loop yields, slice after slice, and then ends past its CPU budget, by name")
    func endlessLoop() throws {
        var limits = WorkerLimits()
        limits.cpu = .milliseconds(20)
        let isolate = try host.start(
            host.deploy(
                Guest.module(fetch: "(call $spin) i32.const 1024", more: "(func $spin (loop (br 0)))"), limits: limits))
        defer { isolate.end() }
        var yields = 0
        while case .yielded = isolate.run() { yields += 1 }
        #expect(yields >= 2)
        #expect(isolate.cpu >= .milliseconds(20))
        guard case .failed(let fault) = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(fault.cause == .cpu)
        #expect(fault.stack.first == "spin")
    }

    @Test("Neighbours answer between the slices of an endless loop")
    func neighbours() throws {
        var limits = WorkerLimits()
        limits.cpu = .seconds(60)
        let loops = try (0..<4).map { _ in
            try host.start(host.deploy(Guest.module(fetch: "(loop (br 0)) unreachable"), limits: limits))
        }
        let neighbour = try host.deploy(Guest.hello)
        for _ in 0..<3 {
            for isolate in loops {
                guard case .yielded = isolate.run() else {
                    Issue.record("\(isolate.outcome)")
                    return
                }
                #expect(try host.body(neighbour) == "ok")
            }
        }
        for isolate in loops { isolate.end() }
        #expect(try host.body(neighbour) == "ok")
    }

    @Test("Growth past the limit fails inside the guest; its allocator's trap is a memory fault")
    func memory() throws {
        var limits = WorkerLimits()
        limits.memoryBytes = 8 * 65536
        let fault = try host.fault(
            Guest.module(
                fetch: "(call $malloc) i32.const 1024",
                more: "(func $malloc (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) unreachable)"
            ),
            limits: limits)
        #expect(fault.cause == .memory)
        #expect(fault.detail.contains("524288 bytes in use"))
    }

    @Test("A guest that minds its limit goes on")
    func growthRefused() throws {
        var limits = WorkerLimits()
        limits.memoryBytes = 4 * 65536
        let deployment = try host.deploy(
            Guest.module(
                data: Guest.message(bodyKind: 1, body: (2048, 2)) + Guest.text("ok"),
                fetch: """
                    (if (i32.ne (memory.grow (i32.const 2)) (i32.const -1)) (then unreachable))
                    (if (i32.ne (memory.grow (i32.const 1)) (i32.const 3)) (then unreachable))
                    i32.const 1024
                    """), limits: limits)
        #expect(try host.body(deployment) == "ok")
    }

    @Test("A recursion without end is a stack fault")
    func stack() throws {
        let fault = try host.fault(
            Guest.module(
                fetch: "(call $deeper (i32.const 0))",
                more:
                    "(func $deeper (param i32) (result i32) (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (local.get 0)))"
            ))
        #expect(fault.cause == .stack)
        #expect(fault.stack == ["deeper ×\(Trap.framesMax)"])
        #expect(fault.detail.contains("more than 512KiB; the key is [limits] isolate_stack"))
    }

    @Test("How deep a recursion may go is a setting of the runtime", arguments: [(64 << 10, false), (1 << 20, true)])
    func stackSize(bytes: Int, isEnough: Bool) throws {
        var settings = RuntimeSettings()
        settings.isolatesMax = 1
        settings.stackBytes = bytes
        let runtime = try IsolateRuntime(settings)
        let text = Guest.module(
            data: Guest.message(), fetch: "(drop (call $deeper (i32.const 8000))) i32.const 1024",
            more: """
                (func $deeper (param i32) (result i32)
                  (if (result i32) (local.get 0)
                    (then (i32.add (call $deeper (i32.sub (local.get 0) (i32.const 1))) (local.get 0)))
                    (else (i32.const 0))))
                """)
        let deployment = try Deployment(name: "test", module: Module.bytes(fromText: text), runtime: runtime)
        let isolate = try host.start(deployment, in: IsolatePool(runtime: runtime))
        defer { isolate.end() }
        _ = host.settle(isolate)
        switch isolate.outcome {
        case .responded: #expect(isEnough)
        case .failed(let fault):
            #expect(!isEnough && fault.cause == .stack && fault.detail.contains("more than \(bytes.inBytes);"))
        default: Issue.record("\(isolate.outcome)")
        }
    }

    @Test("A recursion that runs off the stack which the compiler puts first in memory is a stack fault too")
    func stackInMemory() throws {
        let fault = try host.fault(
            Guest.module(
                fetch: "(call $deeper) i32.const 1024",
                more: """
                    (global $__stack_pointer (mut i32) (i32.const 4096))
                    (func $deeper
                      (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 64)))
                      (i32.store (global.get $__stack_pointer) (i32.const 1))
                      (call $deeper))
                    """))
        #expect(fault.cause == .stack)
    }

    @Test("Past the pool's slots an isolate is refused, and the rest goes on")
    func slots() throws {
        var settings = RuntimeSettings()
        settings.isolatesMax = 3
        let small = try IsolateRuntime(settings)
        let pool = IsolatePool(runtime: small)
        let deployment = try Deployment(
            name: "test", module: Module.bytes(fromText: Guest.hello), runtime: small, limits: WorkerLimits())
        let isolates = try (0..<3).map { _ in try host.start(deployment, in: pool) }
        #expect { try host.start(deployment, in: pool) } throws: { ($0 as? IsolateError)?.kind == .busy }
        for isolate in isolates {
            guard case .finished = host.settle(isolate) else {
                Issue.record("\(isolate.outcome)")
                return
            }
            isolate.end()
        }
        try host.start(deployment, in: pool).end()
        #expect(pool.running == 0)
    }
}
