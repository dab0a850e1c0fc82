/// A key that tokens are checked with. It has one algorithm: a token that names another is refused (RFC 8725 section 3.1).
public struct JWTKey {
    public let algorithm: JWTAlgorithm
    /// What a token's `kid` must be, if there is one.
    public let id: Bytes?
    /// The secret of HS256, or a SubjectPublicKeyInfo in DER.
    let material: Bytes

    init(_ algorithm: JWTAlgorithm, id: Bytes?, material: Bytes) {
        self.algorithm = algorithm
        self.id = id
        self.material = material
    }

    /// A secret for HS256. Throws `key` if it is shorter than 32 bytes (RFC 7518 section 3.2), or is a key in PEM, which
    /// belongs to another algorithm.
    public static func hs256(_ secret: some ByteSource, id: StaticString? = nil) throws(JWTError) -> JWTKey {
        try secret.withBytes { (bytes) throws(JWTError) in try JWTKey(secret: bytes, id: id.map { Bytes($0) }) }
    }

    /// A public key in PEM (`-----BEGIN PUBLIC KEY-----`): RSA, P-256 or Ed25519. Its kind is its algorithm. Throws `key`
    /// for anything else.
    @_disfavoredOverload
    public init(pem: some ByteSource, id: StaticString? = nil) throws(JWTError) {
        self = try pem.withBytes { (bytes) throws(JWTError) in
            guard let key = JWTKey(pemBytes: bytes, id: id.map { Bytes($0) }) else { throw .key }
            return key
        }
    }

    /// A public key in PEM that is written in the program, for `init()`. One that is none of ours is a trap, and the worker
    /// cannot be deployed.
    @export(interface)
    public init(pem: StaticString, id: StaticString? = nil) {
        guard let key = JWTKey(pemBytes: Bytes(pem), id: id.map { Bytes($0) }) else {
            preconditionFailure("the literal is no public key in PEM for RS256, ES256 or EdDSA")
        }
        self = key
    }

    private static let secretBytesMin = 32

    @export(interface)
    private init(secret: Bytes, id: Bytes?) throws(JWTError) {
        guard secret.count >= JWTKey.secretBytesMin, !secret.startsIgnoringCase(with: Bytes("-----BEGIN")) else {
            throw .key
        }
        self.init(.hs256, id: id, material: unsafe secret.withUnsafeBytes { unsafe Bytes(copying: $0) })
    }

    /// Longer texts are no keys.
    private static let pemBytesMax = 16 << 10

    @export(interface)
    private init?(pemBytes: Bytes, id: Bytes?) {
        let (begin, end) = (Bytes("-----BEGIN PUBLIC KEY-----"), Bytes("-----END PUBLIC KEY-----"))
        let text = pemBytes.trimmed
        guard text.count <= JWTKey.pemBytesMax, text.count > begin.count + end.count,
            text.slice(0..<begin.count) == begin, text.slice(text.count - end.count..<text.count) == end
        else { return nil }
        var base64 = BytesBuilder(capacity: text.count)
        for byte in text.slice(begin.count..<text.count - end.count) where !byte.isSpace { base64.append(byte) }
        guard let der = Bytes(base64: base64.finish()), let algorithm = SubjectPublicKeyInfo.algorithm(of: der) else {
            return nil
        }
        self.init(algorithm, id: id, material: der)
    }
}

extension JWTKey: CustomStringConvertible {
    /// Says nothing of the key but its algorithm.
    public var description: String {
        switch algorithm {
        case .hs256: "<HS256 key>"
        case .rs256: "<RS256 key>"
        case .es256: "<ES256 key>"
        case .edDSA: "<EdDSA key>"
        }
    }
}

#if !arch(wasm32)
    extension JWTKey: CustomReflectable, CustomDebugStringConvertible {
        public var debugDescription: String { description }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }
#endif

extension UInt8 {
    fileprivate var isSpace: Bool {
        self == UInt8(ascii: " ") || 9...13 ~= self
    }
}

extension Bytes {
    fileprivate var trimmed: Bytes {
        var (start, end) = (0, count)
        while start < end, self[start].isSpace { start += 1 }
        while end > start, self[end - 1].isSpace { end -= 1 }
        return slice(start..<end)
    }
}
