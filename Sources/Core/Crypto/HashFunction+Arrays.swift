/// The same for callers off the request path, who own arrays.
extension HashFunction {
    /// The hash of `bytes`, or of the first `count` of them.
    package func digest(of bytes: [UInt8], first count: Int? = nil) throws(CryptoError) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: byteCount)
        var room = hash.mutableSpan
        let part = bytes.span.extracting(first: count ?? bytes.count)
        try unsafe room.withUnsafeMutableBytes { room throws(CryptoError) in
            try unsafe part.withUnsafeBytes { part throws(CryptoError) in try unsafe digest(part, into: room) }
        }
        return hash
    }

    /// The authentication code of `bytes` under `key`.
    package func authenticationCode(of bytes: [UInt8], key: [UInt8]) throws(CryptoError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        var room = code.mutableSpan
        try unsafe room.withUnsafeMutableBytes { room throws(CryptoError) in
            try unsafe bytes.span.withUnsafeBytes { bytes throws(CryptoError) in
                try unsafe key.span.withUnsafeBytes { key throws(CryptoError) in
                    try unsafe authenticate(bytes, key: key, into: room)
                }
            }
        }
        return code
    }
}
