/// A token that nobody has checked (RFC 7519, RFC 7515 section 3.1): for looking at `kid`, or for a log. Whoever sent it
/// can have written anything into it; `JWTVerifier` says whether it is genuine.
public struct UnverifiedJWT {
    /// Longer tokens are refused.
    public static var bytesMax: Int { 16 << 10 }
    private static let headerMembersMax = 32
    private static let claimsMax = 256

    /// `alg`.
    public let algorithm: JWTAlgorithm
    /// `kid`: which key its issuer says it is signed with.
    public let keyID: Bytes?
    /// `typ`.
    public let type: Bytes?
    /// What is signed: header and claims as they came.
    let signed: Bytes
    let payload: Bytes
    let signature: Bytes

    /// Three parts in base64url with dots between them. Throws `tooLong`, `malformed`, `critical` or `algorithm`; the claims
    /// are looked at by `claims()`.
    @export(interface)
    public init(_ token: Bytes) throws(JWTError) {
        guard token.count <= UnverifiedJWT.bytesMax else { throw .tooLong }
        guard let first = token.firstIndex(of: UInt8(ascii: ".")), let last = token.lastIndex(of: UInt8(ascii: ".")),
            first < last, !token.slice(first + 1..<last).contains(UInt8(ascii: ".")),
            let header = Bytes(base64URL: token.slice(0..<first)),
            let payload = Bytes(base64URL: token.slice(first + 1..<last)),
            let signature = Bytes(base64URL: token.slice(last + 1..<token.count))
        else { throw .malformed }
        signed = token.slice(0..<last)
        self.payload = payload
        self.signature = signature
        let members = try JSONObject(unique: header, membersMax: UnverifiedJWT.headerMembersMax)
        if members["crit"] != nil { throw .critical }
        guard let name = members["alg"]?.bytesOfString else { throw .malformed }
        guard let algorithm = JWTAlgorithm(name: name) else { throw .algorithm }
        self.algorithm = algorithm
        keyID = try members.text("kid")
        type = try members.text("typ")
    }

    /// The claims, as whoever made the token put them. Throws `malformed`, `tooLong`, or `invalid` for a claim of RFC 7519
    /// that is of the wrong kind.
    public func claims() throws(JWTError) -> JWTClaims {
        try JWTClaims(JSONObject(unique: payload, membersMax: UnverifiedJWT.claimsMax))
    }
}

extension JSONObject {
    /// One object whose members have names of their own: of two that have the same one, another reader might take the other
    /// (RFC 7515 section 4, RFC 8725 section 2.6). Their number is bounded because each is compared to all.
    @export(interface)
    fileprivate init(unique text: Bytes, membersMax: Int) throws(JWTError) {
        guard let value = try? JSON(text), case .object(let members) = value else { throw .malformed }
        guard members.count <= membersMax else { throw .tooLong }
        var names: [Bytes] = []
        for (key, _) in members {
            guard let name = try? key.bytes(), !names.contains(where: { $0 == name }) else { throw .malformed }
            names.append(name)
        }
        self = members
    }

    /// A member of the header that must be a text, if it is there.
    fileprivate func text(_ key: StaticString) throws(JWTError) -> Bytes? {
        guard let member = self[key] else { return nil }
        guard let text = member.bytesOfString else { throw .malformed }
        return text
    }
}
