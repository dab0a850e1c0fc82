internal import Crypto

/// Hashes as the API writes them.
package enum AdminHash {
    /// nil: OpenSSL refuses.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8]? { try? HashFunction.sha256.digest(of: bytes) }

    /// The value of `Content-Digest` (RFC 9530 section 2): `sha-256=:…:`.
    package static func contentDigest(_ bytes: [UInt8]) -> String? {
        sha256(bytes).map { "sha-256=:\(base64($0)):" }
    }

    /// Whether a `Content-Digest` names the SHA-256 of `bytes`; nil: it has none that could be checked.
    static func matches(_ field: String, _ bytes: [UInt8]) -> Bool? {
        for member in field.split(separator: ",") {
            let text = AdminRequest.trimmed(member)
            guard text.lowercased().hasPrefix("sha-256=") else { continue }
            return contentDigest(bytes).map { $0.dropFirst(8) == text.dropFirst(8) } ?? false
        }
        return nil
    }

    /// RFC 4648 section 4, in memory that is freed: `base64()` of SwiftletFormats' bytes is not, natively.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes[start..<min(start + 3, bytes.count)]
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | UInt32(start + offset < bytes.count ? bytes[start + offset] : 0)
            }
            for index in 0..<4 {
                let value = Int(group >> UInt32(18 - 6 * index) & 63)
                text.append(index <= rest.count ? alphabet[value] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
