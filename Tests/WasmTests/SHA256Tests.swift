import Testing

@testable import Wasm

struct SHA256Tests {
    @Test(
        "The digests of FIPS 180-4's examples are right",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(_ text: String, _ expected: String) {
        #expect(hexadecimal(SHA256.digest(Array(text.utf8))) == expected)
    }

    @Test("A million letters, in parts of every size, have the digest of the whole")
    func parts() {
        var hash = SHA256()
        var left = 1_000_000
        var part = 1
        while left > 0 {
            let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: min(part, left))
            unsafe bytes.withUnsafeBytes { unsafe hash.update($0) }
            left -= bytes.count
            part = part % 200 + 1
        }
        let digest = hash.finish()
        #expect(
            hexadecimal(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
