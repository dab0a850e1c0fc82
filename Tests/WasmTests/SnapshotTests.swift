import Testing

@testable import Wasm

/// A module after its initialisation is the same module with another start.
struct SnapshotTests {
    /// Runs `init` of a module and saves it.
    private func save(_ text: String, memoryBytesMax: Int = 16 << 20) throws -> [UInt8] {
        let snapshot = try Snapshot(ModuleLayout(Module.bytes(fromText: text)))
        let instance = try start(snapshot.instrumented)
        defer { instance.end() }
        guard case .success = try instance.callSynchronous("init") else {
            throw WasmError("test", "init trapped")
        }
        return try snapshot.write(instance, exporting: ["memory", "get"], memoryBytesMax: memoryBytesMax)
    }

    private func start(_ bytes: [UInt8]) throws -> Instance {
        var settings = EngineSettings()
        settings.allocation = .onDemand
        let engine = try Engine(settings)
        let linker = try Linker(engine: engine, module: "host", functions: [], suspends: false)
        let instance = Instance(engine: engine)
        try instance.beginSynchronous(
            linker.prepare(Module(compiling: bytes, engine: engine)), memoryBytesMax: 64 << 20, deadlineTicks: 10_000)
        return instance
    }

    private func get(_ bytes: [UInt8]) throws -> Int32 {
        let instance = try start(bytes)
        defer { instance.end() }
        return try instance.callSynchronous("get").get()
    }

    private func refusal(_ text: String) -> String {
        do {
            _ = try Snapshot(ModuleLayout(Module.bytes(fromText: text)))
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test("Memory and globals of every number type are there again")
    func roundTrip() throws {
        let saved = try save(
            """
            (module
              (memory (export "memory") 1)
              (data (i32.const 8) "abc")
              (global $constant i32 (i32.const 7))
              (global $i (mut i32) (i32.const 1))
              (global $j (mut i64) (i64.const 1))
              (global $x (mut f32) (f32.const 1))
              (global $y (mut f64) (f64.const 1))
              (func (export "init")
                (global.set $i (i32.const -123456))
                (global.set $j (i64.const -9000000000000000000))
                (global.set $x (f32.const 0.1))
                (global.set $y (f64.const nan))
                (i32.store8 (i32.const 9) (i32.const 0))
                (i32.store (i32.const 65532) (i32.const -1))
                (drop (memory.grow (i32.const 2)))
                (i32.store (i32.const 131072) (i32.const 42)))
              (func (export "get") (result i32)
                (if (i32.ne (global.get $constant) (i32.const 7)) (then unreachable))
                (if (i32.ne (global.get $i) (i32.const -123456)) (then unreachable))
                (if (i64.ne (global.get $j) (i64.const -9000000000000000000)) (then unreachable))
                (if (f32.ne (global.get $x) (f32.const 0.1)) (then unreachable))
                (if (f64.eq (global.get $y) (global.get $y)) (then unreachable))
                (if (i32.ne (i32.load (i32.const 8)) (i32.const 0x00630061)) (then unreachable))
                (if (i32.ne (i32.load (i32.const 65532)) (i32.const -1)) (then unreachable))
                (if (i32.ne (memory.size) (i32.const 3)) (then unreachable))
                (i32.load (i32.const 131072))))
            """)
        #expect(try get(saved) == 42)
        // Only what was asked for is exported still, and the globals by which an instance is rewound.
        let exports = try ModuleLayout(saved).exports
        #expect(exports.filter { $0.kind != .global }.map(\.name).sorted() == ["get", "memory"])
        #expect(exports.filter { $0.kind == .global }.allSatisfy { $0.name.hasPrefix(Snapshot.rewindPrefix) })
    }

    @Test("Tables, calls through pointers and a data count section survive")
    func tables() throws {
        let saved = try save(
            """
            (module
              (memory (export "memory") 1)
              (table 3 funcref)
              (elem (i32.const 1) $one $two)
              (func $one (result i32) i32.const 1)
              (func $two (result i32) i32.const 2)
              (func (export "init") (i32.store (i32.const 0) (i32.const 2)))
              (func (export "get") (result i32)
                (memory.copy (i32.const 64) (i32.const 0) (i32.const 4))
                (call_indirect (result i32) (i32.load (i32.const 64)))))
            """)
        #expect(try get(saved) == 2)
    }

    @Test("A module without data has none afterwards but what it wrote")
    func withoutSections() throws {
        let saved = try save(
            """
            (module
              (memory (export "memory") 2)
              (func (export "init") (i32.store8 (i32.const 100000) (i32.const 5)))
              (func (export "get") (result i32) (i32.load8_u (i32.const 100000))))
            """)
        #expect(try get(saved) == 5)
        #expect(saved.count < 150)
    }

    @Test("The memory limit becomes the module's own maximum")
    func maximum() throws {
        let saved = try save(
            """
            (module
              (memory (export "memory") 1)
              (func (export "init"))
              (func (export "get") (result i32) (drop (memory.grow (i32.const 2))) (memory.grow (i32.const 1))))
            """, memoryBytesMax: 3 * 65536)
        #expect(try get(saved) == -1)
        #expect(throws: WasmError.self) {
            _ = try save(
                "(module (memory (export \"memory\") 4) (func (export \"init\")) (func (export \"get\")))",
                memoryBytesMax: 3 * 65536)
        }
    }

    @Test("What a snapshot cannot hold is refused, and why is said")
    func refusals() {
        #expect(refusal("(module (memory 1) (func $f) (start $f))").contains("start function"))
        #expect(refusal("(module (import \"a\" \"b\" (memory 1)))").contains("imports the memory a.b"))
        #expect(refusal("(module (import \"a\" \"b\" (global i32)))").contains("imports the global a.b"))
        #expect(refusal("(module (import \"a\" \"b\" (table 1 funcref)))").contains("imports the table a.b"))
        #expect(refusal("(module (memory 1) (memory 1))").contains("2 memories"))
        #expect(refusal("(module)").contains("0 memories"))
        #expect(refusal("(module (memory i64 1))").contains("64 bits"))
        #expect(refusal("(module (memory 1 2 shared))").contains("shared"))
        #expect(refusal("(module (memory 1) (data \"abc\"))").contains("passive"))
        #expect(refusal("(module (memory 1) (func $f) (elem func $f))").contains("passive"))
        #expect(refusal("(module (memory 1) (global (mut funcref) (ref.null func)))").contains("reference"))
        #expect(refusal("(module (memory 1) (global (mut v128) (v128.const i64x2 0 0)))").contains("vector"))
    }

    @Test("Declared functions, imported functions and constant expressions are no hindrance")
    func accepted() {
        let text = """
            (module
              (import "host" "f" (func (param i32)))
              (memory 1)
              (global i64 (i64.const -1))
              (global f64 (f64.const 2.5))
              (global v128 (v128.const i64x2 1 2))
              (global funcref (ref.func $f))
              (func $f)
              (elem declare func $f))
            """
        #expect(refusal(text) == "accepted")
    }
}
