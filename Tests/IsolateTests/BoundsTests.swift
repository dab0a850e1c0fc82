import Testing

@testable import Isolate

/// Every place where a guest can pass an address, a length or a number, with each wrong value: a fault, never more.
struct BoundsTests {
    let host: Host
    /// The memory of `Guest.module`.
    static let end: UInt32 = 3 * 65536

    init() throws { host = try Host() }

    /// Runs of bytes that do not lie inside memory.
    static let outside: [(UInt32, UInt32)] = [
        (end, 1), (end - 1, 2), (0, end + 1), (.max, 1), (.max, .max), (1, .max), (end - 4, 5), (0x8000_0000, 16),
    ]

    @Test(
        "The answer's address must lie inside memory, all of it", arguments: [end, end - 59, end - 1, .max, .max - 59])
    func answerAddress(_ address: UInt32) throws {
        let fault = try host.fault(Guest.module(fetch: "i32.const \(Int32(bitPattern: address))"))
        #expect(fault.cause == .abi)
    }

    @Test("The body must lie inside memory", arguments: outside)
    func body(_ place: (UInt32, UInt32)) throws {
        let fault = try host.fault(Guest.module(data: Guest.message(bodyKind: 1, body: place)))
        #expect(fault.cause == .abi)
    }

    @Test("Method and target of a forward must lie inside memory", arguments: outside)
    func start(_ place: (UInt32, UInt32)) throws {
        #expect(try host.fault(Guest.module(data: Guest.message(kind: 2, method: place))).cause == .abi)
        #expect(try host.fault(Guest.module(data: Guest.message(kind: 2, target: place))).cause == .abi)
    }

    @Test("The tables of edits must lie inside memory")
    func editTables() throws {
        for at in [Self.end, Self.end - 19, .max, 0xffff_ffec] {
            #expect(try host.fault(Guest.module(data: Guest.message(edits: (1, at)))).cause == .abi)
            #expect(try host.fault(Guest.module(data: Guest.message(responseEdits: (1, at)))).cause == .abi)
        }
    }

    @Test("More edits than the limit are refused before any is read", arguments: [257, 0x1000_0000, .max] as [UInt32])
    func editCount(_ count: UInt32) throws {
        #expect(try host.fault(Guest.module(data: Guest.message(edits: (count, 0)))).cause == .message)
    }

    @Test("Names and values of edits must lie inside memory", arguments: outside)
    func editTexts(_ place: (UInt32, UInt32)) throws {
        let name = Guest.edit(1, name: place, value: (2048, 1)) + Guest.text("ab")
        let value = Guest.edit(1, name: (2048, 1), value: place) + Guest.text("ab")
        let removed = Guest.edit(3, name: place, value: (0, 0))
        for edit in [name, value, removed] {
            let fault = try host.fault(Guest.module(data: Guest.message(edits: (1, 1200)) + edit))
            #expect(fault.cause == .abi)
        }
    }

    @Test("Numbers that mean nothing are refused")
    func numbers() throws {
        let messages = [
            Guest.message(kind: 0), Guest.message(kind: 4), Guest.message(kind: .max), Guest.message(base: 1),
            Guest.message(base: 2), Guest.message(base: .max), Guest.message(status: 0), Guest.message(status: 199),
            Guest.message(status: 600), Guest.message(status: .max), Guest.message(bodyKind: 2),
            Guest.message(bodyKind: 3), Guest.message(kind: 2, base: 2), Guest.message(kind: 2, origin: 2),
            Guest.message(kind: 2, origin: .max), Guest.message(kind: 2, bodyKind: 2),
            Guest.message(edits: (1, 1200)) + Guest.edit(0, name: (2048, 1), value: (2048, 1)) + Guest.text("a"),
            Guest.message(edits: (1, 1200)) + Guest.edit(4, name: (2048, 1), value: (2048, 1)) + Guest.text("a"),
        ]
        for message in messages {
            #expect(try host.fault(Guest.module(data: message)).cause == .abi)
        }
    }

    @Test("What HTTP does not allow is refused", arguments: ["a b", "a:", "", "a\\0d\\0a", "\\ff", "a\\00"])
    func names(_ name: String) throws {
        let length = UInt32(lengthOfText(name))
        for operation in [1, 2, 3] as [UInt32] {
            let edit = Guest.edit(operation, name: (2048, length), value: (3000, 1)) + Guest.text(name)
            let fault = try host.fault(
                Guest.module(data: Guest.message(edits: (1, 1200)) + edit + Guest.text("v", at: 3000)))
            #expect(fault.cause == .message)
        }
    }

