import Testing

@testable import Wasm

/// Which code may run in an instance that is used again.
struct CodeScanTests {
    private func mayChangeTables(_ body: String) throws -> Bool {
        let text = """
            (module (memory 1) (table $t 2 4 funcref) (elem (i32.const 0) $f $f) (global $g (mut i32) (i32.const 0))
              (type $v (func)) (func $f) (func (export "run") (param i32) \(body)))
            """
        return CodeScan.mayChangeTables(try ModuleLayout(Module.bytes(fromText: text)))
    }

    @Test(
        "numbers, memory, control and calls leave tables alone",
        arguments: [
            "nop", "(drop (i64.const -9223372036854775808))", "(drop (f64.const 38.5))", "(drop (f32.const 38.5))",
            "(i64.store offset=38 align=1 (i32.const 38) (i64.load (i32.const 9)))",
            "(block $b (loop $l (br_table $b $l $b (local.get 0)) ))", "(call_indirect $t (type $v) (i32.const 0))",
            "(memory.copy (i32.const 0) (i32.const 38) (i32.const 9))",
            "(memory.fill (i32.const 0) (i32.const 38) (i32.const 9))", "(drop (memory.grow (i32.const 1)))",
            "(drop (i32.trunc_sat_f64_s (f64.const 1)))", "(drop (table.get $t (i32.const 0)))",
            "(drop (table.size $t))", "(drop (select (result i32) (i32.const 1) (i32.const 2) (local.get 0)))",
            "(drop (v128.const i32x4 38 38 38 38))",
            "(drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (v128.const i64x2 0 0) (v128.const i64x2 0 0)))",
            "(drop (i8x16.extract_lane_s 3 (v128.load (i32.const 0))))",
            "(v128.store8_lane 3 (i32.const 0) (v128.const i64x2 0 0))", "(global.set $g (i32.const 38))",
            "(if (local.get 0) (then (call $f)) (else (return)))",
        ])
    func harmless(body: String) throws {
        #expect(try !mayChangeTables(body))
    }

    @Test(
        "what writes to a table is found, wherever it stands",
        arguments: [
            "(table.set $t (i32.const 0) (ref.func $f))", "(drop (table.grow $t (ref.func $f) (i32.const 1)))",
            "(table.fill $t (i32.const 0) (ref.func $f) (i32.const 1))",
            "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 1))",
            "(drop (v128.const i32x4 38 38 38 38)) (if (local.get 0) (then (table.set $t (i32.const 0) (ref.null func))))",
        ])
    func changes(body: String) throws {
        #expect(try mayChangeTables(body))
    }
}
