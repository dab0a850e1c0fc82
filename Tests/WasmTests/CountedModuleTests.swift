import Testing

@testable import Wasm

/// A counted module does what the original does, and counts what the engine's fuel counts.
struct CountedModuleTests {
    /// Runs `run` of a module, as it is with fuel and counted without; what each came to.
    private func measure(_ text: String) throws -> (fuel: UInt64, counts: CountedModule.Counts, same: Bool) {
        let bytes = try Module.bytes(fromText: text)
        let plain = try run(bytes, countsFuel: true)
        defer { plain.instance.end() }
        let counted = try CountedModule(ModuleLayout(bytes))
        let other = try run(counted.layout.bytes, countsFuel: false)
        defer { other.instance.end() }
        let fuel = try #require(plain.instance.fuelUsed)
        let isSame = try content(plain.instance) == content(other.instance) && plain.result == other.result
        return (fuel, try counted.counts(of: other.instance), isSame)
    }

    private func content(_ instance: Instance) throws -> [UInt8] {
        try unsafe Array(#require(unsafe instance.memory.bytes(at: 0, count: UInt32(instance.memory.count))))
    }

    private func run(_ bytes: [UInt8], countsFuel: Bool) throws -> (instance: Instance, result: Int32) {
        var settings = EngineSettings()
        settings.allocation = .onDemand
        settings.countsFuel = countsFuel
        let engine = try Engine(settings)
        let add = HostFunction("add", FunctionType([.i32, .i32], [.i32])) { _, arguments in
            .i32(arguments.i32(0) &+ arguments.i32(1))
        }
        let linker = try Linker(engine: engine, module: "host", functions: [add], suspends: false)
        let instance = Instance(engine: engine)
        try instance.beginSynchronous(
            linker.prepare(Module(compiling: bytes, engine: engine)), memoryBytesMax: 1 << 20, deadlineTicks: 10_000)
        return (instance, try instance.callSynchronous("run").get())
    }

    private func module(_ body: String, more: String = "") -> String {
        """
        (module
          (import "host" "add" (func $add (param i32 i32) (result i32)))
          (memory (export "memory") 1)
          (table 4 funcref) (elem (i32.const 0) $one $two)
          (global $g (mut i32) (i32.const 5))
          (type $v (func (result i32)))
          (func $one (result i32) i32.const 1)
          (func $two (result i32) (i32.add (call $one) (call $one)))
          (func $sum (param $n i32) (result i32) (local $s i32)
            (block $done (loop $next
              (br_if $done (i32.eqz (local.get $n)))
              (local.set $s (i32.add (local.get $s) (local.get $n)))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $next)))
            (local.get $s))
          \(more)
          (func (export "run") (result i32) (local $i i32) \(body)))
        """
    }

    @Test(
        "the sum over the functions is the engine's fuel, and nothing else differs",
        arguments: [
            "i32.const 7", "nop (drop (i32.const 1)) (return (i32.const 3))",
            "(call $sum (i32.const 100))", "(call $add (call $two) (call_indirect (type $v) (i32.const 1)))",
            "(if (result i32) (i32.const 1) (then (i32.const 4)) (else (i32.const 5) (drop) (i32.const 6)))",
            "(if (result i32) (i32.const 0) (then (i32.const 4)) (else (nop) (i32.add (i32.const 5) (i32.const 2))))",
            "(if (i32.const 0) (then (return (i32.const 9)))) (i32.const 1)",
            "(if (i32.const 1) (then (return (i32.const 9)))) (i32.const 1)",
            // Behind branches that are always taken there is code that never runs, blocks included.
            "(block $a (br $a) (drop (i32.const 1)) (if (i32.const 1) (then (nop)) (else (unreachable)))) (i32.const 2)",
            "(block $a (result i32) (br $a (i32.const 1)) (block (br 0)) (i32.const 3) (drop))",
            "(if (result i32) (i32.const 1) (then (return (i32.const 2)) (i32.const 1)) (else (i32.const 8)))",
            """
            (loop $l (block $c (block $b (block $a (br_table $a $b $c (local.get $i)))
              (local.set $i (i32.const 1)) (br $l)) (local.set $i (i32.const 2)) (br $l))
              (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.lt_u (local.get $i) (i32.const 20))))
            (local.get $i)
            """,
            "(i32.store (i32.const 8) (i32.const 77)) (global.set $g (i32.const 9)) (i32.load8_u offset=1 (i32.const 7))",
            "(drop (i64.trunc_sat_f64_s (f64.const 1e30))) (drop (v128.const i32x4 1 2 3 4)) (memory.grow (i32.const 1))",
        ])
    func equalsFuel(body: String) throws {
        let (fuel, counts, isSame) = try measure(module(body))
        #expect(counts.instructions + counts.grownPages == Int(fuel))
        #expect(isSame)
    }

    @Test("bulk instructions count as one each, and their bytes apart")
    func moves() throws {
        let body = """
            (memory.fill (i32.const 100) (i32.const 7) (i32.const 1000))
            (memory.copy (i32.const 5000) (i32.const 100) (i32.const 300)) (local.get $i)
            """
        let (fuel, counts, isSame) = try measure(module(body))
        #expect(counts.movedBytes == 1300)
        #expect(counts.instructions == 10)
        #expect(Int(fuel) == 1310)
        #expect(isSame)
    }

    @Test("each function has its own instructions and calls")
    func attribution() throws {
        let counts = try measure(module("(drop (call $two)) (call $sum (i32.const 10))")).counts
        // one, two, sum, run
        #expect(counts.functions.map(\.calls) == [2, 1, 1, 1])
        #expect(counts.functions.map(\.instructions) == [4, 4, 1 + 11 * 3 + 10 * 9 + 1, 4])
        #expect(counts.allocations == nil)
    }

    @Test("calls of the allocator are counted where they come from outside of it, with their bytes")
    func allocations() throws {
        let allocator = """
            (func $malloc (param i32) (result i32) (local.get 0))
            (func $calloc (param i32 i32) (result i32) (call $malloc (i32.mul (local.get 0) (local.get 1))))
            (func $posix_memalign (param i32 i32 i32) (result i32) (drop (call $malloc (local.get 2))) (i32.const 0))
            """
        let body = """
            (drop (call $malloc (i32.const 24))) (drop (call $calloc (i32.const 3) (i32.const 100)))
            (drop (call $posix_memalign (i32.const 8) (i32.const 16) (i32.const 1000))) (i32.const 0)
            """
        let (fuel, counts, isSame) = try measure(module(body, more: allocator))
        #expect(counts.allocations == 3)
        #expect(counts.allocatedBytes == 1324)
        #expect(counts.instructions == Int(fuel))
        #expect(isSame)
    }

    @Test("counts of an instance less those at its beginning are what it did since")
    func difference() {
        var before = CountedModule.Counts()
        before.functions = [.init(), .init()]
        before.functions[1].instructions = 5
        before.allocations = 2
        var after = before
        after.functions[0].calls = 3
        after.functions[1].instructions = 12
        after.movedBytes = 9
        after.allocations = 2
        let done = after - before
        #expect(done.functions.map(\.instructions) == [0, 7])
        #expect(done.functions.map(\.calls) == [3, 0])
        #expect(done.movedBytes == 9)
        #expect(done.allocations == 0)
        #expect(done.allocatedBytes == nil)
    }

    @Test("an instruction that is not known is an error, not a wrong count")
    func unknown() throws {
        var bytes = try Module.bytes(fromText: "(module (memory 1) (func (export \"run\") nop nop))")
        let nops = try #require(bytes.indices.first { bytes[$0...].starts(with: [1, 1, 0x0b]) })
        bytes[nops] = 0xff
        #expect(throws: WasmError.self) { _ = try CountedModule(ModuleLayout(bytes)) }
    }
}