    @Test("Values, methods and targets that would break a head are refused")
    func values() throws {
        let edit = Guest.edit(1, name: (2048, 1), value: (2049, 3)) + Guest.text("ab\\0d\\0a")
        #expect(try host.fault(Guest.module(data: Guest.message(edits: (1, 1200)) + edit)).cause == .message)
        let method = Guest.message(kind: 2, method: (2048, 3)) + Guest.text("G T")
        #expect(try host.fault(Guest.module(data: method)).cause == .message)
        let target = Guest.message(kind: 2, target: (2048, 3)) + Guest.text("/ x")
        #expect(try host.fault(Guest.module(data: target)).cause == .message)
        let relative = Guest.message(kind: 2, target: (2048, 3)) + Guest.text("a/b")
        let tunnel = Guest.message(kind: 2, method: (2048, 7)) + Guest.text("CONNECT")
        #expect(try host.fault(Guest.module(data: tunnel)).cause == .message)
        #expect(try host.fault(Guest.module(data: relative)).cause == .message)
    }

    @Test("A body or edits above their limits are refused")
    func sizes() throws {
        var limits = WorkerLimits()
        limits.responseBodyBytes = 100
        limits.headBytes = 50
        let body = Guest.message(bodyKind: 1, body: (2048, 101))
        let fault = try host.fault(Guest.module(data: body), limits: limits)
        #expect(fault.cause == .message)
        #expect(fault.limit == Fault.Limit(key: "limits.response_body_bytes", value: "100B"))
        let spaces = String(repeating: "v", count: 60)
        let edit = Guest.edit(1, name: (2048, 1), value: (2048, 50)) + Guest.text(spaces)
        #expect(
            try host.fault(Guest.module(data: Guest.message(edits: (1, 1200)) + edit), limits: limits).cause == .message
        )
    }

    @Test("Host calls that pass addresses outside of memory stop the guest", arguments: outside)
    func hostCalls(_ place: (UInt32, UInt32)) throws {
        let at = "(i32.const \(Int32(bitPattern: place.0))) (i32.const \(Int32(bitPattern: place.1)))"
        let imports = """
            (import "swiftlet" "origin" (func $origin (param i32 i32) (result i32)))
            (import "swiftlet" "variable" (func $variable (param i32 i32 i32 i32) (result i32)))
            (import "swiftlet" "random" (func $random (param i32 i32)))
            \(Guest.logImport) \(Guest.readImport) \(Guest.sendImport)
            """
        let calls = [
            "(drop (call $origin \(at)))", "(drop (call $variable \(at) (i32.const 0) (i32.const 0)))",
            "(call $random \(at))", "(call $log (i32.const 1) \(at))", "(drop (call $read (i32.const 1) \(at)))",
        ]
        for call in calls {
            let fault = try host.fault(Guest.module(imports: imports, fetch: call + " i32.const 1024"))
            #expect(fault.cause == .abi, "\(call)")
        }
    }

    @Test("A subrequest's message must lie inside memory", arguments: [end, end - 59, .max] as [UInt32])
    func send(_ address: UInt32) throws {
        let fault = try host.fault(
            Guest.module(
                imports: Guest.sendImport,
                fetch: "(drop (call $send (i32.const 0) (i32.const \(Int32(bitPattern: address))))) i32.const 1024"))
        #expect(fault.cause == .abi)
    }

    @Test("A variable is not copied to an address outside of memory")
    func variableRoom() throws {
        let guest = Guest.module(
            imports: "(import \"swiftlet\" \"variable\" (func $variable (param i32 i32 i32 i32) (result i32)))",
            data: Guest.text("A"),
            fetch: """
                (drop (call $variable (i32.const 2048) (i32.const 1) (i32.const -2) (i32.const 9)))
                i32.const 1024
                """)
        let isolate = try host.start(host.deploy(guest, variables: [("A", "dark")]))
        defer { isolate.end() }
        _ = host.settle(isolate)
        guard case .failed(let fault) = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return
        }
        #expect(fault.cause == .abi)
    }
}

/// How many bytes a text has once its escapes are read.
private func lengthOfText(_ text: String) -> Int {
    var count = 0
    var rest = text[...]
    while let character = rest.first {
        rest = rest.dropFirst(character == "\\" ? 3 : 1)
        count += 1
    }
    return count
}
