/// A message authentication code (RFC 2104) with a hash function: `HMAC<SHA256>(key: secret)`.
///
/// Whoever has the key can make codes and check them: for signed cookies, webhooks and links that end.
///
///     guard let secret = env.secret("WEBHOOK_KEY") else { throw .message("the secret WEBHOOK_KEY is not bound") }
///     let code = request.headers.first("X-Signature").flatMap { Bytes(hex: $0) }
///     guard try HMAC<SHA256>(key: secret).isValid(code ?? Bytes(), for: body) else { … }
public struct HMAC<Hash: HashFunction> {
    private let key: Bytes

    /// Keys as long as the hash, or longer, are as strong as it; an empty one protects nothing.
    public init(key: some ByteSource) {
        self.key = key.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Bytes(copying: $0) } }
    }

    public init(key: Bytes) {
        self.key = key
    }

    /// The code of a message. Throws `limit` beyond 1 MiB.
    public func authenticate(_ message: some ByteSource) throws(WorkerError) -> Bytes {
        try message.withBytes { (bytes) throws(WorkerError) in try Host.hmac(Hash.function, key, bytes) }
    }

    /// Whether `code` is the message's, found out in a time that does not tell how much of it is right. A code that was
    /// cut short is none. Throws `limit` for a message beyond 1 MiB.
    public func isValid(_ code: some ByteSource, for message: some ByteSource) throws(WorkerError) -> Bool {
        let genuine = try authenticate(message)
        return code.withBytes { code in code.isEqualInConstantTime(to: genuine) }
    }
}
