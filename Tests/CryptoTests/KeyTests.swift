internal import COpenSSL
import Testing

@testable import Crypto

struct KeyTests {
    @Test("A key of one kind is none for the others")
    func kinds() {
        for (algorithm, token) in SignatureTests.examples {
            for (other, wrong) in SignatureTests.examples where other != algorithm {
                #expect(throws: CryptoError.key) {
                    try algorithm.verify(token.signature, over: token.message, key: wrong.key)
                }
            }
        }
        #expect(ERR_peek_error() == 0)
    }

    @Test(
        "Keys of relatives are refused: P-384, secp256k1, X25519, Ed448",
        arguments: [
            "3076301006072a8648ce3d020106052b81040022036200044b27b1e296922e8c998cc7594bc1d95ff2ed235cadfc55d4cb80773e5a"
                + "85908ccbc55a17c470a7ccdcc24b00a956f1f4560c871a64d07353e70a1e37497a3dd11a8e8b52ac75c8fd604ccf0668867d"
                + "2b3b6be529c1d6b057eb5b716ab93f2e1b",
            "3056301006072a8648ce3d020106052b8104000a03420004303bcc7b874bab53bfe7f1f2d85adcf142b12a22dd30fee62efc5001ce"
                + "32093ef5e752bb8df344226064fc4a183afe837606f5177df913e31470182796fd52ac",
            "302a300506032b656e032100016b976258c67e2d912e319a22f09dcff8ea0f3d726efe03efb32cfcfcb4742f",
            "3043300506032b6571033a006483ba9346a9ea737adcf25ee7ce5caeda19317d1a3163d068076d9de0353a535c16b78afa5453959c"
                + "0d9f7bef250c94e02a58e5e86d369180",
        ])
    func relatives(_ key: String) { expectRefusal(bytes(key)) }

    @Test("An RSA key that is for RSASSA-PSS only is refused, and one without its NULL")
    func otherRSA() {
        for algorithm in ["06092a864886f70d01010a", "06092a864886f70d010101", "06092a864886f70d0101010500" + "00"] {
            expectRefusal(KeyWriter.rsa(modulus: Token.rsaModulus, exponent: [1, 0, 1], algorithm: bytes(algorithm)))
        }
    }

    @Test("A curve that is described instead of named is refused, though it were P-256")
    func describedCurve() {
        let field = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
        let parameters = KeyWriter.value(
            0x30,
            [2, 1, 1]
                + KeyWriter.value(
                    0x30, bytes("06072a8648ce3d0101") + KeyWriter.natural(bytes(field))))
        let algorithm = KeyWriter.value(0x30, bytes("06072a8648ce3d0201") + parameters)
        let point = KeyWriter.value(0x03, [0, 4] + Token.p256X + Token.p256Y)
        expectRefusal(KeyWriter.value(0x30, algorithm + point))
    }

    @Test("A point may be compressed, and must be on the curve")
    func points() throws {
        let token = Token.es256
        let form: UInt8 = (Token.p256Y.last ?? 0) & 1 == 1 ? 3 : 2
        let compressed = KeyWriter.p256(point: [form] + Token.p256X)
        #expect(try SignatureAlgorithm.es256.verify(token.signature, over: token.message, key: compressed))
        let mirrored = KeyWriter.p256(point: [form ^ 1] + Token.p256X)
        #expect(try !SignatureAlgorithm.es256.verify(token.signature, over: token.message, key: mirrored))
        var y = Token.p256Y
        y[31] ^= 1
        for point in [
            [4] + Token.p256X + y, [0], [], [6] + Token.p256X + Token.p256Y, [4] + Token.p256X, [form] + y + [0],
            [4] + [UInt8](repeating: 0xff, count: 64), [4] + [UInt8](repeating: 0, count: 64),
        ] {
            expectRefusal(KeyWriter.p256(point: point))
        }
    }

    @Test("RSA keys have 2048 to 8192 bits")
    func modulusBits() throws {
        for bits in [2048, 2049, 4096, 8192] {
            let key = KeyWriter.rsa(modulus: KeyWriter.odd(bits: bits), exponent: [1, 0, 1])
            #expect(try !SignatureAlgorithm.rs256.verify([1], over: [], key: key), "\(bits)")
        }
        for bits in [1, 512, 1024, 2047, 8193, 16_384] {
            expectRefusal(KeyWriter.rsa(modulus: KeyWriter.odd(bits: bits), exponent: [1, 0, 1]))
        }
        var even = Token.rsaModulus
        even[255] &= 0xfe
        expectRefusal(KeyWriter.rsa(modulus: even, exponent: [1, 0, 1]))
    }

    @Test("Their exponents are odd, above one, and have at most 64 bits")
    func exponents() throws {
        for exponent in [[3], [1, 0, 1], [0xff, 0, 0, 0, 0, 0, 0, 1]] as [[UInt8]] {
            let key = KeyWriter.rsa(modulus: Token.rsaModulus, exponent: exponent)
            _ = try SignatureAlgorithm.rs256.verify(Token.rs256.signature, over: [], key: key)
        }
        for exponent in [[0], [1], [2], [1, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 1], Token.rsaModulus] as [[UInt8]] {
            expectRefusal(KeyWriter.rsa(modulus: Token.rsaModulus, exponent: exponent))
        }
    }

    @Test("An Ed25519 key has 32 bytes")
    func ed25519Length() {
        for count in [0, 31, 33, 64] {
            expectRefusal(KeyWriter.ed25519([UInt8](repeating: 9, count: count)))
        }
    }

    @Test("A key that is cut short anywhere is none, and neither is one with something behind it")
    func cutShort() {
        for (_, token) in SignatureTests.examples {
            for count in 0..<token.key.count { expectRefusal(Array(token.key.prefix(count))) }
            expectRefusal(token.key + [0])
            expectRefusal(token.key + token.key)
        }
    }

    @Test("Whatever byte is changed: a key or none, and nothing left in OpenSSL's queue")
    func changed() {
        for (algorithm, token) in SignatureTests.examples {
            for position in token.key.indices {
                for change in [0x01, 0x80, 0xff] as [UInt8] {
                    var key = token.key
                    key[position] ^= change
                    let result = Result { () throws(CryptoError) in
                        try algorithm.verify(token.signature, over: token.message, key: key)
                    }
                    #expect((try? result.get()) != true)
                }
            }
        }
        #expect(ERR_peek_error() == 0)
    }

    @Test("What is not the shortest encoding is no DER")
    func encodings() {
        let key = Token.ed25519Key
        let body = bytes("3005" + "06032b6570" + "0321" + "00") + key
        #expect(KeyWriter.ed25519(key) == [0x30, 42] + body)
        expectRefusal([0x30, 0x81, 42] + body)
        expectRefusal([0x30, 0x82, 0, 42] + body)
        expectRefusal([0x30, 0x80] + body + [0, 0])
        expectRefusal([0x30, 0x84, 0xff, 0xff, 0xff, 0xff] + body)
        // Unused bits; a number with a needless zero, and a negative one.
        expectRefusal([0x30, 42] + bytes("3005" + "06032b6570" + "0321" + "01") + key)
        let modulus = KeyWriter.natural(Token.rsaModulus)
        for exponent in ["020400010001", "0203810001", "0200"] {
            let numbers = KeyWriter.value(0x30, modulus + bytes(exponent))
            let algorithm = bytes("300d06092a864886f70d0101010500")
            expectRefusal(KeyWriter.value(0x30, algorithm + KeyWriter.value(0x03, [0] + numbers)))
        }
    }

    private func expectRefusal(_ key: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        for algorithm in SignatureAlgorithm.allCases {
            #expect(throws: CryptoError.key, "\(algorithm)", sourceLocation: sourceLocation) {
                try algorithm.verify([UInt8](repeating: 1, count: 64), over: [1, 2], key: key)
            }
        }
        #expect(ERR_peek_error() == 0, sourceLocation: sourceLocation)
    }
}
