internal import Crypto

/// A module's name: the SHA-256 of all its bytes.
package struct ModuleDigest: Sendable, Hashable, CustomStringConvertible {
    package static let byteCount = 32

    /// `byteCount` bytes.
    package let bytes: [UInt8]

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The digest of `module`.
    package init(of module: [UInt8]) throws(DeployError) {
        bytes = try Digest.sha256(module)
    }

    /// Nil for what is not 64 lower-case hexadecimal digits.
    package init?(text: some StringProtocol) {
        guard let bytes = Hexadecimal.bytes(text), bytes.count == Self.byteCount else { return nil }
        self.init(bytes)
    }

    package var description: String { Hexadecimal.text(bytes) }
}

/// SHA-256 of arrays.
enum Digest {
    /// Of the first `count` bytes; nil: of all.
    static func sha256(_ bytes: [UInt8], first count: Int? = nil) throws(DeployError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: HashFunction.sha256.byteCount)
        let problem = unsafe bytes.withUnsafeBytes { bytes -> CryptoError? in
            unsafe digest.withUnsafeMutableBytes { room -> CryptoError? in
                do throws(CryptoError) {
                    let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<(count ?? bytes.count)])
                    try unsafe HashFunction.sha256.digest(part, into: room)
                    return nil
                } catch {
                    return error
                }
            }
        }
        guard let problem else { return digest }
        throw DeployError(.system, "SHA-256 could not be computed: \(problem)", remedy: "see whether memory is left")
    }
}

/// Lower-case hexadecimal digits, two for each byte. One spelling for each value: it is a file's name.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}
