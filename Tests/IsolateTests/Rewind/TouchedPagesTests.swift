import Testing

@testable import Isolate
@testable import Wasm

/// What an isolate leaves alone for some requests is made read-only; what it does there later is undone all the same.
@Suite("Pages that no request has touched")
struct TouchedPagesTests {
    private let host: Host

    init() throws { host = try Host() }

    /// A letter in the target, "/?A" to "/?U", names one of 21 pages from 110,000 on. Answers "0", and something else
    /// where any of these pages is not zero before `deed` is done with `$page`, its address; "/?a" does nothing.
    private func worker(_ deed: String, imports: String = "") -> String {
        Guest.module(
            imports: imports,
            data: Guest.message(bodyKind: 1, body: (UInt32(Guest.text), 1)) + Guest.text("0"),
            fetch: """
                (local $i i32) (local $sum i64) (local $page i32)
                (local.set $i (i32.const 102400))
                (loop $l
                  (local.set $sum (i64.or (local.get $sum) (i64.load (local.get $i))))
                  (local.set $i (i32.add (local.get $i) (i32.const 8)))
                  (br_if $l (i32.lt_u (local.get $i) (i32.const 196608))))
                (if (i64.ne (local.get $sum) (i64.const 0)) (then (i32.store8 (i32.const 2048) (i32.const 49))))
                (local.set $page
                  (i32.load8_u (i32.add (i32.const 65538) (i32.load (i32.const 65564)))))
                (if (i32.lt_u (local.get $page) (i32.const 97))
                  (then
                    (local.set $page
                      (i32.add (i32.const 110000) (i32.mul (i32.sub (local.get $page) (i32.const 65)) (i32.const 4096))))
                    \(deed)))
                i32.const 1024
                """,
            more: "(global $state (mut i32) (i32.const 0))")
    }

    private func answer(_ deployment: Deployment, _ letter: String, head: String = "") throws -> String {
        let isolate = try host.start(deployment, "GET /?\(letter) HTTP/1.1\r\nHost: h\r\n\(head)\r\n")
        defer { isolate.end() }
        _ = host.settle(isolate)
        guard case .responded = isolate.outcome else { return "\(isolate.outcome)" }
        return unsafe String(decoding: isolate.message.body, as: UTF8.self)
    }

    /// As many quiet requests as it takes for pages to be protected.
    private func quiet(_ deployment: Deployment, times: Int = 12) throws {
        for _ in 0..<times { #expect(try answer(deployment, "a") == "0") }
    }

    @Test("a write to one is carried out, and undone before the next request")
    func written() throws {
        let deployment = try host.deploy(
            worker(
                """
                (i32.store (local.get $page) (i32.const -1))
                (if (i32.ne (i32.load (local.get $page)) (i32.const -1)) (then (i32.store8 (i32.const 2048) (i32.const 33))))
                """))
        try quiet(deployment)
        for _ in 0..<30 {
            #expect(try answer(deployment, "C") == "0")
            #expect(try answer(deployment, "a") == "0")
        }
    }

    @Test("so is one to another page each time, however often")
    func wandering() throws {
        let deployment = try host.deploy(worker("(i32.store (local.get $page) (i32.const -1))"))
        for _ in 0..<4 {
            for letter in "ABCDEFGHIJKLMNOPQRSTU" {
                try quiet(deployment, times: 9)
                #expect(try answer(deployment, String(letter)) == "0")
            }
        }
        try quiet(deployment)
    }

    @Test("a write over the border of two pages is undone on both sides")
    func border() throws {
        let deployment = try host.deploy(worker("(i64.store (i32.const 122876) (i64.const -1))"))
        try quiet(deployment)
        #expect(try answer(deployment, "A") == "0")
        try quiet(deployment)
    }

    @Test("what memory.fill and memory.copy write over many is undone")
    func bulk() throws {
        let deployment = try host.deploy(
            worker(
                """
                (memory.fill (i32.const 110000) (i32.const 7) (i32.const 80000))
                (memory.copy (i32.const 103000) (i32.const 110000) (i32.const 5000))
                """))
        try quiet(deployment)
        #expect(try answer(deployment, "A") == "0")
        try quiet(deployment)
    }

    @Test("what the host writes there is undone: random bytes of the kernel, a head longer than any before")
    func writtenByTheHost() throws {
        let deployment = try host.deploy(
            worker(
                "(call $random (local.get $page) (i32.const 20000))",
                imports: "(import \"swiftlet\" \"random\" (func $random (param i32 i32)))"))
        try quiet(deployment)
        #expect(try answer(deployment, "C") == "0")
        try quiet(deployment)
        let long = (0..<60).map { "X-\($0): " + String(repeating: "v", count: 400) + "\r\n" }.joined()
        #expect(try answer(deployment, "a", head: long) == "0")
        try quiet(deployment)
    }

    @Test("an instance that grew, or trapped, with protected pages leaves a slot that is as good as any")
    func givenUp() throws {
        let deed = "(i32.store (local.get $page) (i32.const -1))"
        let growing = try host.deploy(worker("(drop (memory.grow (i32.const 2))) \(deed)"))
        let trapping = try host.deploy(worker("\(deed) unreachable"))
        for _ in 0..<3 {
            try quiet(growing)
            #expect(try answer(growing, "B") == "0")
            try quiet(trapping)
            #expect(try answer(trapping, "B") != "0")
        }
        try quiet(growing)
        try quiet(trapping)
    }

    @Test("an access outside of memory is a fault of the worker's, as ever")
    func outside() throws {
        let deployment = try host.deploy(worker("(i32.store (i32.const 200000) (i32.const -1))"))
        try quiet(deployment)
        #expect(try answer(deployment, "B").contains("memory"))
        try quiet(deployment)
    }
}
