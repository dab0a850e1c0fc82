/// What keys may be like.
enum Limits {
    /// RFC 7518 section 3.3 asks for 2048; what is above 8192 costs more time than a request has.
    static let rsaModulusBits = 2048...8192
    static let rsaModulusBytesMax = rsaModulusBits.upperBound / 8
    /// Bytes. OpenSSL refuses more for large keys; every key in use has 65,537.
    static let rsaExponentBytesMax = 8
    /// r and s.
    static let p256SignatureBytes = 64
}
