internal import Crypto

/// The secret that version overrides are signed with. Prints, dumps and mirrors as nothing. Process lifetime.
package struct OverrideKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// 32 to 1,024 bytes, random ones.
    package init(_ bytes: [UInt8]) throws(RolloutError) {
        guard RolloutLimits.overrideKeyBytes.contains(bytes.count) else {
            throw RolloutError(
                "the key of version overrides has \(bytes.count) bytes",
                remedy: "give it \(RolloutLimits.overrideKeyBytes.lowerBound) to "
                    + "\(RolloutLimits.overrideKeyBytes.upperBound) random ones, as of \"openssl rand -hex 32\"")
        }
        self.bytes = bytes
    }

    package var description: String { "OverrideKey" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// HMAC-SHA256 over `text`, in base64url without padding: 43 characters.
    ///
    /// Spelled here and not by `Bytes.base64URL`, whose memory a host never gets back: whoever sends requests chooses how
    /// often this runs.
    func signature(of text: String) throws(RolloutError) -> [UInt8] {
        // So that no signature of something else under this key is one of an override.
        let message = Array("swiftlet-version\0".utf8) + Array(text.utf8)
        do throws(CryptoError) {
            return Self.base64URL(try HashFunction.sha256.authenticationCode(of: message, key: bytes))
        } catch {
            throw RolloutError("the signature cannot be computed: \(error)", remedy: "check the host's OpenSSL")
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64URL(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count)) & 63])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count)) & 63]) }
        return text
    }
}
