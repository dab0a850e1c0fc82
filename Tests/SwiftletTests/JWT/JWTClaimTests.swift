import Testing

@testable import Swiftlet

@Suite struct JWTClaimTests {
    private let now = Tokens.now
    /// In an hour.
    private let later = Tokens.now + 3600

    @Test("A token is accepted until it expires, and the leeway longer")
    func expiration() throws {
        for (exp, refusal) in [(1, nil), (0, nil), (-9, nil), (-10, .expired), (-11, .expired)] as [(Int64, JWTError?)]
        {
            #expect(try Tokens.refusal(claims: #"{"exp":\#(now + exp)}"#) == refusal)
        }
    }

    @Test("A token is accepted from nbf on, and the leeway earlier; iat is not in the future")
    func beginning() throws {
        for (offset, refused) in [(-1, false), (0, false), (10, false), (11, true)] as [(Int64, Bool)] {
            let (nbf, iat) = (
                #"{"exp":\#(later),"nbf":\#(now + offset)}"#, #"{"exp":\#(later),"iat":\#(now + offset)}"#
            )
            #expect(try Tokens.refusal(claims: nbf) == (refused ? .notYetValid : nil))
            #expect(try Tokens.refusal(claims: iat) == (refused ? .issuedInFuture : nil))
        }
    }

    @Test("A token without exp never ends: it is refused, unless that is wanted")
    func endless() throws {
        #expect(try Tokens.refusal(claims: "{}") == .missing(.expiration))
        let verifier = try JWTVerifier(
            keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any, mustExpire: false)
        #expect(try Tokens.refusal(claims: "{}", verifier) == nil)
        #expect(try Tokens.refusal(claims: #"{"exp":1}"#, verifier) == .expired)
    }

