import Testing

@testable import Isolate
@testable import Wasm

struct SecretTests {
    let host: Host
    private static let value = "hunter2hunter2"

    init() throws { host = try Host() }

    /// A guest that asks for the secret named at 2048, into the body at 4096; the status is 300 + result.
    private func guest(name: String = "TOKEN", capacity: Int = 64, room: Int = 4096, inInitialisation: Bool = false)
        -> String
    {
        let call = """
            (i32.store16 (i32.const 1032) (i32.add (i32.const 300) (call $secret (i32.const 2048)
              (i32.const \(name.utf8.count)) (i32.const \(room)) (i32.const \(capacity)))))
            """
        return Guest.module(
            imports: "(import \"swiftlet\" \"secret\" (func $secret (param i32 i32 i32 i32) (result i32)))",
            data: Guest.message(bodyKind: 1, body: (4096, 14)) + Guest.text(name),
            initialise: inInitialisation ? call : "", fetch: (inInitialisation ? "" : call) + " i32.const 1024")
    }

    private func run(_ guest: String) throws -> (code: Int, body: String) {
        let isolate = try host.start(
            host.deploy(
                guest, variables: [("TOKEN", "a variable")], secrets: [("TOKEN", SecretValue(Array(Self.value.utf8)))]))
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return (.min, "")
        }
        return ((isolate.message.status ?? 0) - 300, isolate.message.bodyText)
    }

    @Test("A worker gets the secrets that it is given, which are not its variables")
    func value() throws {
        let (code, body) = try run(guest())
        #expect(code == 14)
        #expect(body == Self.value)
        #expect(try run(guest(capacity: 14)).body == Self.value)
    }

    @Test("Others are unknown to it")
    func unknown() throws {
        for name in ["TOKE", "TOKENS", "token", ""] { #expect(try run(guest(name: name)).code == -1) }
    }

    @Test("Where there is less room only the length is told")
    func room() throws {
        for capacity in [0, 13] {
            let (code, body) = try run(guest(capacity: capacity))
            #expect(code == 14)
            #expect(body.utf8.allSatisfy { $0 == 0 })
        }
    }

    @Test("Addresses outside of memory stop the guest")
    func outside() throws {
        for room in [3 * 65_536, 3 * 65_536 - 13, -1] {
            let deployment = try host.deploy(
                guest(room: room), secrets: [("TOKEN", SecretValue(Array(Self.value.utf8)))])
            let isolate = try host.start(deployment)
            defer { isolate.end() }
            _ = host.settle(isolate)
            guard case .failed(let fault) = isolate.outcome else {
                Issue.record("\(isolate.outcome)")
                continue
            }
            #expect(fault.cause == .abi)
            #expect(!"\(fault)".contains("hunter2"))
        }
    }

    @Test("The initialisation, whose memory is kept in a cache, does not get them")
    func initialisation() {
        #expect {
            _ = try host.deploy(guest(inInitialisation: true))
        } throws: {
            "\($0)".contains("before there is a request")
        }
    }

    @Test("The version does not depend on them")
    func version() throws {
        let one = try host.deploy(guest(), secrets: [("TOKEN", SecretValue([1]))])
        let other = try host.deploy(guest(), secrets: [("TOKEN", SecretValue([2]))])
        #expect(one.version == other.version)
    }

    @Test("Whoever prints one does not see it")
    func description() {
        let secret = SecretValue(Array(Self.value.utf8))
        var dumped = ""
        dump(["a": secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(("TOKEN", secret))", dumped] {
            #expect(!text.contains("hunter2") && !text.contains("104"), "\(text)")
        }
    }
}
