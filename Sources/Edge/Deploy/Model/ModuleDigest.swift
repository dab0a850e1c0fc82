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

/// SHA-256 of arrays, with this target's error.
enum Digest {
    /// Of the first `count` bytes; nil: of all.
    static func sha256(_ bytes: [UInt8], first count: Int? = nil) throws(DeployError) -> [UInt8] {
        do throws(CryptoError) {
            return try HashFunction.sha256.digest(of: bytes, first: count)
        } catch {
            throw DeployError(.system, "SHA-256 could not be computed: \(error)", remedy: "see whether memory is left")
        }
    }
}
