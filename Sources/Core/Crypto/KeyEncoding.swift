/// What a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) says, taken apart. Valid as long as its bytes.
///
/// Read here and not by OpenSSL's `d2i_PUBKEY`, which tries every decoder that it has: 200 us and more in 3.0, twice what
/// the check of a signature takes; and it takes keys in more forms than the standards name.
@safe enum KeyEncoding {
    /// Numbers, most significant byte first (RFC 3279 section 2.3.1).
    case rsa(modulus: UnsafeRawBufferPointer, exponent: UnsafeRawBufferPointer)
    /// A point on P-256 (RFC 5480 section 2.2), whole or compressed.
    case p256(point: UnsafeRawBufferPointer)
    /// RFC 8410 section 4.
    case ed25519(UnsafeRawBufferPointer)

    /// 1.2.840.113549.1.1.1
    private static let rsaEncryption: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
    /// 1.2.840.10045.2.1
    private static let ecPublicKey: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
    /// 1.2.840.10045.3.1.7
    private static let prime256v1: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
    /// 1.3.101.112
    private static let idEd25519: [UInt8] = [0x2b, 0x65, 0x70]

    /// Nil for what is no key of these kinds, whole, and with nothing behind it.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var outer = unsafe DERReader(bytes)
        guard let info = unsafe outer.read(.sequence), outer.isAtEnd else { return nil }
        var reader = unsafe DERReader(info)
        guard let algorithm = unsafe reader.read(.sequence), let key = unsafe reader.readBytes(), reader.isAtEnd
        else { return nil }
        var fields = unsafe DERReader(algorithm)
        guard let identifier = unsafe fields.read(.objectIdentifier) else { return nil }
        if unsafe Self.rsaEncryption.elementsEqual(identifier) {
            guard unsafe fields.read(.null)?.isEmpty == true, fields.isAtEnd else { return nil }
            unsafe self.init(rsa: key)
        } else if unsafe Self.ecPublicKey.elementsEqual(identifier) {
            guard let curve = unsafe fields.read(.objectIdentifier), fields.isAtEnd,
                unsafe Self.prime256v1.elementsEqual(curve)
            else { return nil }
            unsafe self.init(point: key)
        } else if unsafe Self.idEd25519.elementsEqual(identifier) {
            guard fields.isAtEnd, key.count == 32 else { return nil }
            self = unsafe .ed25519(key)
        } else {
            return nil
        }
    }

    private init?(rsa bytes: UnsafeRawBufferPointer) {
        var outer = unsafe DERReader(bytes)
        guard let numbers = unsafe outer.read(.sequence), outer.isAtEnd else { return nil }
        var reader = unsafe DERReader(numbers)
        guard let modulus = unsafe reader.readNatural(), let exponent = unsafe reader.readNatural(), reader.isAtEnd
        else { return nil }
        self = unsafe .rsa(modulus: modulus, exponent: exponent)
    }

    private init?(point: UnsafeRawBufferPointer) {
        guard let form = unsafe point.first else { return nil }
        switch (form, point.count) {
        case (0x04, 65), (0x02, 33), (0x03, 33): self = unsafe .p256(point: point)
        default: return nil
        }
    }
}
