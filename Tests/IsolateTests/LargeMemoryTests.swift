import Glibc
import Testing

@testable import Isolate
@testable import Wasm

/// Isolates whose memory has grown are freed by another thread.
@Suite("Large memories")
struct LargeMemoryTests {
    /// Answers "0" if all that it grows to is zero, then writes to all of it.
    private static let growing = Guest.module(
        data: Guest.message(bodyKind: 1, body: (UInt32(Guest.text), 1)) + Guest.text("0"),
        fetch: """
            (local $at i32) (local $sum i32)
            (drop (memory.grow (i32.const 61)))
            (local.set $at (i32.const 196608))
            (loop $next
              (local.set $sum (i32.or (local.get $sum) (i32.load8_u (local.get $at))))
              (i32.store8 (local.get $at) (i32.const 255))
              (local.set $at (i32.add (local.get $at) (i32.const 1024)))
              (br_if $next (i32.lt_u (local.get $at) (i32.const 4194304))))
            (if (local.get $sum) (then (i32.store8 (i32.const 2048) (i32.const 49))))
            i32.const 1024
            """)

    private func runtime(slots: Int) throws -> IsolateRuntime {
        var settings = RuntimeSettings()
        settings.isolatesMax = slots
        return try IsolateRuntime(settings)
    }

    @Test("leave nothing in their slots, whoever frees them")
    func nothingIsLeft() throws {
        let host = try Host(runtime(slots: 4))
        defer { host.pool.close() }
        let deployment = try host.deploy(Self.growing)
        var answers: [String: Int] = [:]
        for _ in 0..<300 {
            do { answers[try host.body(deployment), default: 0] += 1 } catch let error as IsolateError {
                // The slots are being freed.
                #expect(error.kind == .busy)
                answers["busy", default: 0] += 1
            }
        }
        #expect(answers["0", default: 0] > 4)
        #expect(Set(answers.keys).isSubset(of: ["0", "busy"]))
    }

    @Test("give their slots back, all of them")
    func slots() throws {
        let host = try Host(runtime(slots: 4))
        defer { host.pool.close() }
        let deployment = try host.deploy(Self.growing)
        for _ in 0..<100 { _ = try? host.body(deployment) }
        // The thread that frees them gets its time; a slot that it lost would never come back.
        var alive: [Isolate] = []
        for _ in 0..<5_000 where alive.count < 4 {
            if let isolate = try? host.start(deployment) { alive.append(isolate) } else { usleep(1_000) }
        }
        #expect(alive.count == 4)
        for isolate in alive { isolate.end() }
    }

    @Test("are freed before their engine is")
    func engineEnds() throws {
        for _ in 0..<3 {
            let host = try Host(runtime(slots: 8))
            let deployment = try host.deploy(Self.growing)
            for _ in 0..<8 { #expect(try host.body(deployment) == "0") }
            host.pool.close()
        }
    }
}
