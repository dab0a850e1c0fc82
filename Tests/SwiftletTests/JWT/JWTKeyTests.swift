import Testing

@testable import Swiftlet

@Suite struct JWTKeyTests {
    @Test(
        "A JWK becomes the DER that OpenSSL writes",
        arguments: [
            (Vectors.rsa, Vectors.rsaPEM, JWTAlgorithm.rs256), (Vectors.p256, Vectors.p256PEM, .es256),
            (Vectors.ed25519, Vectors.ed25519PEM, .edDSA),
        ])
    func encoded(jwk: String, pem: StaticString, algorithm: JWTAlgorithm) throws {
        let key = try #require(try Vectors.key(jwk))
        #expect(key.algorithm == algorithm && key.material == JWTKey(pem: pem).material && key.id == nil)
        #expect(JWTKey(pem: pem).algorithm == algorithm)
    }

    @Test("A modulus below 128 in its first byte, of 3072 and 8192 bits, is written without a zero before it")
    func moduli() throws {
        for bytes in [384, 1024] {
            let modulus = Bytes(copying: [0x7f] + [UInt8](repeating: 1, count: bytes - 1))
            let der = try #require(SubjectPublicKeyInfo.rsa(modulus: modulus, exponent: Bytes("\u{3}")))
            #expect(SubjectPublicKeyInfo.algorithm(of: der) == .rs256)
            // SEQUENCE, algorithm, BIT STRING, SEQUENCE, INTEGER, INTEGER 3.
            #expect(der.count == 4 + 15 + 4 + 1 + 4 + 4 + bytes + 3)
            #expect(Array(der.suffix(5)) == [1, 1, 2, 1, 3])
        }
    }

    @Test("Zeros before a modulus are dropped: some issuers write them")
    func zeros() throws {
        let modulus = Array(try #require(Bytes(base64URL: Vectors.modulus)))
        let padded = (([0, 0] as [UInt8]) + modulus).base64URL()
        let key = try Vectors.key(#""kty":"RSA","n":"\#(padded)","e":"AAEAAQ""#)
        #expect(key?.material == JWTKey(pem: Vectors.rsaPEM).material)
    }

    @Test(
        "Keys of other kinds, uses and algorithms, and malformed ones, are none",
        arguments: [
            "", #""kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ""#, #""kty":"XYZ""#, #""kty":7"#,
            Vectors.p256 + #","alg":"ES384""#, Vectors.p256 + #","alg":"HS256""#, Vectors.p256 + #","alg":null"#,
            Vectors.p256 + #","use":"enc""#, Vectors.p256 + #","use":1"#, Vectors.p256 + #","key_ops":["sign"]"#,
            Vectors.p256 + #","key_ops":"verify""#, Vectors.p256 + #","key_ops":[]"#, Vectors.p256 + #","kid":7"#,
            Vectors.rsa + #","alg":"PS256""#, Vectors.rsa + #","alg":"RS512""#,
            #""kty":"EC","crv":"P-384","x":"AA","y":"AA""#, #""kty":"EC","crv":"P-256","x":"AA","y":"AA""#,
            #""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU""#,
            #""kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#,
            #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=""#,
            #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ""#,
            #""kty":"RSA","n":"\#(Vectors.modulus)""#, #""kty":"RSA","n":"","e":"AQAB""#,
            #""kty":"RSA","n":"\#(Vectors.modulus)","e":"""#, #""kty":"RSA","n":"\#(Vectors.modulus)","e":"AA""#,
            #""kty":"RSA","n":"\#(Vectors.modulus)","e":"AQ""#, #""kty":"RSA","n":"\#(Vectors.modulus)","e":"Ag""#,
            #""kty":"RSA","n":"\#(Vectors.modulus)","e":"AQAAAAE""#,
            #""kty":"RSA","n":"\#(Vectors.modulus.prefix(340))","e":"AQAB""#,
        ])
    func none(members: String) throws {
        #expect(try Vectors.key(members) == nil)
    }

    @Test("What says that a key is for checking signatures does no harm, and private members are not looked at")
    func welcome() throws {
        for more in [#""use":"sig""#, #""key_ops":["sign","verify"]"#, #""alg":"EdDSA""#, #""alg":"Ed25519""#] {
            #expect(try Vectors.key(Vectors.ed25519 + "," + more) != nil)
        }
        let key = try Vectors.key(Vectors.ed25519 + #","kid":"one","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#)
        #expect(key?.id == Bytes("one") && key?.material == JWTKey(pem: Vectors.ed25519PEM).material)
    }

    @Test("An RSA modulus has 2048 to 8192 bits")
    func bits() {
        func isKey(_ first: UInt8, _ bytes: Int) -> Bool {
            let modulus = Bytes(copying: [first] + [UInt8](repeating: 0xff, count: bytes - 1))
            return SubjectPublicKeyInfo.rsa(modulus: modulus, exponent: Bytes(copying: [1, 0, 1])) != nil
        }
        #expect(isKey(0x80, 256) && isKey(0xff, 1024))
        #expect(!isKey(0x7f, 256) && !isKey(0x80, 255) && !isKey(0x01, 1025))
    }

    @Test("A PEM may have blanks around and within it")
    func spaces() throws {
        let loose =
            "\r\n -----BEGIN PUBLIC KEY-----MCowBQYDK2VwAyEA11qYAYKxCrfVS/7T\r\nyWQHOg7hcvPapiMl "
            + "rwIaaPcHURo=-----END PUBLIC KEY-----\n\n"
        #expect(try JWTKey(pem: loose, id: "k").material == JWTKey(pem: Vectors.ed25519PEM).material)
        #expect(try JWTKey(pem: loose, id: "k").id == Bytes("k"))
    }

    @Test(
        "What is no public key in PEM is refused",
        arguments: [
            "", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMCow\0\n-----END PUBLIC KEY-----",
            "-----BEGIN RSA PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                + "-----END RSA PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VvAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                + "-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                + "-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----",
        ])
    func noPEM(text: String) {
        #expect(throws: JWTError.key) { try JWTKey(pem: text) }
    }

    @Test("A secret is at least 32 bytes long, and no public key")
    func secrets() throws {
        #expect(throws: JWTError.key) { try JWTKey.hs256(String(repeating: "x", count: 31)) }
        #expect(throws: JWTError.key) { try JWTKey.hs256(Vectors.rsaPEM) }
        #expect(try JWTKey.hs256(String(repeating: "x", count: 32), id: "k").id == Bytes("k"))
    }
}
