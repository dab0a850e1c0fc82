/// Keys that tokens are checked with: those of a key set (RFC 7517), one's own, or both.
///
/// A key set that is fetched from an issuer is fetched again for every request, as each has an isolate of its own and there
/// is no cache between them. Cheaper by far: give the set to the worker as a variable, and deploy when the issuer changes
/// its keys.
///
///     var keys = try JWKS(json: Bytes(copying: env["JWKS"] ?? ""))
///     keys.append(try .hs256(secret))
public struct JWKS: ExpressibleByArrayLiteral {
    /// Those that are of use.
    public private(set) var keys: [JWTKey]

    /// Keys of a key set, of use or not.
    public static var keysMax: Int { 64 }
    /// Bytes of a key set.
    public static var bytesMax: Int { 256 << 10 }

    public init(_ keys: [JWTKey] = []) {
        self.keys = keys
    }

    public init(arrayLiteral elements: JWTKey...) {
        keys = elements
    }

    /// A key set as JSON. Keys of a kind, a use or an algorithm that is none of ours are skipped, as are malformed ones
    /// (RFC 7517 section 5). Throws `key` where the text is no key set or has more than `keysMax` keys.
    @export(interface)
    public init(json: Bytes) throws(JWTError) {
        guard json.count <= JWKS.bytesMax, let set = try? JSON(json), let list = set["keys"].array,
            list.count <= JWKS.keysMax
        else { throw .key }
        keys = []
        for jwk in list {
            if let key = JWTKey(jwk: jwk) { keys.append(key) }
        }
    }

    public mutating func append(_ key: JWTKey) {
        keys.append(key)
    }

    /// The keys that a token with this `kid` may be signed with: those of that name, else those without a name; without a
    /// `kid`, all.
    func keys(for id: Bytes?) -> [JWTKey] {
        guard let id else { return keys }
        let named = keys.filter { key in key.id.map { $0 == id } ?? false }
        return named.isEmpty ? keys.filter { key in key.id == nil } : named
    }

    /// Whether a token names a key, and it is none of these.
    func isStranger(_ id: Bytes?) -> Bool {
        guard let id else { return false }
        return !keys.contains { key in key.id.map { $0 == id } ?? false }
    }
}
