/// An ECDSA signature as OpenSSL wants it: SEQUENCE { r INTEGER, s INTEGER } in DER (RFC 3279 section 2.2.3), made of the
/// plain r and s of RFC 7518 section 3.4.
enum ECDSASignature {
    /// Two headers of two bytes, and each number with a zero before it; the sequence's own header.
    static let byteCountMax = 2 + 2 * (2 + 1 + Limits.p256SignatureBytes / 2)

    /// `signature`: r and s, 32 bytes each. `room`: `byteCountMax` bytes.
    static func encode(
        _ signature: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let half = signature.count / 2
        var end = 2
        for start in [0, half] {
            unsafe appendNatural(
                UnsafeRawBufferPointer(rebasing: signature[start..<start + half]), to: room, at: &end)
        }
        unsafe room[0] = DERReader.Tag.sequence.rawValue
        unsafe room[1] = UInt8(end - 2)
        return unsafe UnsafeRawBufferPointer(rebasing: room[..<end])
    }

    private static func appendNatural(
        _ bytes: UnsafeRawBufferPointer, to room: UnsafeMutableRawBufferPointer, at end: inout Int
    ) {
        // The shortest form that is not negative; zero is one zero byte, and never a good signature.
        var first = 0
        while first < bytes.count - 1, unsafe bytes[first] == 0 { first += 1 }
        let needsZero = unsafe bytes[first] >= 0x80
        unsafe room[end] = DERReader.Tag.integer.rawValue
        unsafe room[end + 1] = UInt8(bytes.count - first + (needsZero ? 1 : 0))
        end += 2
        if needsZero {
            unsafe room[end] = 0
            end += 1
        }
        for index in first..<bytes.count {
            unsafe room[end] = bytes[index]
            end += 1
        }
    }
}
