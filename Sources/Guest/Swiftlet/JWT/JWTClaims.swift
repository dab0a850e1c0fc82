/// What a token says (RFC 7519 section 4). From `JWTVerifier.verify`: what its issuer says.
public struct JWTClaims {
    /// All claims, in their order.
    public let members: JSONObject
    /// `iss`
    public let issuer: Bytes?
    /// `sub`: whom the token is about. Any text at all: what goes into a field or a URL has to be checked or encoded.
    public let subject: Bytes?
    /// `jti`
    public let id: Bytes?
    /// `aud`: one or several, empty where there is none.
    public let audience: [Bytes]
    /// `exp`, in seconds since 1970 as all the others; fractions are dropped.
    public let expiration: Int64?
    /// `nbf`
    public let notBefore: Int64?
    /// `iat`
    public let issuedAt: Int64?

    /// Any claim; null where there is none: `claims["roles"][0].string`.
    public subscript(name: StaticString) -> JSON { members[name] ?? .null }

    /// Throws `invalid` for a claim of the wrong kind.
    @export(interface)
    init(_ members: JSONObject) throws(JWTError) {
        self.members = members
        issuer = try JWTClaims.text(.issuer, members)
        subject = try JWTClaims.text(.subject, members)
        id = try JWTClaims.text(.id, members)
        audience = try JWTClaims.texts(.audience, members)
        expiration = try JWTClaims.date(.expiration, members)
        notBefore = try JWTClaims.date(.notBefore, members)
        issuedAt = try JWTClaims.date(.issuedAt, members)
    }

    private static func text(_ claim: JWTClaim, _ members: JSONObject) throws(JWTError) -> Bytes? {
        guard let value = members[claim.name] else { return nil }
        guard let text = value.bytesOfString else { throw .invalid(claim) }
        return text
    }

    /// A text or an array of them (RFC 7519 section 4.1.3).
    private static func texts(_ claim: JWTClaim, _ members: JSONObject) throws(JWTError) -> [Bytes] {
        guard let value = members[claim.name] else { return [] }
        if let text = value.bytesOfString { return [text] }
        guard let array = value.array else { throw .invalid(claim) }
        var texts: [Bytes] = []
        for element in array {
            guard let text = element.bytesOfString else { throw .invalid(claim) }
            texts.append(text)
        }
        return texts
    }

    private static func date(_ claim: JWTClaim, _ members: JSONObject) throws(JWTError) -> Int64? {
        guard let value = members[claim.name] else { return nil }
        guard case .number(let number) = value, let seconds = seconds(number.text) else { throw .invalid(claim) }
        return seconds
    }

    /// Beyond these, no sum with a leeway overflows and no double is exact.
    private static let secondsMax: Int64 = 1 << 53

    /// A NumericDate (RFC 7519 section 2). Exponents are refused: no issuer writes a date so, and they would bring the
    /// reading of floating point into every worker that checks a token.
    private static func seconds(_ text: Bytes) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        var seconds: Int64 = 0
        var isFraction = false
        for index in (isNegative ? 1 : 0)..<text.count {
            if text[index] == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            if isFraction { continue }
            seconds = seconds * 10 + Int64(digit)
            guard seconds <= secondsMax else { return nil }
        }
        return isNegative ? -seconds : seconds
    }
}
