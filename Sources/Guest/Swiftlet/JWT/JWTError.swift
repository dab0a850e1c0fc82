/// The claims of RFC 7519 section 4.1.
public enum JWTClaim: Equatable, Sendable {
    case issuer, subject, audience, expiration, notBefore, issuedAt, id

    /// As it is called in a token.
    public var name: StaticString {
        switch self {
        case .issuer: "iss"
        case .subject: "sub"
        case .audience: "aud"
        case .expiration: "exp"
        case .notBefore: "nbf"
        case .issuedAt: "iat"
        case .id: "jti"
        }
    }
}

/// Why a token is not accepted: which check failed first. Claims are checked once the signature is known to be genuine.
public enum JWTError: Error, Equatable {
    /// Longer than `UnverifiedJWT.bytesMax`, or a header or claims of too many members.
    case tooLong
    /// Not three parts in base64url, or header or claims are not one JSON object each, without duplicate members.
    case malformed
    /// The header has `crit` (RFC 7515 section 4.1.11): extensions that must be understood, of which this knows none.
    case critical
    /// `alg` is `none`, unknown, or not the algorithm of the key.
    case algorithm
    /// The header's `typ` is not the one asked for.
    case type
    /// No key has the token's `kid`.
    case unknownKey
    /// The signature is not genuine.
    case signature
    /// The token lacks this claim.
    case missing(JWTClaim)
    /// This claim is not of the kind that RFC 7519 says.
    case invalid(JWTClaim)
    case expired
    case notYetValid
    /// `iat` lies in the future.
    case issuedInFuture
    /// Another issuer than the one asked for.
    case issuer
    /// Meant for another audience.
    case audience
    /// Not the token's fault: a key or key set that is none, or is too weak: shorter than 32 bytes for HS256, RSA of less
    /// than 2048 bits.
    case key
    /// Not the token's fault: the host could not check the signature.
    case host(WorkerError)

    /// Whether the token is what is wrong: 401 for the client. Otherwise the worker or its configuration is: 500.
    public var isTokenAtFault: Bool {
        switch self {
        case .key, .host: false
        default: true
        }
    }
}

extension JWTError: CustomStringConvertible {
    /// In plain words without quotes, which may stand in `error_description` (RFC 6750 section 3).
    public var description: String {
        switch self {
        case .host(let error): error.description
        default: text.text
        }
    }

    /// The same as bytes.
    @export(interface)
    public var text: Bytes {
        switch self {
        case .tooLong: Bytes("the token is too long")
        case .malformed: Bytes("the token is malformed")
        case .critical: Bytes("the token demands an extension that is not supported")
        case .algorithm: Bytes("the token is not signed with the algorithm of its key")
        case .type: Bytes("the token is of another type")
        case .unknownKey: Bytes("the token is signed with an unknown key")
        case .signature: Bytes("the signature is not genuine")
        case .missing(let claim): JWTError.joined("the token lacks the claim ", claim)
        case .invalid(let claim): JWTError.joined("the token has a malformed claim ", claim)
        case .expired: Bytes("the token has expired")
        case .notYetValid: Bytes("the token is not valid yet")
        case .issuedInFuture: Bytes("the token was issued in the future")
        case .issuer: Bytes("the token is of another issuer")
        case .audience: Bytes("the token is meant for another audience")
        case .key: Bytes("a key is malformed or too weak")
        case .host: Bytes("the host could not check the signature")
        }
    }

    private static func joined(_ words: StaticString, _ claim: JWTClaim) -> Bytes {
        var text = BytesBuilder(capacity: 48)
        text.append(words)
        text.append(claim.name)
        return text.finish()
    }
}
