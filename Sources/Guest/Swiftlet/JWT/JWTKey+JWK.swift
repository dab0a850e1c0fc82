extension JWTKey {
    /// A public key as JSON (RFC 7517). nil: it is of a kind, a curve or a use that is none of ours, or is malformed.
    /// Private members are not looked at; symmetric keys (`oct`) are never taken, for a set that is published must not hold
    /// any.
    @export(interface)
    public init?(jwk: JSON) {
        guard let members = jwk.object, JWTKey.isForVerification(members) else { return nil }
        let known: (algorithm: JWTAlgorithm, der: Bytes?)?
        switch members["kty"]?.bytesOfString {
        case "RSA":
            known = members.octets("n").flatMap { modulus in
                members.octets("e").map { (.rs256, SubjectPublicKeyInfo.rsa(modulus: modulus, exponent: $0)) }
            }
        case "EC":
            guard members["crv"]?.bytesOfString == "P-256" else { return nil }
            known = members.octets("x").flatMap { x in
                members.octets("y").map { y in (.es256, SubjectPublicKeyInfo.p256(x: x, y: y)) }
            }
        case "OKP":
            guard members["crv"]?.bytesOfString == "Ed25519" else { return nil }
            known = members.octets("x").map { x in (.edDSA, SubjectPublicKeyInfo.ed25519(x)) }
        default: return nil
        }
        guard let known, let der = known.der else { return nil }
        if let name = members["alg"] {
            // A key for PS256 or RS512 must not be used for RS256.
            guard let text = name.bytesOfString, JWTAlgorithm(name: text) == known.algorithm else { return nil }
        }
        var id: Bytes?
        if let member = members["kid"] {
            guard let text = member.bytesOfString else { return nil }
            id = text
        }
        self.init(known.algorithm, id: id, material: der)
    }

    /// RFC 7517 sections 4.2 and 4.3.
    private static func isForVerification(_ members: JSONObject) -> Bool {
        if let use = members["use"] {
            guard use.bytesOfString == "sig" else { return false }
        }
        guard let operations = members["key_ops"] else { return true }
        guard let names = operations.array else { return false }
        for name in names where name.bytesOfString == "verify" { return true }
        return false
    }
}

extension JSONObject {
    /// A member in base64url.
    fileprivate func octets(_ key: StaticString) -> Bytes? {
        self[key]?.bytesOfString.flatMap { text in Bytes(base64URL: text) }
    }
}

extension JSON {
    /// The text of a string; nil for everything else, and for half of a surrogate pair.
    var bytesOfString: Bytes? {
        guard case .string(let text) = self else { return nil }
        return try? text.bytes()
    }
}

extension Bytes? {
    fileprivate static func == (one: Bytes?, other: StaticString) -> Bool {
        guard let one else { return false }
        return one == other
    }
}
