extension Request {
    /// The token of `Authorization: Bearer TOKEN` (RFC 6750 section 2.1); nil without one, for another scheme, for what is
    /// no token, and where there are several such fields: then it is not clear whom the request is from.
    @export(interface)
    public var bearerToken: Bytes? {
        let fields = headers.values(Bytes("Authorization"))
        let scheme = Bytes("Bearer ")
        guard fields.count == 1, let field = fields.first, field.startsIgnoringCase(with: scheme) else { return nil }
        var start = scheme.count
        while start < field.count, field[start] == UInt8(ascii: " ") { start += 1 }
        let token = field.slice(start..<field.count)
        guard !token.isEmpty, token.allSatisfy({ $0.isTokenCharacter }) else { return nil }
        return token
    }
}

extension UInt8 {
    /// `b64token` of RFC 6750. That `=` is at its end alone is left to who reads the token.
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
