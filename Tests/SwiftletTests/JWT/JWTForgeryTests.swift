import SwiftletTesting
import Testing

@testable import Swiftlet

/// Tokens that somebody made who must not get in.
@Suite struct JWTForgeryTests {
    private let claims = #"{"sub":"ada","exp":1767229200}"#

    /// Whether a verifier of public keys alone lets this token in, if every signature were genuine.
    private func refusal(of token: String, keys: JWKS) throws -> JWTError? {
        let verifier = JWTVerifier(keys: keys, issuer: .any, audience: .any)
        var asked = false
        let result = try Tokens.verify(token, verifier) { _ in
            asked = true
            return true
        }
        guard case .failure(let error) = result else { return nil }
        #expect(!asked, "the host was asked about a token that is refused anyway")
        return error
    }

    @Test("The genuine token of these tests is accepted")
    func genuine() throws {
        #expect(try Tokens.refusal(claims: claims) == nil)
    }

    @Test(
        "A token signed with the public key as if it were a secret is refused: the key has its algorithm",
        arguments: [Vectors.rsaPEM, Vectors.p256PEM, Vectors.ed25519PEM])
    func confusion(pem: StaticString) throws {
        let key = JWTKey(pem: pem, id: "a")
        for (secret, header) in [
            ("\(pem)", #"{"alg":"HS256"}"#), ("\(pem)\n", #"{"alg":"HS256","kid":"a"}"#),
            (key.material.text, #"{"alg":"HS256","kid":"a"}"#),
        ] {
            let token = try Tokens.token(header: header, claims: claims, secret: secret)
            #expect(try refusal(of: token, keys: [key]) == .algorithm)
        }
        let bytes = try Tokens.token(
            header: Array(#"{"alg":"HS256","kid":"a"}"#.utf8), claims: Array(claims.utf8),
            secret: Array(key.material))
        #expect(try refusal(of: bytes, keys: [key]) == .algorithm)
    }

    @Test("A token cannot choose another algorithm than its key's, nor another key's")
    func algorithms() throws {
        let keys: JWKS = [
            JWTKey(pem: Vectors.rsaPEM, id: "rsa"), JWTKey(pem: Vectors.p256PEM, id: "ec"),
            try .hs256(Tokens.secret, id: "secret"),
        ]
        for (algorithm, id) in [
            ("RS256", "ec"), ("ES256", "rsa"), ("HS256", "rsa"), ("RS256", "secret"), ("EdDSA", "ec"),
        ] {
            let token = try Tokens.token(header: #"{"alg":"\#(algorithm)","kid":"\#(id)"}"#, claims: claims)
            #expect(try refusal(of: token, keys: keys) == .algorithm)
        }
    }

    @Test(
        "alg none, in whatever case, and algorithms that nobody knows are refused",
        arguments: [
            "none", "None", "NONE", "nOnE", "", "hs256", "HS256 ", "HS384", "RS512", "PS256", "ES256K", "HS256\\u0000",
        ])
    func none(algorithm: String) throws {
        let header = #"{"alg":"\#(algorithm)"}"#
        #expect(try Tokens.refusal(header: header, claims: claims) == .algorithm)
        let unsigned = Array(header.utf8).base64URL() + "." + Array(claims.utf8).base64URL() + "."
        #expect(try Tokens.refusal(of: unsigned) == .algorithm)
    }

    @Test("A token without a signature, or with half of one, is refused")
    func unsigned() throws {
        let token = try Tokens.token(claims: claims)
        let dot = try #require(token.lastIndex(of: "."))
        #expect(try Tokens.refusal(of: String(token[...dot])) == .signature)
        #expect(try Tokens.refusal(of: String(token[..<dot])) == .malformed)
        #expect(try Tokens.refusal(of: String(token[...dot]) + "AAAA") == .signature)
        let longer = String(token[...dot]) + [UInt8](repeating: 0, count: 33).base64URL()
        #expect(try Tokens.refusal(of: longer) == .signature)
    }

    @Test("No bit of a token can be changed")
    func tampered() throws {
        let token = Array(try Tokens.token(claims: claims).utf8)
        for index in token.indices where token[index] != UInt8(ascii: ".") {
            var other = token
            other[index] = other[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try Tokens.refusal(of: String(decoding: other, as: UTF8.self)) != nil)
        }
    }

    @Test("Every beginning of a token is refused")
    func truncated() throws {
        let token = try Tokens.token(claims: claims)
        for count in 0..<token.utf8.count {
            #expect(try Tokens.refusal(of: String(token.prefix(count))) != nil)
        }
    }

    @Test(
        "A kid is compared, and nothing else is done with it",
        arguments: [
            "../../dev/null", "' OR 1=1 --", "a\\u0000", "A", "a ", "", "https://evil.example/jwks.json", "|id",
        ])
    func injection(id: String) throws {
        let keys: JWKS = [try .hs256(Tokens.secret, id: "a")]
        let verifier = JWTVerifier(keys: keys, issuer: .any, audience: .any)
        let header = #"{"alg":"HS256","kid":"\#(id)"}"#
        #expect(try Tokens.refusal(header: header, claims: claims, verifier) == .unknownKey)
        #expect(try Tokens.refusal(header: #"{"alg":"HS256","kid":"a"}"#, claims: claims, verifier) == nil)
        #expect(try Tokens.refusal(header: #"{"alg":"HS256","kid":"\u0061"}"#, claims: claims, verifier) == nil)
    }

    @Test("A kid that no key has is an unknown key, though there is a nameless one of another algorithm")
    func stranger() throws {
        let token = try Tokens.token(header: #"{"alg":"ES256","kid":"old"}"#, claims: claims)
        let keys: JWKS = [try .hs256(Tokens.secret), JWTKey(pem: Vectors.p256PEM, id: "new")]
        #expect(try refusal(of: token, keys: keys) == .unknownKey)
    }

    @Test("Keys that a token brings along are not looked at")
    func embedded() throws {
        let header = #"{"alg":"ES256","jwk":{\#(Vectors.p256)},"jku":"https://evil.example","x5u":"x","x5c":["AA"]}"#
        let token = try Tokens.token(header: header, claims: claims)
        #expect(try refusal(of: token, keys: [try .hs256(Tokens.secret)]) == .algorithm)
        #expect(try refusal(of: token, keys: []) == .unknownKey)
    }

    @Test("crit is refused, whatever it lists", arguments: ["[]", #"["exp"]"#, #"["b64"],"b64":false"#, "null", "7"])
    func critical(list: String) throws {
        #expect(try Tokens.refusal(header: #"{"alg":"HS256","crit":\#(list)}"#, claims: claims) == .critical)
    }

    @Test(
        "A header that is not one object with members of their own is refused",
        arguments: [
            "", "null", "[]", #""HS256""#, #"{"alg":"HS256""#, #"{"alg":"HS256"}{}"#, #"{"alg":"HS256"},"#, "{}",
            #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"HS256"}"#, #"{"alg":"HS256","x":1,"x":1}"#,
            #"{"alg":["HS256"]}"#, #"{"alg":null}"#, #"{"alg":"HS256","kid":7}"#, #"{"alg":"HS256","typ":{}}"#,
            #"{"alg":"HS256","kid":"\ud800"}"#, #"{"alg":"HS256",}"#, "\u{feff}{\"alg\":\"HS256\"}", "{'alg':'HS256'}",
            "{\"alg\":\"HS256\u{0}\"}",
        ])
    func header(header: String) throws {
        #expect(try Tokens.refusal(header: header, claims: claims) == .malformed)
    }

    @Test(
        "Claims that are not one object with members of their own are refused, though they are signed",
        arguments: [
            "", "null", "[]", "7", #"{"sub":"ada""#, #"{"sub":"ada"} x"#, #"{"sub":"ada","sub":"eve"}"#,
            #"{"exp":9999999999,"exp":1}"#, #"{"sub":"ada","\u0073ub":"eve"}"#, "{\"sub\":\"a\u{0}\"}",
        ])
    func claims(claims: String) throws {
        #expect(try Tokens.refusal(claims: claims) == .malformed)
    }

    @Test("Text that is not UTF-8 is refused, in the header and in the claims")
    func invalidText() throws {
        let (header, claims) = (Array(#"{"alg":"HS256"}"#.utf8), Array(#"{"sub":"a"}"#.utf8))
        for bad in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf]] as [[UInt8]] {
            var broken = header
            broken.insert(contentsOf: bad, at: 8)
            let secret = Array(Tokens.secret.utf8)
            var token = try Tokens.token(header: broken, claims: claims, secret: secret)
            #expect(try Tokens.refusal(of: token) == .malformed)
            broken = claims
            broken.insert(contentsOf: bad, at: 8)
            token = try Tokens.token(header: header, claims: broken, secret: secret)
            #expect(try Tokens.refusal(of: token) == .malformed)
        }
    }

    @Test("Base64 of another alphabet, with padding, blanks or spare bits is refused")
    func alphabet() throws {
        let token = try Tokens.token(header: #"{"alg":"HS256" }"#, claims: claims)
        #expect(try Tokens.refusal(of: token) == nil)
        let parts = token.split(separator: ".")
        for other in [
            "\(parts[0])==.\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).\(parts[2])=",
            "\(parts[0]) .\(parts[1]).\(parts[2])", " \(token)", "\(token)\n", "\(parts[0]).\(parts[1])+/.\(parts[2])",
            "\(token).", ".\(token)", "\(parts[0])..\(parts[1]).\(parts[2])", "\(token).AAAA.AAAA", "..", ".", "",
        ] {
            #expect(try Tokens.refusal(of: other) == .malformed)
        }
    }

    @Test("Huge and deep tokens are refused")
    func bounded() throws {
        #expect(try Tokens.refusal(of: String(repeating: "A", count: UnverifiedJWT.bytesMax + 1)) == .tooLong)
        #expect(try Tokens.refusal(of: String(repeating: ".", count: UnverifiedJWT.bytesMax)) == .malformed)
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(try Tokens.refusal(header: #"{"alg":"HS256","x":\#(deep)}"#, claims: claims) == .malformed)
        #expect(try Tokens.refusal(claims: #"{"x":\#(deep)}"#) == .malformed)
        func members(_ count: Int) -> String { (0..<count).map { #""\#($0)":0"# }.joined(separator: ",") }
        #expect(try Tokens.refusal(header: #"{"alg":"HS256",\#(members(31))}"#, claims: claims) == nil)
        #expect(try Tokens.refusal(header: #"{"alg":"HS256",\#(members(32))}"#, claims: claims) == .tooLong)
        #expect(try Tokens.refusal(claims: #"{"exp":1767229200,\#(members(255))}"#) == nil)
        #expect(try Tokens.refusal(claims: #"{"exp":1767229200,\#(members(256))}"#) == .tooLong)
    }

    @Test("Of many keys that a token without kid may be of, four are tried")
    func tries() throws {
        let keys = JWKS([JWTKey](repeating: JWTKey(pem: Vectors.p256PEM), count: 20))
        var checks = 0
        let result = try Tokens.verify(
            Vectors.es256, JWTVerifier(keys: keys, issuer: .any, audience: .any)
        ) { _ in
            checks += 1
            return false
        }
        #expect(throws: JWTError.signature) { try result.get() }
        #expect(checks == 4)
    }

    @Test("Whatever a token is made of, it is refused, and nothing traps")
    func mutations() throws {
        let verifier = try JWTVerifier(
            keys: [.hs256(Tokens.secret), JWTKey(pem: Vectors.rsaPEM)], issuer: .any, audience: .any)
        let genuine = try Tokens.token(claims: claims)
        let seeds = [genuine, Vectors.rs256, Vectors.es256]
        var refused = 0
        let worker = Probe { _, _ in
            for bytes in Mutations(of: seeds, extra: ".-_=AeyJ{}\"", count: 10_000) where bytes != Array(genuine.utf8) {
                if (try? verifier.verify(Bytes(copying: bytes))) == nil { refused += 1 }
            }
            return .text("")
        }
        _ = try worker.respond(to: Request("/"))
        #expect(refused > 9_900)
    }

    @Test("Whatever is signed, reading it ends")
    func signedMutations() throws {
        let claims = #"{"iss":"a","sub":"é\u00e9","aud":["a","b"],"exp":1767229200.5,"nbf":-1,"iat":0,"jti":"x"}"#
        let header = Array(#"{"alg":"HS256"}"#.utf8)
        var accepted = 0
        for bytes in Mutations(of: [claims], extra: "{}[]\",:0.-e\\u", count: 1000) {
            let token = try Tokens.token(header: header, claims: bytes, secret: Array(Tokens.secret.utf8))
            if try Tokens.refusal(of: token) == nil { accepted += 1 }
        }
        #expect(0 < accepted && accepted < 1000)
    }
}
