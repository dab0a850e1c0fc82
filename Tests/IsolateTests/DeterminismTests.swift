import Testing

@testable import Isolate
@testable import Wasm

/// What a request computes depends on what comes in by host calls, and on nothing else.
struct DeterminismTests {
    let host: Host

    init() throws { host = try Host() }

    /// All of a guest's memory after it has answered.
    private func memory(after fetch: String, more: String = "") throws -> [UInt8] {
        let deployment = try host.deploy(
            Guest.module(data: Guest.message(), fetch: fetch + " i32.const 1024", more: more))
        let isolate = try host.start(deployment)
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return []
        }
        let bytes = unsafe isolate.memory.bytes(at: 0, count: UInt32(isolate.memory.count))
        return unsafe bytes.map { unsafe Array($0) } ?? []
    }

    @Test("The same request in two fresh isolates leaves the same memory, bit for bit")
    func sameMemory() throws {
        // A generator of numbers, whose results pass through floats, SIMD, the table and a memory that grows.
        let fetch = """
            (local $i i32) (local $x f64)
            (local.set $x (f64.const 0.5))
            (drop (memory.grow (i32.const 1)))
            (loop
              (local.set $x (f64.mul (f64.const 3.99) (f64.mul (local.get $x) (f64.sub (f64.const 1) (local.get $x)))))
              (f64.store (i32.add (i32.const 8192) (i32.shl (local.get $i) (i32.const 3))) (f64.sqrt (local.get $x)))
              (f32.store (i32.add (i32.const 100000) (i32.shl (local.get $i) (i32.const 2)))
                (f32.demote_f64 (f64.div (local.get $x) (f64.sub (local.get $x) (local.get $x)))))
              (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5000))))
            """
        let first = try memory(after: fetch)
        #expect(first.count == 4 * 65536)
        #expect(try memory(after: fetch) == first)
    }
}
