import Swiftlet

/// Whom the gate believes, as the config says: the secret `JWT_SECRET` (HS256), the variable `JWKS` (a key set: RS256,
/// ES256 and EdDSA), or both; and the variables `ISSUER` and `AUDIENCE`, which tokens have to name.
struct GateKeys {
    private let env: Env

    init(_ env: Env) {
        self.env = env
    }

    /// Throws `key` where there is no key, or one that is none. Without `ISSUER` or `AUDIENCE` no token fits.
    func verifier() throws(JWTError) -> JWTVerifier {
        var keys = JWKS()
        if let set = env["JWKS"] { keys = try JWKS(json: Bytes(copying: set)) }
        if let secret = env.secret("JWT_SECRET") { keys.append(try .hs256(secret)) }
        guard !keys.keys.isEmpty else { throw .key }
        return JWTVerifier(
            keys: keys, issuer: .exactly(env["ISSUER"] ?? ""), audience: .exactly(env["AUDIENCE"] ?? ""))
    }
}
