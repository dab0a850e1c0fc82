import Testing

@testable import Crypto

struct HashFunctionTests {
    /// A message, and its hashes by SHA-256, SHA-384 and SHA-512.
    static let examples: [(String, [String])] = [
        (
            "",
            [
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
                "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f"
                    + "63b931bd47417a81a538327af927da3e",
            ]
        ),
        (
            "abc",
            [
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                    + "454d4423643ce80e2a9ac94fa54ca49f",
            ]
        ),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            [
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450de5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b",
                "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07f9aa1d3bea57789ca0"
                    + "31ad85c7a71dd70354ec631238ca3445",
            ]
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                + "mnopqrstnopqrstu",
            [
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
                "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039",
                "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433a"
                    + "c7d329eeb6dd26545e96e55b874be909",
            ]
        ),
    ]

    @Test("The hashes of FIPS 180-4's examples are right", arguments: examples)
    func published(_ text: String, _ expected: [String]) throws {
        for (function, expected) in zip(HashFunction.allCases, expected) {
            #expect(try hexadecimal(function.digest(Array(text.utf8))) == expected)
            #expect(try hexadecimal(function.digest(of: Array(text.utf8))) == expected)
            #expect(try hexadecimal(function.digest(of: Array("\(text)!".utf8), first: text.utf8.count)) == expected)
        }
    }

    @Test("A million letters have the hash that FIPS 180-4 says")
    func long() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            try hexadecimal(HashFunction.sha256.digest(bytes))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("Too little room is an error, and nothing is written", arguments: HashFunction.allCases)
    func room(_ function: HashFunction) {
        var room = [UInt8](repeating: 7, count: function.byteCount - 1)
        unsafe room.withUnsafeMutableBytes { room in
            let key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            #expect(throws: CryptoError.room) { unsafe try function.digest(key, into: room) }
            #expect(throws: CryptoError.room) { unsafe try function.authenticate(key, key: key, into: room) }
        }
        #expect(room.allSatisfy { $0 == 7 })
    }
}