    @Test("Dates may have fractions, which are dropped")
    func fractions() throws {
        let verifier = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any, leeway: 0)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(now + 1).999}"#, verifier) == nil)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(now).999}"#, verifier) == .expired)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"nbf":\#(now).5}"#, verifier) == nil)
        #expect(try Tokens.refusal(claims: #"{"exp":-0.5}"#, verifier) == .expired)
    }

    @Test(
        "A date that is no number of seconds is refused, not taken for forever",
        arguments: [
            #""1767229200""#, "null", "true", "[]", "{}", "1e400", "1e10", "1E+10", "-1e400", "9223372036854775807",
            "9007199254740993", "123456789012345678901234567890", #""""#, "-123456789012345678901234567890",
        ])
    func malformed(date: String) throws {
        #expect(try Tokens.refusal(claims: #"{"exp":\#(date)}"#) == .invalid(.expiration))
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"nbf":\#(date)}"#) == .invalid(.notBefore))
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"iat":\#(date)}"#) == .invalid(.issuedAt))
    }

    @Test("Dates of the far past and future do not overflow")
    func extremes() throws {
        #expect(try Tokens.refusal(claims: #"{"exp":9007199254740992,"nbf":-9007199254740992}"#) == nil)
        #expect(try Tokens.refusal(claims: #"{"exp":-9007199254740992}"#) == .expired)
        let patient = try JWTVerifier(
            keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any, leeway: .max)
        #expect(try Tokens.refusal(claims: #"{"exp":9007199254740992}"#, patient) == nil)
        let strict = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any, leeway: .min)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(now)}"#, strict) == .expired)
    }

    @Test(
        "The issuer is the one that is wanted, byte for byte",
        arguments: [
            (#""https://id.example.com""#, nil), (#""https:\/\/id.example.com""#, nil),
            (#""https://id.example.com/""#, .issuer), (#""HTTPS://id.example.com""#, .issuer), (#""""#, .issuer),
            (#"["https://id.example.com"]"#, .invalid(.issuer)), ("null", .invalid(.issuer)), ("7", .invalid(.issuer)),
        ] as [(String, JWTError?)])
    func issuer(issuer: String, refusal: JWTError?) throws {
        let verifier = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: "https://id.example.com", audience: .any)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"iss":\#(issuer)}"#, verifier) == refusal)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later)}"#, verifier) == .missing(.issuer))
    }

    @Test(
        "The audience is among those of the token",
        arguments: [
            (#""api""#, nil), (#"["api"]"#, nil), (#"["web","api"]"#, nil), (#""web""#, .audience),
            (#"["web"]"#, .audience), (#""api web""#, .audience), ("[]", .missing(.audience)), (#""""#, .audience),
            ("7", .invalid(.audience)), (#"["api",7]"#, .invalid(.audience)), ("null", .invalid(.audience)),
            (#"{"api":1}"#, .invalid(.audience)), (#"[["api"]]"#, .invalid(.audience)),
        ] as [(String, JWTError?)])
    func audience(audience: String, refusal: JWTError?) throws {
        let verifier = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: "api")
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"aud":\#(audience)}"#, verifier) == refusal)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later)}"#, verifier) == .missing(.audience))
    }

    @Test("A variable that is not set lets nobody in, not even a token that is as empty")
    func unset() throws {
        let noIssuer = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .exactly(""), audience: .any)
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"iss":""}"#, noIssuer) == .issuer)
        let noAudience = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: .exactly(""))
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"aud":""}"#, noAudience) == .audience)
    }

    @Test("The type is compared regardless of case and of application/")
    func type() throws {
        let verifier = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any, type: "at+jwt")
        for (type, isRefused) in [
            ("at+jwt", false), ("AT+JWT", false), ("application/at+jwt", false), ("JWT", true), ("", true),
            ("at", true),
        ] {
            let header = #"{"alg":"HS256","typ":"\#(type)"}"#
            let refusal = try Tokens.refusal(header: header, claims: #"{"exp":\#(later)}"#, verifier)
            #expect(refusal == (isRefused ? .type : nil))
        }
        #expect(try Tokens.refusal(header: #"{"alg":"HS256"}"#, claims: "{}", verifier) == .type)
    }

    @Test("Subject and id are texts", arguments: ["7", "null", "[]", "{}", #""\ud800""#])
    func texts(value: String) throws {
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"sub":\#(value)}"#) == .invalid(.subject))
        #expect(try Tokens.refusal(claims: #"{"exp":\#(later),"jti":\#(value)}"#) == .invalid(.id))
    }

    @Test("Other claims are read as JSON")
    func others() throws {
        let token = try Tokens.token(
            claims: #"{"sub":"ad\u0061","jti":"1","exp":\#(later),"iat":\#(now),"roles":["admin"],"org":{"id":7}}"#)
        let verifier = try JWTVerifier(keys: [.hs256(Tokens.secret)], issuer: .any, audience: .any)
        let claims = try Tokens.verify(token, verifier).get()
        #expect(claims.subject == Bytes("ada") && claims.id == Bytes("1") && claims.issuedAt == now)
        #expect(claims["roles"][0].string == "admin" && claims["org"]["id"].integer == 7 && claims["nothing"].isNull)
        #expect(claims.audience.isEmpty && claims.issuer == nil && claims.notBefore == nil && claims.members.count == 6)
    }

    @Test("What nobody has checked can be looked at")
    func unverified() throws {
        let token = try Tokens.token(
            header: #"{"alg":"HS256","kid":"k","typ":"JWT"}"#, claims: #"{"iss":"joe"}"#, secret: "anything at all")
        let parsed = try UnverifiedJWT(Bytes(copying: token))
        #expect(parsed.algorithm == .hs256 && parsed.keyID == Bytes("k") && parsed.type == Bytes("JWT"))
        #expect(try parsed.claims().issuer == Bytes("joe"))
    }

    @Test("Each error says in plain words what is wrong, and may stand in a field")
    func descriptions() {
        let errors: [JWTError] = [
            .tooLong, .malformed, .critical, .algorithm, .type, .unknownKey, .signature, .missing(.expiration),
            .invalid(.subject), .expired, .notYetValid, .issuedInFuture, .issuer, .audience, .key, .host(.limit),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        for error in errors { #expect(!error.description.contains { $0 == "\"" || $0 == "\\" || !$0.isASCII }) }
        #expect(JWTError.missing(.expiration).description == "the token lacks the claim exp")
    }
}
