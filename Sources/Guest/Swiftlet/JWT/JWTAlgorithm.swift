/// How a token is signed (RFC 7518 section 3.1, RFC 8037). A key has one; a token cannot choose another.
public enum JWTAlgorithm: Equatable, Sendable {
    /// HMAC with SHA-256: whoever can check a token can make one.
    case hs256
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256
    /// ECDSA on P-256 with SHA-256.
    case es256
    /// Ed25519.
    case edDSA

    /// From the names of RFC 7518, RFC 8037 and RFC 9864; nil for all others, `none` among them.
    @export(interface)
    init?(name: Bytes) {
        switch name {
        case "HS256": self = .hs256
        case "RS256": self = .rs256
        case "ES256": self = .es256
        case "EdDSA", "Ed25519": self = .edDSA
        default: return nil
        }
    }

    /// Bytes of a signature; nil for RS256, whose length is the key's.
    var signatureBytes: Int? {
        switch self {
        case .hs256: 32
        case .rs256: nil
        case .es256, .edDSA: 64
        }
    }
}
