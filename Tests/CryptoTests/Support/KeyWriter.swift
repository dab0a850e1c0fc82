/// Makes SubjectPublicKeyInfos, good and bad ones.
enum KeyWriter {
    static func rsa(modulus: [UInt8], exponent: [UInt8], algorithm: [UInt8]? = nil) -> [UInt8] {
        let numbers = value(0x30, natural(modulus) + natural(exponent))
        let identifier = value(0x06, bytes("2a864886f70d010101"))
        return value(0x30, value(0x30, algorithm ?? identifier + [0x05, 0x00]) + value(0x03, [0] + numbers))
    }

    static func p256(point: [UInt8]) -> [UInt8] {
        let algorithm = value(0x06, bytes("2a8648ce3d0201")) + value(0x06, bytes("2a8648ce3d030107"))
        return value(0x30, value(0x30, algorithm) + value(0x03, [0] + point))
    }

    static func ed25519(_ key: [UInt8]) -> [UInt8] {
        value(0x30, value(0x30, value(0x06, bytes("2b6570"))) + value(0x03, [0] + key))
    }

    static func natural(_ number: [UInt8]) -> [UInt8] {
        value(0x02, (number.first ?? 0) >= 0x80 ? [0] + number : number)
    }

    static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        switch contents.count {
        case 0..<0x80: [tag, UInt8(contents.count)] + contents
        case 0x80..<0x100: [tag, 0x81, UInt8(contents.count)] + contents
        default: [tag, 0x82, UInt8(contents.count >> 8), UInt8(contents.count & 0xff)] + contents
        }
    }

    /// An odd number of so many bits: it has the size of a modulus, though nobody knows its factors.
    static func odd(bits: Int) -> [UInt8] {
        var number = [UInt8](repeating: 0, count: (bits + 7) / 8)
        number[0] = 1 << UInt8((bits - 1) % 8)
        number[number.count - 1] |= 1
        return number
    }
}
