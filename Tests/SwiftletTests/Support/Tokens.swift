import SwiftletTesting
import Testing

@testable import Swiftlet

/// Tokens as an issuer, or somebody who would like to be one, makes them.
enum Tokens {
    static let secret = "a secret of thirty-two bytes, no less"
    /// 2026-01-01, when a `TestHost` lives.
    static let now: Int64 = 1_767_225_600

    /// A token with this header and these claims, signed with HS256 whatever the header says.
    static func token(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#, claims: String, secret: String = secret
    ) throws -> String {
        try token(header: Array(header.utf8), claims: Array(claims.utf8), secret: Array(secret.utf8))
    }

    static func token(header: [UInt8], claims: [UInt8], secret: [UInt8]) throws -> String {
        let signed = header.base64URL() + "." + claims.base64URL()
        return try signed + "." + HMAC<SHA256>(key: secret).authenticate(signed).base64URL().text
    }

    /// What `verifier` says of a token at `now`.
    static func verify(
        _ token: String, _ verifier: JWTVerifier, now: Int64 = now, isGenuine: ((SignatureCheck) -> Bool)? = nil
    ) throws -> Result<JWTClaims, JWTError> {
        let host = TestHost()
        host.unixNanoseconds = now * 1_000_000_000
        host.verify = isGenuine
        var result: Result<JWTClaims, JWTError>?
        _ = try host.respond(
            to: Request("/"),
            with: Probe { _, _ in
                result = Result { () throws(JWTError) in try verifier.verify(token) }
                return .text("done")
            })
        return try #require(result)
    }

    /// Why a token with these claims, otherwise genuine, is refused; nil: it is not.
    static func refusal(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#, claims: String, _ verifier: JWTVerifier? = nil
    ) throws -> JWTError? {
        try refusal(of: token(header: header, claims: claims), verifier)
    }

    static func refusal(of token: String, _ verifier: JWTVerifier? = nil) throws -> JWTError? {
        let ours = try JWTVerifier(keys: [.hs256(secret)], issuer: .any, audience: .any, leeway: 10)
        switch try verify(token, verifier ?? ours) {
        case .success: return nil
        case .failure(let error): return error
        }
    }
}
