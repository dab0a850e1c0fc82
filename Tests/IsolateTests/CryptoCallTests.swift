import Crypto
import Testing

@testable import Isolate
@testable import Wasm

/// The host calls `digest`, `hmac` and `verify`. Input at 2048, a second at 3000, a third at 3500, results at 4096.
struct CryptoCallTests {
    let host: Host

    init() throws { host = try Host() }

    private static let imports = """
        (import "swiftlet" "digest" (func $digest (param i32 i32 i32 i32 i32) (result i32)))
        (import "swiftlet" "hmac" (func $hmac (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
        (import "swiftlet" "verify" (func $verify (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
        """
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    /// RFC 8032 section 7.1, test 2: the key, the message and its signature.
    private static let key =
        "302a300506032b6570032100" + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    private static let signature =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

    /// A guest that makes one call and answers with its result in the status (200 + result, clipped) and with the room.
    private func guest(
        _ call: String, data: String = "", inInitialisation: Bool = false, memory: Int = 3, bodyBytes: UInt32 = 64
    ) -> String {
        let store = "(i32.store16 (i32.const 1032) (i32.add (i32.const 300) (call \(call))))"
        return Guest.module(
            imports: Self.imports, data: Guest.message(bodyKind: 1, body: (4096, bodyBytes)) + data,
            initialise: inInitialisation ? store : "",
            fetch: (inInitialisation ? "" : store) + " i32.const 1024",
            memory: "(memory (export \"memory\") \(memory))")
    }

    private func constants(_ numbers: UInt32...) -> String {
        numbers.map { "(i32.const \(Int32(bitPattern: $0)))" }.joined(separator: " ")
    }

    private func result(_ guest: String) throws -> (code: Int, body: [UInt8]) {
        let isolate = try host.start(host.deploy(guest))
        defer { isolate.end() }
        guard case .finished = host.settle(isolate), case .responded = isolate.outcome else {
            Issue.record("\(isolate.outcome)")
            return (.min, [])
        }
        return unsafe ((isolate.message.status ?? 0) - 300, Array(isolate.message.body))
    }

    private func hexadecimalData(_ digits: String, at address: Int) -> String {
        let letters = Array(digits)
        let escaped = stride(from: 0, to: letters.count, by: 2).map { "\\" + String(letters[$0..<$0 + 2]) }
        return Guest.text(escaped.joined(), at: address)
    }

    @Test(
        "A digest is written with its length as the result, in a request and in the initialisation",
        arguments: [false, true])
    func digest(_ inInitialisation: Bool) throws {
        let call = "$digest \(constants(1, 2048, 3, 4096, 64))"
        let (code, body) = try result(
            guest(call, data: Guest.text("abc"), inInitialisation: inInitialisation))
        #expect(code == 32)
        #expect(Hexadecimal.text(body.prefix(32)) == Self.abc)
        #expect(body.dropFirst(32).allSatisfy { $0 == 0 })
        #expect(try result(guest("$digest \(constants(2, 2048, 3, 4096, 64))")).code == 48)
        #expect(try result(guest("$digest \(constants(3, 2048, 3, 4096, 64))")).code == 64)
    }

