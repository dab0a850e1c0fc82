internal import Crypto
internal import SwiftletFormats

/// What secrets' fingerprints are made with: random, and never the same in two stores.
enum StoreSalt {
    static let byteCount = 32

    static func make() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    static func bytes(_ salt: [UInt8]) throws(DeployError) -> [UInt8] {
        try StoredFile.encode("store") { json in
            json.object { json in json.member("salt", Hexadecimal.text(salt)) }
        }
    }

    static func read(_ bytes: [UInt8]) throws(StoredFile.Problem) -> [UInt8] {
        try StoredFile.decode(bytes, "store") { json throws(JSONError) in
            var salt: [UInt8]?
            let start = json.offset
            try json.members { name, json throws(JSONError) in
                guard name == "salt" else { return false }
                salt = try json.value { Hexadecimal.bytes($0) }
                return true
            }
            guard let salt, salt.count == byteCount else { throw .missing("salt", at: start) }
            return salt
        }
    }

    /// The name belongs to it: two secrets of one value do not look alike.
    static func fingerprint(of secret: [UInt8], name: String, salt: [UInt8]) throws(DeployError) -> SecretFingerprint {
        let message = Array("swiftlet secret 1\0\(name)\0".utf8) + secret
        do throws(CryptoError) {
            return SecretFingerprint(bytes: try HashFunction.sha256.authenticationCode(of: message, key: salt))
        } catch {
            throw DeployError(
                .system, "a fingerprint could not be computed: \(error)", remedy: "see whether memory is left")
        }
    }
}
