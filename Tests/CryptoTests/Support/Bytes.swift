@testable import Crypto

// The target's calls, with arrays.

extension HashFunction {
    func digest(_ message: [UInt8]) throws -> [UInt8] {
        unsafe try result { room in unsafe try message.withUnsafeBytes { unsafe try digest($0, into: room) } }
    }

    func authenticate(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
        unsafe try result { room in
            unsafe try message.withUnsafeBytes { message in
                unsafe try key.withUnsafeBytes { unsafe try authenticate(message, key: $0, into: room) }
            }
        }
    }

    /// Room with a guard behind it: nothing may be written there.
    private func result(_ body: (UnsafeMutableRawBufferPointer) throws -> Void) throws -> [UInt8] {
        var room = [UInt8](repeating: 0x5a, count: byteCount + 8)
        unsafe try room.withUnsafeMutableBytes { unsafe try body($0) }
        precondition(room.suffix(8).allSatisfy { $0 == 0x5a })
        return Array(room.prefix(byteCount))
    }
}

extension SignatureAlgorithm {
    func verify(_ signature: [UInt8], over message: [UInt8], key: [UInt8]) throws(CryptoError) -> Bool {
        let result = unsafe signature.withUnsafeBytes { signature in
            unsafe message.withUnsafeBytes { message in
                unsafe key.withUnsafeBytes { key in
                    Result { () throws(CryptoError) in unsafe try verify(signature, over: message, key: key) }
                }
            }
        }
        return try result.get()
    }
}

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// Base64url without padding (RFC 7515 section 2).
func base64url(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for letter in text.utf8 {
        bits = (bits << 6 | (alphabet.firstIndex(of: letter) ?? 0)) & 0xffff
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return bytes
}

extension String {
    func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