    @Test("HMAC takes key and message", arguments: [false, true])
    func hmac(_ inInitialisation: Bool) throws {
        let call = "$hmac \(constants(1, 2048, 4, 3000, 28, 4096, 64))"
        let data = Guest.text("Jefe") + Guest.text("what do ya want for nothing?", at: 3000)
        let (code, body) = try result(guest(call, data: data, inInitialisation: inInitialisation))
        #expect(code == 32)
        #expect(
            Hexadecimal.text(body.prefix(32)) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("A genuine signature is 1, another 0, and a key of another kind an error", arguments: [false, true])
    func verify(_ inInitialisation: Bool) throws {
        let data =
            hexadecimalData(Self.key, at: 2048) + Guest.text("r", at: 3000) + hexadecimalData(Self.signature, at: 3500)
        func code(_ algorithm: UInt32, keyBytes: UInt32 = 44, messageBytes: UInt32 = 1) throws -> Int {
            let call = "$verify \(constants(algorithm, 2048, keyBytes, 3000, messageBytes, 3500, 64))"
            return try result(guest(call, data: data, inInitialisation: inInitialisation)).code
        }
        #expect(try code(3) == 1)
        #expect(try code(3, messageBytes: 2) == 0)
        #expect(try code(1) == -6)
        #expect(try code(2) == -6)
        #expect(try code(3, keyBytes: 43) == -6)
        #expect(try code(3, keyBytes: 0) == -6)
    }

    @Test(
        "An unknown algorithm and too little room are errors, and nothing is written",
        arguments: [0, 4, .max] as [UInt32])
    func invalid(_ algorithm: UInt32) throws {
        for call in [
            "$digest \(constants(algorithm, 2048, 3, 4096, 64))", "$digest \(constants(1, 2048, 3, 4096, 31))",
            "$digest \(constants(1, 2048, 3, 4096, 0))", "$hmac \(constants(algorithm, 2048, 3, 2048, 3, 4096, 64))",
            "$hmac \(constants(3, 2048, 3, 2048, 3, 4096, 63))",
            "$verify \(constants(algorithm, 2048, 3, 2048, 3, 4096, 64))",
        ] {
            let (code, body) = try result(guest(call))
            #expect(code == -6, "\(call)")
            #expect(body.allSatisfy { $0 == 0 })
        }
    }

    @Test("A MiB is the most that one call takes")
    func limit() throws {
        let most: UInt32 = 1 << 20
        func code(_ call: String) throws -> Int { try result(guest(call, memory: 20)).code }
        #expect(try code("$digest \(constants(1, 65_536, most, 4096, 64))") == 32)
        #expect(try code("$digest \(constants(1, 65_536, most + 1, 4096, 64))") == -5)
        #expect(try code("$hmac \(constants(1, 65_536, most, 65_536, most, 4096, 64))") == 32)
        #expect(try code("$hmac \(constants(1, 65_536, most + 1, 65_536, 1, 4096, 64))") == -5)
        #expect(try code("$hmac \(constants(1, 65_536, 1, 65_536, most + 1, 4096, 64))") == -5)
        for place in 0..<3 {
            let lengths = (0..<3).map { $0 == place ? most + 1 : 1 }
            let call = "$verify \(constants(3, 65_536, lengths[0], 65_536, lengths[1], 65_536, lengths[2]))"
            #expect(try code(call) == -5)
        }
    }

    @Test("Result and input may be the same bytes")
    func overlap() throws {
        let (code, body) = try result(
            guest("$digest \(constants(1, 4096, 3, 4096, 32))", data: Guest.text("abc", at: 4096)))
        #expect(code == 32)
        #expect(Hexadecimal.text(body.prefix(32)) == Self.abc)
        let hmac = try result(
            guest("$hmac \(constants(1, 4096, 3, 4096, 3, 4096, 32))", data: Guest.text("abc", at: 4096)))
        let apart = try result(
            guest("$hmac \(constants(1, 2048, 3, 2048, 3, 4096, 32))", data: Guest.text("abc")))
        #expect(hmac.body.prefix(32) == apart.body.prefix(32))
    }

    @Test("Addresses outside of memory stop the guest, in each place", arguments: BoundsTests.outside)
    func outside(_ place: (UInt32, UInt32)) throws {
        let good: (UInt32, UInt32) = (2048, 8)
        for index in 0..<3 {
            let (one, two, three) = (index == 0 ? place : good, index == 1 ? place : good, index == 2 ? place : good)
            for name in ["$hmac", "$verify"] {
                let call = "\(name) \(constants(1, one.0, one.1, two.0, two.1, three.0, three.1))"
                #expect(try host.fault(guest(call)).cause == .abi, "\(call)")
            }
            guard index < 2 else { continue }
            #expect(try host.fault(guest("$digest \(constants(1, one.0, one.1, two.0, two.1))")).cause == .abi)
        }
        let call = "$digest \(constants(1, place.0, place.1, 4096, 64))"
        #expect {
            _ = try host.deploy(guest(call, inInitialisation: true))
        } throws: {
            "\($0)".contains("digest: bytes outside of memory")
        }
    }
}
