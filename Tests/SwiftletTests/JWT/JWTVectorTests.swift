import SwiftletTesting
import Testing

@testable import Swiftlet

/// The keys and tokens of the RFCs. That the signatures are genuine is OpenSSL's to say: what is tested is that it is asked
/// about the right key, message and signature.
enum Vectors {
    /// RFC 7515 appendix A: claims of all three.
    static let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    static let hs256 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(claims).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9.\(claims).cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
        + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARN"
        + "PvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUi"
        + "pUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9.\(claims).DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
        + "pmWQxfKTUJqPP3-Kg6NU1Q"
    /// RFC 8037 appendix A.4: what is signed is no claims.
    static let edDSA =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIb"
        + "QR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

    static let modulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
        + "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
        + "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
        + "TW9gb54h4FRWyuXpoQ"
    static let rsa = #""kty":"RSA","n":"\#(modulus)","e":"AQAB""#
    static let p256 =
        #""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
        + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#
    static let ed25519 = #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#

    /// The same keys as OpenSSL writes them.
    static let rsaPEM: StaticString = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQAB
        -----END PUBLIC KEY-----
        """
    static let p256PEM: StaticString = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
        6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
        -----END PUBLIC KEY-----
        """
    static let ed25519PEM: StaticString = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
        -----END PUBLIC KEY-----
        """

    static func key(_ members: String) throws -> JWTKey? {
        JWTKey(jwk: try JSON(Bytes(copying: "{\(members)}")))
    }
}

@Suite struct JWTVectorTests {
    @Test("RFC 7515 appendix A.1: HS256, until it expires")
    func hs256() throws {
        let secret = try #require([UInt8](base64URL: Vectors.secret))
        let verifier = try JWTVerifier(keys: [.hs256(secret)], issuer: "joe", audience: .any, leeway: 0)
        let claims = try Tokens.verify(Vectors.hs256, verifier, now: 1_300_819_379).get()
        #expect(claims.issuer == Bytes("joe") && claims.expiration == 1_300_819_380)
        #expect(claims["http://example.com/is_root"].bool == true && claims.subject == nil)
        #expect(throws: JWTError.expired) {
            try Tokens.verify(Vectors.hs256, verifier, now: 1_300_819_380).get()
        }
    }

    @Test(
        "RFC 7515 appendix A.2 and A.3: RS256 and ES256, by JWK and by PEM",
        arguments: [
            (Vectors.rs256, Vectors.rsa, Vectors.rsaPEM, JWTAlgorithm.rs256),
            (Vectors.es256, Vectors.p256, Vectors.p256PEM, .es256),
        ])
    func signatures(token: String, jwk: String, pem: StaticString, algorithm: JWTAlgorithm) throws {
        let parts = token.split(separator: ".")
        let signature = try #require([UInt8](base64URL: String(parts[2])))
        let key = JWTKey(pem: pem)
        for key in try [key, #require(try Vectors.key(jwk))] {
            let verifier = JWTVerifier(keys: [key], issuer: "joe", audience: .any)
            let claims = try Tokens.verify(token, verifier, now: 1_300_819_000) { check in
                check.algorithm == algorithm && check.key == Array(key.material) && check.signature == signature
                    && check.message == Array("\(parts[0]).\(parts[1])".utf8)
            }
            #expect(try claims.get().issuer == Bytes("joe"))
            let refused = try Tokens.verify(token, verifier, now: 1_300_819_000) { _ in false }
            #expect(throws: JWTError.signature) { try refused.get() }
        }
    }

    @Test("RFC 8037 appendix A.4: Ed25519; what is signed there are no claims")
    func edDSA() throws {
        let verifier = JWTVerifier(keys: [JWTKey(pem: Vectors.ed25519PEM)], issuer: .any, audience: .any)
        var checks: [SignatureCheck] = []
        let result = try Tokens.verify(Vectors.edDSA, verifier) { check in
            checks.append(check)
            return true
        }
        #expect(throws: JWTError.malformed) { try result.get() }
        #expect(checks.count == 1 && checks.first?.algorithm == .edDSA && checks.first?.signature.count == 64)
    }

    @Test("A test that says nothing of signatures is told so; the token is not to blame")
    func unknown() throws {
        let verifier = JWTVerifier(keys: [JWTKey(pem: Vectors.p256PEM)], issuer: .any, audience: .any)
        guard case .failure(.host(.message(let reason))) = try Tokens.verify(Vectors.es256, verifier) else {
            Issue.record("the signature was decided on")
            return
        }
        #expect(reason.contains("TestHost.verify") && !JWTError.host(.limit).isTokenAtFault)
    }
}
