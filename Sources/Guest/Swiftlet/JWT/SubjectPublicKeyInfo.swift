/// Public keys as the host takes them: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) in DER.
enum SubjectPublicKeyInfo {
    /// Bits of an RSA modulus. RFC 7518 section 3.3 asks for the lower end; the upper one bounds what a check costs.
    private static let modulusBits = 2048...8192
    /// RFC 8017 allows longer exponents; nobody has them, and they are dear to check.
    private static let exponentBytesMax = 4

    /// RFC 8410 section 4. nil: not 32 bytes.
    @export(interface)
    static func ed25519(_ key: Bytes) -> Bytes? {
        guard key.count == 32 else { return nil }
        var der = BytesBuilder(capacity: 44)
        for byte in ed25519Prefix { der.append(byte) }
        der.append(key)
        return der.finish()
    }

    /// RFC 5480 section 2; the point uncompressed. nil: a coordinate is not 32 bytes (RFC 7518 section 6.2.1.2).
    @export(interface)
    static func p256(x: Bytes, y: Bytes) -> Bytes? {
        guard x.count == 32, y.count == 32 else { return nil }
        var der = BytesBuilder(capacity: 91)
        for byte in p256Prefix { der.append(byte) }
        der.append(x)
        der.append(y)
        return der.finish()
    }

    /// RFC 3279 section 2.3.1. nil: the modulus is too short or too long, or the exponent is no odd number from 3 on.
    @export(interface)
    static func rsa(modulus: Bytes, exponent: Bytes) -> Bytes? {
        let modulus = withoutLeadingZeros(modulus)
        let exponent = withoutLeadingZeros(exponent)
        guard let first = modulus.first, let last = exponent.last, exponent.count <= exponentBytesMax,
            last & 1 == 1, exponent.count > 1 || last >= 3,
            modulusBits.contains(modulus.count * 8 - first.leadingZeroBitCount)
        else { return nil }
        let integers = integerLength(modulus) + integerLength(exponent)
        let pair = 1 + lengthLength(integers) + integers
        let bits = 1 + lengthLength(pair + 1) + 1 + pair
        var der = BytesBuilder(capacity: bits + 24)
        append(0x30, length: rsaAlgorithm.count + bits, to: &der)
        for byte in rsaAlgorithm { der.append(byte) }
        append(0x03, length: pair + 1, to: &der)
        der.append(0)
        append(0x30, length: integers, to: &der)
        append(integer: modulus, to: &der)
        append(integer: exponent, to: &der)
        return der.finish()
    }

    /// Which algorithm a key in DER is for; nil: none of ours. What follows the algorithm's name, the host checks.
    @export(interface)
    static func algorithm(of der: Bytes) -> JWTAlgorithm? {
        if der.count == ed25519Prefix.count + 32, der.begins(with: ed25519Prefix, at: 0) { return .edDSA }
        if der.count == p256Prefix.count + 64, der.begins(with: p256Prefix, at: 0) { return .es256 }
        // A modulus of 2048 bits or more takes lengths of two bytes.
        guard der.count > 256, der.count < 1 << 16, der[0] == 0x30, der[1] == 0x82,
            Int(der[2]) << 8 | Int(der[3]) == der.count - 4, der.begins(with: rsaAlgorithm, at: 4)
        else { return nil }
        return .rs256
    }

    // MARK: DER (ITU-T X.690)

    private static var ed25519Prefix: [UInt8] {
        [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
    }

    private static var p256Prefix: [UInt8] {
        [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
            0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
        ]
    }

    /// The AlgorithmIdentifier of rsaEncryption.
    private static var rsaAlgorithm: [UInt8] {
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]
    }

    // RFC 7518 section 6.3.1.1 forbids them; there are issuers who write them.
    private static func withoutLeadingZeros(_ number: Bytes) -> Bytes {
        var start = 0
        while start < number.count, number[start] == 0 { start += 1 }
        return number.slice(start..<number.count)
    }

    /// Bytes of a whole INTEGER.
    private static func integerLength(_ number: Bytes) -> Int {
        let value = number.count + (number[0] >= 0x80 ? 1 : 0)
        return 1 + lengthLength(value) + value
    }

    private static func append(integer number: Bytes, to der: inout BytesBuilder) {
        // Without the zero it would be negative.
        let isPadded = number[0] >= 0x80
        append(0x02, length: number.count + (isPadded ? 1 : 0), to: &der)
        if isPadded { der.append(0) }
        der.append(number)
    }

    private static func lengthLength(_ length: Int) -> Int {
        length < 0x80 ? 1 : length < 0x100 ? 2 : 3
    }

    private static func append(_ tag: UInt8, length: Int, to der: inout BytesBuilder) {
        der.append(tag)
        let bytes = lengthLength(length)
        if bytes > 1 { der.append(0x80 | UInt8(bytes - 1)) }
        if bytes > 2 { der.append(UInt8(truncatingIfNeeded: length >> 8)) }
        der.append(UInt8(truncatingIfNeeded: length))
    }
}

extension Bytes {
    /// Whether `other` stands at `position`.
    fileprivate func begins(with other: [UInt8], at position: Int) -> Bool {
        guard count - position >= other.count else { return false }
        for index in 0..<other.count where self[position + index] != other[index] { return false }
        return true
    }
}
