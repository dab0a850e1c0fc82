internal import Crypto
internal import SwiftletFormats

/// Who signs: the first 16 hexadecimal digits of the SHA-256 of the public key.
package struct KeyID: Sendable, Hashable, Comparable, CustomStringConvertible {
    static let byteCount = 8

    package let description: String

    /// Nil for what is not 16 lower-case hexadecimal digits.
    package init?(text: some StringProtocol) {
        guard Hexadecimal.bytes(text)?.count == Self.byteCount else { return nil }
        description = String(text)
    }

    init(bytes: some Collection<UInt8>) { description = Hexadecimal.text(bytes.prefix(Self.byteCount)) }

    init(of key: VerifyingKey) throws(DeployError) { self.init(bytes: try Digest.sha256(key.bytes)) }

    var bytes: [UInt8] { Hexadecimal.bytes(description) ?? [] }

    package static func < (one: KeyID, other: KeyID) -> Bool { one.description < other.description }
}

/// A key that signs bundles.
package struct BundleKey: ~Copyable {
    let key: SigningKey
    package let id: KeyID
    /// What a host is told to accept: `ID=PUBLIC KEY IN BASE64`.
    package let publicText: String
    /// The public key as a PEM file.
    package let publicPEM: [UInt8]

    /// A new one.
    package init() throws(DeployError) {
        let key: SigningKey
        do throws(CryptoError) { key = try SigningKey() } catch { throw .noKeyMade(error) }
        try self.init(key)
    }

    /// One from a file: PKCS#8 as PEM, without password, as `pem` or `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// - Parameter place: what it is, for messages.
    package init(pem text: [UInt8], place: String) throws(DeployError) {
        let key: SigningKey
        do throws(CryptoError) {
            key = try SigningKey(pem: text)
        } catch {
            let isEncrypted = String(decoding: text.prefix(64), as: UTF8.self).contains("ENCRYPTED")
            throw DeployError(
                .input,
                isEncrypted ? "\(place) is encrypted with a password" : "\(place) is no private Ed25519 key as PEM",
                remedy: isEncrypted
                    ? "decrypt it: openssl pkey -in KEY -out PLAIN" : "make one: swiftlet keygen")
        }
        try self.init(key)
    }

    private init(_ key: consuming SigningKey) throws(DeployError) {
        let verifying = try Self.verifyingKey(of: key)
        let id = try KeyID(of: verifying)
        let publicText = try TrustedKeys.text(verifying)
        let publicPEM = try Self.pem(of: verifying)
        self.key = key
        self.id = id
        self.publicText = publicText
        self.publicPEM = publicPEM
    }

    private static func verifyingKey(of key: borrowing SigningKey) throws(DeployError) -> VerifyingKey {
        do throws(CryptoError) { return try key.verifyingKey() } catch { throw .noKeyMade(error) }
    }

    private static func pem(of key: VerifyingKey) throws(DeployError) -> [UInt8] {
        do throws(CryptoError) { return try key.pem() } catch { throw .noKeyMade(error) }
    }

    /// For the file that nobody else may read.
    package func pem() throws(DeployError) -> [UInt8] {
        do throws(CryptoError) { return try key.pem() } catch { throw .noKeyMade(error) }
    }
}

extension DeployError {
    static func noKeyMade(_ error: CryptoError) -> DeployError {
        DeployError(.system, "the key could not be made: \(error)", remedy: "see whether OpenSSL has Ed25519")
    }
}
