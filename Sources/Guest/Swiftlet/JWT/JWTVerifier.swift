/// Decides whether a token is genuine and meant for this worker (RFC 7519 section 7.2, RFC 8725).
///
///     let verifier = JWTVerifier(keys: keys, issuer: "https://id.example.com", audience: "orders")
///     let claims = try verifier.verify(token)
///
/// Made in `init()` where its keys are written in the program (`JWTKey(pem:)`), else for each request.
public struct JWTVerifier {
    /// What `iss`, `aud` or `typ` has to be.
    public enum Expected: ExpressibleByStringLiteral {
        /// It is not looked at.
        case any
        /// This one, byte for byte.
        case exactly(Bytes)

        public init(stringLiteral value: StaticString) { self = .exactly(Bytes(value)) }

        /// For what the config says: `.exactly(env["ISSUER"] ?? "")` refuses all where the variable is not set.
        public static func exactly(_ text: String) -> Expected { .exactly(Bytes(copying: text)) }
    }

    private let keys: JWKS
    private let issuer: Expected
    private let audience: Expected
    private let type: Expected
    private let leeway: Int64
    private let mustExpire: Bool

    /// Of the keys that fit a token without `kid`, so many are tried: each costs a check.
    private static let triesMax = 4
    private static let leewayMax: Int64 = 1 << 32

    /// - Parameters:
    ///   - issuer: What `iss` has to be.
    ///   - audience: What has to be among `aud`. `.any` accepts tokens that were made for others.
    ///   - type: What `typ` has to be, regardless of case and of `application/` before it (RFC 8725 section 3.11): `at+jwt`.
    ///   - leeway: Seconds by which clocks may differ.
    ///   - mustExpire: Whether a token without `exp` is refused.
    @export(interface)
    public init(
        keys: JWKS, issuer: Expected, audience: Expected, type: Expected = .any, leeway: Int64 = 60,
        mustExpire: Bool = true
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.leeway = min(max(leeway, 0), JWTVerifier.leewayMax)
        self.mustExpire = mustExpire
    }

    /// The claims of a token that passes every check.
    @export(interface)
    public func verify(_ token: Bytes) throws(JWTError) -> JWTClaims {
        let token = try UnverifiedJWT(token)
        try checkType(token)
        try checkSignature(token)
        let claims = try token.claims()
        try checkTimes(claims, now: Clock.unixNanoseconds / 1_000_000_000)
        try checkParties(claims)
        return claims
    }

    /// The claims of a token that passes every check.
    public func verify(_ token: String) throws(JWTError) -> JWTClaims {
        try verify(Bytes(copying: token))
    }

    private func checkType(_ token: UnverifiedJWT) throws(JWTError) {
        guard case .exactly(let wanted) = type else { return }
        guard let type = token.type, JWTVerifier.subtype(type).equalsIgnoringCase(JWTVerifier.subtype(wanted)) else {
            throw .type
        }
    }

    /// RFC 7515 section 4.1.9: `application/` may be left out.
    private static func subtype(_ type: Bytes) -> Bytes {
        let prefix = Bytes("application/")
        return type.startsIgnoringCase(with: prefix) ? type.slice(prefix.count..<type.count) : type
    }

    private func checkSignature(_ token: UnverifiedJWT) throws(JWTError) {
        let named = keys.keys(for: token.keyID)
        guard !named.isEmpty else { throw .unknownKey }
        // The token only says which of the keys' algorithms it follows: it cannot make a secret of a public key.
        let fitting = named.filter { key in key.algorithm == token.algorithm }
        guard !fitting.isEmpty else { throw keys.isStranger(token.keyID) ? .unknownKey : .algorithm }
        if let bytes = token.algorithm.signatureBytes, token.signature.count != bytes { throw .signature }
        for key in fitting.prefix(JWTVerifier.triesMax) {
            if try JWTVerifier.isGenuine(token, key) { return }
        }
        throw .signature
    }

    private static func isGenuine(_ token: UnverifiedJWT, _ key: JWTKey) throws(JWTError) -> Bool {
        do throws(WorkerError) {
            guard let algorithm = key.algorithm.signature else {
                return try Host.hmac(.sha256, key.material, token.signed).isEqualInConstantTime(to: token.signature)
            }
            return try Host.verify(algorithm, key: key.material, token.signed, signature: token.signature)
        } catch {
            if case .invalid = error { throw .key }
            throw .host(error)
        }
    }

    private func checkTimes(_ claims: JWTClaims, now: Int64) throws(JWTError) {
        if let expiration = claims.expiration {
            // RFC 7519 section 4.1.4: on or after it the token must not be accepted.
            guard now < expiration + leeway else { throw .expired }
        } else if mustExpire {
            throw .missing(.expiration)
        }
        if let notBefore = claims.notBefore, now < notBefore - leeway { throw .notYetValid }
        if let issuedAt = claims.issuedAt, now < issuedAt - leeway { throw .issuedInFuture }
    }

    private func checkParties(_ claims: JWTClaims) throws(JWTError) {
        if case .exactly(let wanted) = issuer {
            guard let issuer = claims.issuer else { throw .missing(.issuer) }
            guard issuer == wanted, !wanted.isEmpty else { throw .issuer }
        }
        if case .exactly(let wanted) = audience {
            guard !claims.audience.isEmpty else { throw .missing(.audience) }
            guard !wanted.isEmpty, claims.audience.contains(where: { $0 == wanted }) else { throw .audience }
        }
    }
}
