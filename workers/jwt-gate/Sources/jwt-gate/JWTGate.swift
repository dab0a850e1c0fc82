import Swiftlet

/// Lets requests with a genuine token through to an API, and tells it whose token it was.
///
/// Tokens come as `Authorization: Bearer TOKEN` (RFC 6750) and go no further than this worker. The API gets `X-User`, which
/// no client can set.
@main
struct JWTGate: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        guard let token = request.bearerToken else { return unauthorised(Bytes()) }
        let user: Bytes
        do throws(JWTError) {
            user = try GateKeys(env).verifier().verify(token).user()
        } catch {
            // A mistake in the configuration is a 500, and opens nothing.
            guard error.isTokenAtFault else { throw .message(error.description) }
            log.info("refused", ["reason": .bytes(error.text), "client": .string(request.clientAddress)])
            return unauthorised(error.text)
        }
        var request = request
        request.headers.remove("Authorization")
        request.headers.set("X-User", user)
        return try env.origin("api").forward(request)
    }

    /// 401 with the challenge of RFC 6750 section 3: a client that sent no token is not told of an error.
    private func unauthorised(_ reason: Bytes) -> Response {
        var response = Response.text("a valid token is needed\n", status: .unauthorized)
        var challenge = Array(Bytes(#"Bearer realm="api""#))
        if !reason.isEmpty {
            challenge.append(contentsOf: Bytes(#", error="invalid_token", error_description=""#))
            challenge.append(contentsOf: reason)
            challenge.append(UInt8(ascii: "\""))
        }
        response.headers.set("WWW-Authenticate", Bytes(copying: challenge))
        response.headers.set("Cache-Control", Bytes("no-store"))
        return response
    }
}

extension JWTClaims {
    /// `sub`, where it may stand in a field as it is: an issuer may put any text there.
    fileprivate func user() throws(JWTError) -> Bytes {
        guard let subject else { throw .missing(.subject) }
        guard !subject.isEmpty, subject.allSatisfy({ 0x21...0x7e ~= $0 }) else { throw .invalid(.subject) }
        return subject
    }
}
