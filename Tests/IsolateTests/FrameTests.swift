import Testing

@testable import Isolate
@testable import Wasm

/// Where a backtrace says that the guest was: places in the worker's own module, not in what the host made of it.
struct FrameTests {
    let host: Host

    init() throws { host = try Host() }

    /// The data makes the snapshot's sections differ from the module's in length.
    private let guest = Guest.module(
        data: Guest.text("abc", at: 3000), initialise: "(i32.store (i32.const 5000) (i32.const 77))",
        fetch: "(call $outer) i32.const 1024",
        more: "(func $outer nop nop (call $inner) nop) (func $inner nop nop nop unreachable)")

    @Test("An address counts from the code section's content, on the instruction that trapped or that calls")
    func addresses() throws {
        let fault = try host.fault(guest)
        try check(fault)
    }

    @Test("It is the same when the module comes from the cache")
    func cached() throws {
        let directory = try #require(makeTemporaryDirectory())
        defer { remove(directory) }
        var settings = RuntimeSettings()
        settings.isolatesMax = 2
        settings.cacheDirectory = directory + "/modules"
        for isCached in [false, true] {
            let runtime = try IsolateRuntime(settings)
            let deployment = try Deployment(
                name: "test", module: Module.bytes(fromText: guest), runtime: runtime, limits: WorkerLimits())
            #expect(deployment.cameFromCache == isCached)
            let isolate = try host.start(deployment, in: IsolatePool(runtime: runtime))
            defer { isolate.end() }
            _ = host.settle(isolate)
            guard case .failed(let fault) = isolate.outcome else {
                Issue.record("\(isolate.outcome)")
                return
            }
            try check(fault)
        }
    }

    private func check(_ fault: Fault) throws {
        let bytes = try Module.bytes(fromText: guest)
        let code = try #require(ModuleLayout.codeSection(of: bytes))
        #expect(fault.frames.map(\.name) == ["inner", "outer", "swiftlet_fetch"])
        try #require(fault.frames.count == 3)
        let instructions = fault.frames.map { bytes[code.lowerBound + Int($0.address)] }
        // unreachable, call, call
        #expect(instructions == [0x00, 0x10, 0x10])
    }

    @Test("A bad access in a deep recursion is not taken for a stack that is used up")
    func badAccessInRecursion() throws {
        let fault = try host.fault(
            Guest.module(
                fetch: "(call $deeper (i32.const 100)) i32.const 1024",
                more: """
                    (global $__stack_pointer (mut i32) (i32.const 4096))
                    (func $deeper (param i32)
                      (if (i32.eqz (local.get 0)) (then (drop (i32.load (i32.const -16)))))
                      (call $deeper (i32.sub (local.get 0) (i32.const 1))))
                    """))
        #expect(fault.cause == .trap)
        #expect(fault.detail == "access outside of memory")
    }

    @Test("A limit that ends a worker is named with its key and value")
    func limits() throws {
        var limits = WorkerLimits()
        limits.cpu = .milliseconds(15)
        limits.headBytes = 2048
        let spin = try host.fault(Guest.module(fetch: "(loop (br 0)) unreachable"), limits: limits)
        #expect(spin.limit == Fault.Limit(key: "limits.cpu", value: "15ms"))
        let trap = try host.fault(Guest.module(fetch: "unreachable"))
        #expect(trap.limit == nil)
        let head = try host.fault(
            Guest.module(
                data: Guest.message(edits: (1, UInt32(Guest.edits)))
                    + Guest.edit(1, name: (2048, 1), value: (2049, 4000))
                    + Guest.text(String(repeating: "a", count: 4100))),
            limits: limits)
        #expect(head.limit == Fault.Limit(key: "limits.response_head_bytes", value: "2KiB"))
    }

    @Test("Sizes and times are said as in the configuration")
    func words() {
        #expect((16 << 20).inBytes == "16MiB")
        #expect((24 << 10).inBytes == "24KiB")
        #expect(1000.inBytes == "1000B")
        #expect(Duration.milliseconds(50).inWords == "50ms")
        #expect(Duration.seconds(5).inWords == "5s")
        #expect(Duration.microseconds(1500).inWords == "1500us")
    }
}
