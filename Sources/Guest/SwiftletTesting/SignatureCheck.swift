internal import CWorkerABI
public import Swiftlet

/// A signature that a worker wants to have checked, for `TestHost.verify`.
public struct SignatureCheck: Sendable {
    /// RS256, ES256 or EdDSA.
    public let algorithm: JWTAlgorithm
    /// A SubjectPublicKeyInfo (RFC 5280) in DER.
    public let key: [UInt8]
    /// What is signed: of a token, its first two parts and the dot between them.
    public let message: [UInt8]
    /// As in RFC 7518: of ES256 r and s, 32 bytes each.
    public let signature: [UInt8]
}

extension TestHost {
    /// The host calls that need keys or secrets.
    var crypto: NativeCrypto {
        let (secrets, verify) = (secrets, verify)
        return NativeCrypto(
            secret: { name in secrets[name].map { secret in Array(secret.utf8) } },
            verify: { number, key, message, signature in
                let algorithm: JWTAlgorithm =
                    switch number {
                    case SWIFTLET_RS256: .rs256
                    case SWIFTLET_ES256: .es256
                    default: .edDSA
                    }
                return verify?(
                    SignatureCheck(algorithm: algorithm, key: key, message: message, signature: signature))
            })
    }
}
