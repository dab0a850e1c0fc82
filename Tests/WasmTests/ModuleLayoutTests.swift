import Testing

@testable import Wasm

/// Reading a module that somebody made to hurt.
struct ModuleLayoutTests {
    private static let sample = """
        (module
          (import "swiftlet" "log" (func (param i32 i64)))
          (memory (export "memory") 1)
          (table 2 funcref)
          (global (mut i32) (i32.const 5))
          (func $f (export "f") (param i32) (result i64) i64.const 0)
          (elem (i32.const 0) $f)
          (data (i32.const 8) "abc"))
        """

    @Test("Imports, exports and types are read")
    func reading() throws {
        let layout = try ModuleLayout(Module.bytes(fromText: Self.sample))
        #expect(layout.imports.count == 1)
        #expect(layout.imports[0].name == "log")
        #expect(layout.imports[0].type == FunctionType([.i32, .i64], []))
        #expect(layout.exportedFunction("f") == FunctionType([.i32], [.i64]))
        #expect(layout.exportedFunction("memory") == nil)
        #expect(layout.exportedFunction("g") == nil)
    }

    @Test("A module cut off anywhere is an error or a smaller module, never a crash")
    func truncation() throws {
        let bytes = try Module.bytes(fromText: Self.sample)
        for length in 0..<bytes.count {
            _ = try? ModuleLayout(Array(bytes[..<length]))
        }
    }

    @Test("A module with any one byte changed is an error or another module, never a crash")
    func damage() throws {
        let bytes = try Module.bytes(fromText: Self.sample)
        for index in 8..<bytes.count {
            for value in [0, 1, 0x7f, 0x80, 0xff, bytes[index] ^ 0x40] as [UInt8] {
                var damaged = bytes
                damaged[index] = value
                guard let layout = try? ModuleLayout(damaged), let snapshot = try? Snapshot(layout) else { continue }
                _ = snapshot.instrumented
                for export in layout.exports { _ = layout.exportedFunction(export.name) }
            }
        }
    }

    @Test("Counts and lengths that promise more than there is are refused at once")
    func promises() {
        let head: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
        let tails: [[UInt8]] = [
            [1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f], [7, 0xff, 0xff, 0xff, 0xff, 0x0f],
            [1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
            [11, 5, 1, 0x41, 0x80, 0x80, 0x80], [99, 0],
        ]
        for tail in tails {
            #expect(throws: WasmError.self) { try ModuleLayout(head + tail) }
        }
    }
}
