import Testing

@testable import Isolate
@testable import Wasm

/// An isolate that is used again must not be told from a new one.
@Suite("Rewound isolates")
struct RewindTests {
    private let host: Host

    init() throws { host = try Host() }

    /// Answers one digit: what the body of `fetch` leaves at address 2048 plus "0".
    private func digit(_ fetch: String, more: String = "", imports: String = "") -> String {
        Guest.module(
            imports: imports, data: Guest.message(bodyKind: 1, body: (UInt32(Guest.text), 1)) + Guest.text("0"),
            fetch: fetch + "\ni32.const 1024",
            more: "(global $state (mut i32) (i32.const 0)) (global $wide (mut i64) (i64.const 5))"
                + "(global $real (mut f64) (f64.const 2.5)) " + more)
    }

    private func answers(_ text: String, times: Int = 40) throws -> Set<String> {
        let deployment = try host.deploy(text)
        #expect(deployment.pristine != nil, "these modules can be rewound")
        var seen: Set<String> = []
        for _ in 0..<times { seen.insert(try host.body(deployment)) }
        return seen
    }

    @Test("memory that a request changed is as it was for the next")
    func memory() throws {
        let seen = try answers(
            digit(
                """
                (i32.store8 (i32.const 2048) (i32.add (i32.load8_u (i32.const 2048)) (i32.load8_u (i32.const 9000))))
                (i32.store8 (i32.const 9000) (i32.add (i32.load8_u (i32.const 9000)) (i32.const 1)))
                """))
        #expect(seen == ["0"])
    }

    @Test("so is every byte of it, the request area and the last one too")
    func wholeMemory() throws {
        // Adds up the three pages before it fills them, but for the request area's head block.
        let seen = try answers(
            digit(
                """
                (local $i i32) (local $sum i32)
                (local.set $i (i32.const 4096))
                (loop $l
                  (if (i32.or (i32.lt_u (local.get $i) (i32.const 65536)) (i32.gt_u (local.get $i) (i32.const 70000)))
                    (then (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $i))))))
                  (i32.store8 (local.get $i) (i32.const 255))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $i) (i32.const 196608))))
                (if (local.get $sum) (then (i32.store8 (i32.const 2048) (i32.const 49))))
                """), times: 10)
        #expect(seen == ["0"])
    }

    @Test("so are globals of each type")
    func globals() throws {
        let seen = try answers(
            digit(
                """
                (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.add (global.get $state)
                  (i32.add (i32.ne (i32.wrap_i64 (global.get $wide)) (i32.const 5))
                    (f64.ne (global.get $real) (f64.const 2.5))))))
                (global.set $state (i32.const 3)) (global.set $wide (i64.const -1)) (global.set $real (f64.const 9))
                """))
        #expect(seen == ["0"])
    }

    @Test("memory that grew is given up: the next request has the old size")
    func grownMemory() throws {
        let seen = try answers(
            digit(
                """
                (i32.store8 (i32.const 2048) (i32.add (i32.const 45) (memory.size)))
                (drop (memory.grow (i32.const 2)))
                """))
        #expect(seen == ["0"])
    }

    @Test("after a trap, an abandoned run and a thrown error the next request finds nothing of them")
    func afterFailures() throws {
        // The first path byte decides: traps after having written, or answers what it finds.
        let deployment = try host.deploy(
            digit(
                """
                (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.load8_u (i32.const 9000))))
                (i32.store8 (i32.const 9000) (i32.const 7))
                (global.set $state (i32.add (global.get $state) (i32.const 1)))
                (if (i32.ne (global.get $state) (i32.const 1)) (then (i32.store8 (i32.const 2048) (i32.const 33))))
                (if (i32.eq (i32.load8_u (i32.add (i32.const 65536) (i32.load (i32.const 65556)))) (i32.const 84))
                  (then unreachable))
                """))
        for round in 0..<20 {
            // A method that begins with T traps after it has written.
            let isolate = try host.start(deployment, "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n")
            if round % 2 == 0 {
                _ = host.settle(isolate)
                guard case .failed(let fault) = isolate.outcome, fault.cause == .trap else {
                    Issue.record("it did not trap: \(isolate.outcome)")
                    return
                }
            }
            isolate.end()
            #expect(try host.body(deployment) == "0")
        }
    }

    @Test("isolates that live at the same time do not share")
    func simultaneous() throws {
        let deployment = try host.deploy(
            digit(
                """
                (i32.store8 (i32.const 2048) (i32.add (i32.const 48) (i32.load8_u (i32.const 9000))))
                (i32.store8 (i32.const 9000) (i32.const 1))
                """))
        for _ in 0..<5 {
            let isolates = try (0..<40).map { _ in try host.start(deployment) }
            for isolate in isolates {
                _ = host.settle(isolate)
                #expect(unsafe String(decoding: isolate.message.body, as: UTF8.self) == "0")
            }
            for isolate in isolates { isolate.end() }
        }
    }

    @Test("deployments never get each other's sandboxes")
    func deployments() throws {
        let workers = try (0..<4).map { number in
            try host.deploy(
                Guest.module(
                    data: Guest.message(bodyKind: 1, body: (UInt32(Guest.text), 1)) + Guest.text("\(number)"),
                    more: "(global $state (mut i32) (i32.const 0))"))
        }
        for round in 0..<80 { #expect(try host.body(workers[round % 4]) == "\(round % 4)") }
    }

    @Test(
        "a module whose code could change a table is made anew each time",
        arguments: [
            "(table.set $t (i32.const 0) (ref.func $f))", "(drop (table.grow $t (ref.func $f) (i32.const 1)))",
            "(table.fill $t (i32.const 0) (ref.func $f) (i32.const 1))",
            "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 1))",
        ])
    func tables(instruction: String) throws {
        let text = Guest.module(
            data: Guest.message(bodyKind: 1, body: (UInt32(Guest.text), 2)) + Guest.text("ok"),
            fetch: "(if (i32.const 0) (then \(instruction))) i32.const 1024",
            more: "(global $state (mut i32) (i32.const 0)) (func $f) (table $t 2 4 funcref) (elem (i32.const 0) $f $f)")
        let deployment = try host.deploy(text)
        #expect(deployment.pristine == nil)
        #expect(try host.body(deployment) == "ok")
    }

    @Test("slots kept for one deployment are given up when another needs them")
    func slots() throws {
        var settings = RuntimeSettings()
        settings.isolatesMax = 8
        let runtime = try IsolateRuntime(settings)
        let pool = IsolatePool(runtime: runtime)
        let module = try Module.bytes(fromText: digit("nop"))
        let first = try Deployment(name: "first", module: module, runtime: runtime)
        let second = try Deployment(name: "second", module: module, runtime: runtime)
        for deployment in [first, second, first] {
            let isolates = try (0..<8).map { _ in try host.start(deployment, in: pool) }
            for isolate in isolates { _ = host.settle(isolate) }
            for isolate in isolates { isolate.end() }
        }
        #expect(pool.running == 0)
    }
}
