internal import Swiftlet
internal import SwiftletFormats

extension Target {
    /// No token is taken that nobody has signed, and what is taken says what was asked for. The input is a token, a key
    /// set, a key in PEM and, parted by NUL, header and claims of a token.
    static let tokens = Target(
        name: "tokens", about: "JWT, JWKS, PEM, Authorization: Bearer", arenaPerByte: 1024
    ) { given in
        let input = given.bytes
        guard let key = try? JWTKey.hs256(Bytes("a secret of thirty-two bytes, or more")) else { fatalError("no key") }
        let verifier = JWTVerifier(keys: [key], issuer: .any, audience: .any, mustExpire: false)
        expect((try? verifier.verify(input)) == nil, "a token that nobody has signed is taken")
        if let token = try? UnverifiedJWT(input) { _ = try? token.claims() }
        checkKeys(input)
        checkSigned(input, verifier)
        var request = Request("/")
        request.headers.append("Authorization", input)
        if let token = request.bearerToken {
            expect(!token.isEmpty && token.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "no token")
        }
    }

    private static func checkKeys(_ input: Bytes) {
        if let keys = try? JWKS(json: input) {
            expect(keys.keys.count <= JWKS.keysMax, "\(keys.keys.count) keys")
            for key in keys.keys { expect(key.algorithm != .hs256, "a secret in a key set") }
        }
        if let key = try? JWTKey(pem: input) { expect(key.algorithm != .hs256, "a secret in PEM") }
    }

    private static func checkSigned(_ input: Bytes, _ verifier: JWTVerifier) {
        let separator = input.position(of: 0)
        guard separator < input.count else { return }
        var text = BytesBuilder(capacity: input.count * 2)
        text.append(input.slice(0..<separator).base64URL())
        text.append(UInt8(ascii: "."))
        text.append(input.slice(separator + 1..<input.count).base64URL())
        let signed = text.finish()
        let hmac = HMAC<SHA256>(key: Bytes("a secret of thirty-two bytes, or more"))
        guard let code = try? hmac.authenticate(signed) else { return }
        var token = BytesBuilder(capacity: signed.count + 50)
        token.append(signed)
        token.append(UInt8(ascii: "."))
        token.append(code.base64URL())
        guard let claims = try? verifier.verify(token.finish()) else { return }
        // Nobody's clock runs here: it is 1970.
        expect((claims.expiration ?? 1) + 60 > 0, "it has expired")
        expect((claims.notBefore ?? 0) - 60 <= 0, "it is not valid yet")
        expect((claims.issuedAt ?? 0) - 60 <= 0, "it was issued in the future")
        for (name, _) in claims.members { _ = try? name.bytes() }
    }
}
