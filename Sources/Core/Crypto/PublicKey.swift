internal import COpenSSL

/// A public key that OpenSSL has taken.
///
/// Owns one `EVP_PKEY`. Lives as long as the check of one signature.
@safe struct PublicKey: ~Copyable {
    let pointer: OpaquePointer

    /// Checks the numbers: sizes, and that a point is on its curve.
    init(_ encoding: KeyEncoding) throws(CryptoError) {
        switch encoding {
        case .rsa(let modulus, let exponent): unsafe pointer = try Self.makeRSA(modulus, exponent)
        case .p256(let point): unsafe pointer = try Self.makeP256(point)
        case .ed25519(let bytes):
            guard
                let key = unsafe EVP_PKEY_new_raw_public_key(
                    EVP_PKEY_ED25519, nil, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
            else { throw .key }
            unsafe pointer = key
        }
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    private static func makeRSA(
        _ modulus: UnsafeRawBufferPointer, _ exponent: UnsafeRawBufferPointer
    ) throws(CryptoError) -> OpaquePointer {
        guard let high = unsafe modulus.first, let low = unsafe modulus.last, let unit = unsafe exponent.last,
            modulus.count <= Limits.rsaModulusBytesMax, exponent.count <= Limits.rsaExponentBytesMax
        else { throw .key }
        let bits = modulus.count * 8 - high.leadingZeroBitCount
        // Even ones are no RSA key; with 1 every signature would be its own message.
        guard Limits.rsaModulusBits.contains(bits), low & 1 == 1, unit & 1 == 1, exponent.count > 1 || unit > 1
        else { throw .key }
        // OSSL_PARAM has numbers in the machine's byte order.
        let key = unsafe withUnsafeTemporaryAllocation(
            byteCount: modulus.count + exponent.count, alignment: 8
        ) { room -> OpaquePointer? in
            let numbers = unsafe room.assumingMemoryBound(to: UInt8.self)
            for index in 0..<modulus.count { unsafe numbers[index] = modulus[modulus.count - 1 - index] }
            for index in 0..<exponent.count {
                unsafe numbers[modulus.count + index] = exponent[exponent.count - 1 - index]
            }
            guard let start = numbers.baseAddress else { return nil }
            return unsafe make(
                "RSA",
                OSSL_PARAM_construct_BN(name("n"), start, modulus.count),
                OSSL_PARAM_construct_BN(name("e"), start + modulus.count, exponent.count))
        }
        guard let key = unsafe key else { throw .key }
        return unsafe key
    }

    private static func makeP256(_ point: UnsafeRawBufferPointer) throws(CryptoError) -> OpaquePointer {
        // Neither is written to: parameters are for both directions.
        let group = unsafe UnsafeMutablePointer(mutating: name("prime256v1"))
        let bytes = unsafe UnsafeMutableRawPointer(mutating: point.baseAddress)
        let key = unsafe make(
            "EC",
            OSSL_PARAM_construct_utf8_string(name("group"), group, 0),
            OSSL_PARAM_construct_octet_string(name("pub"), bytes, point.count))
        guard let key = unsafe key else { throw .key }
        return unsafe key
    }

    /// The corresponding C function is `EVP_PKEY_fromdata`.
    private static func make(_ kind: StaticString, _ first: OSSL_PARAM, _ second: OSSL_PARAM) -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name(kind), nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        return unsafe withUnsafeTemporaryAllocation(of: OSSL_PARAM.self, capacity: 3) { parameters in
            unsafe parameters.initializeElement(at: 0, to: first)
            unsafe parameters.initializeElement(at: 1, to: second)
            unsafe parameters.initializeElement(at: 2, to: OSSL_PARAM_construct_end())
            guard unsafe EVP_PKEY_fromdata_init(context) == 1,
                unsafe EVP_PKEY_fromdata(context, &key, swiftlet_public_key_selection, parameters.baseAddress) == 1
            else { return nil }
            return unsafe key
        }
    }

    /// A C string that outlives the call: OSSL_PARAM keeps the pointer.
    private static func name(_ text: StaticString) -> UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
