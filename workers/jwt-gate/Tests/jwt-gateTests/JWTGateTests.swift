import Swiftlet
import SwiftletTesting
import Testing

@testable import jwt_gate

private let secret = "a secret of thirty-two bytes, no less"
private let variables = ["ISSUER": "https://id.example.com", "AUDIENCE": "api"]
private let claims =
    #"{"iss":"https://id.example.com","aud":"api","sub":"ada","exp":1767229200}"#

/// An API that repeats what it was told of who asks, and the token that it should not see.
private let api = OriginDouble.answering { request in
    .text("\(request.headers["X-User"] ?? "nobody"), \(request.headers[.authorization] ?? "no token")")
}

/// A token as the issuer makes it, who has the secret.
private func token(_ claims: String = claims, secret: String = secret) throws -> String {
    let signed = Array(#"{"alg":"HS256"}"#.utf8).base64URL() + "." + Array(claims.utf8).base64URL()
    return try signed + "." + HMAC<SHA256>(key: secret).authenticate(signed).base64URL().text
}

private func respond(_ headers: Headers) throws -> Response {
    try JWTGate().respond(
        to: Request("/", headers: headers), origins: ["api": api], variables: variables,
        secrets: ["JWT_SECRET": secret])
}

@Test("A genuine token opens the gate; the API learns whose it is, not the token")
func genuine() throws {
    let response = try respond([.authorization: "Bearer \(token())"])
    #expect(try response.body.text() == "ada, no token")
}

@Test("Without a token: 401, and how to do better", arguments: [nil, "", "Bearer", "Basic YWRhOmxvdmVsYWNl"])
func absent(authorization: String?) throws {
    var headers = Headers()
    headers[.authorization] = authorization
    let response = try respond(headers)
    #expect(response.status == .unauthorized)
    #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="api""#)
    #expect(response.headers[.cacheControl] == "no-store")
}

@Test(
    "With a token that is not good: 401, and why",
    arguments: [
        (#"{"iss":"https://id.example.com","aud":"api","sub":"ada","exp":1767225500}"#, "the token has expired"),
        (
            #"{"iss":"https://id.example.com","aud":"web","sub":"ada","exp":1767229200}"#,
            "the token is meant for another audience"
        ),
        (#"{"iss":"eve","aud":"api","sub":"ada","exp":1767229200}"#, "the token is of another issuer"),
        (
            #"{"iss":"https://id.example.com","aud":"api","sub":"ada"}"#, "the token lacks the claim exp"
        ),
        (
            #"{"iss":"https://id.example.com","aud":"api","exp":1767229200}"#, "the token lacks the claim sub"
        ),
        (
            #"{"iss":"https://id.example.com","aud":"api","sub":"a\r\nX-Admin: 1","exp":1767229200}"#,
            "the token has a malformed claim sub"
        ),
    ])
func refused(claims: String, reason: String) throws {
    let response = try respond([.authorization: "Bearer \(token(claims))"])
    #expect(response.status == .unauthorized)
    #expect(
        response.headers[.wwwAuthenticate]
            == #"Bearer realm="api", error="invalid_token", error_description="\#(reason)""#)
}

@Test("A token that somebody else signed opens nothing, and the log says so")
func forged() throws {
    let host = TestHost(origins: ["api": api], variables: variables, secrets: ["JWT_SECRET": secret])
    let forged = try token(secret: "another secret of the same length...")
    let response = try host.respond(
        to: Request("/", headers: [.authorization: "Bearer \(forged)"]), with: JWTGate())
    #expect(response.status == .unauthorized)
    #expect(
        host.logged.map(\.description) == [#"info: refused reason="the signature is not genuine" client=127.0.0.1"#])
}

@Test("Nobody can name a user of their own")
func forgery() throws {
    var headers: Headers = [.authorization: "Bearer \(try token())"]
    headers["X-User"] = "root"
    headers.append("x-user", "eve")
    #expect(try respond(headers).body.text() == "ada, no token")
}

@Test("A token signed with a key of the issuer's key set opens the gate")
func keySet() throws {
    let set = #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
    let host = TestHost(origins: ["api": api], variables: variables.merging(["JWKS": set]) { $1 })
    let signed = Array(#"{"alg":"EdDSA","kid":"1"}"#.utf8).base64URL() + "." + Array(claims.utf8).base64URL()
    let request = Request(
        "/", headers: [.authorization: "Bearer \(signed).\([UInt8](repeating: 7, count: 64).base64URL())"])
    host.verify = { check in check.algorithm == .edDSA && check.message == Array(signed.utf8) }
    #expect(try host.respond(to: request, with: JWTGate()).body.text() == "ada, no token")
    host.verify = { _ in false }
    #expect(try host.respond(to: request, with: JWTGate()).status == .unauthorized)
}

@Test(
    "A gate without keys, or with a key set that is none, is a 500: it opens nothing",
    arguments: [[:], ["JWKS": ""], ["JWKS": #"{"keys":[]}"#], ["JWKS": "https://id.example.com/jwks.json"]])
func misconfigured(keys: [String: String]) throws {
    #expect(throws: WorkerError.self) {
        try JWTGate().respond(
            to: Request("/", headers: [.authorization: "Bearer \(token())"]), origins: ["api": api],
            variables: variables.merging(keys) { $1 })
    }
}

@Test("A gate that knows neither issuer nor audience lets nobody in")
func undecided() throws {
    let response = try JWTGate().respond(
        to: Request("/", headers: [.authorization: "Bearer \(token())"]), origins: ["api": api],
        secrets: ["JWT_SECRET": secret])
    #expect(response.status == .unauthorized)
}
