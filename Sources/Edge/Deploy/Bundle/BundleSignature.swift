internal import Crypto

/// A bundle's last section: a form's number, the key's id, and the Ed25519 signature.
///
/// What is signed is not the bundle but a sentence about it, `swiftlet bundle 1` and the SHA-256 of what is before the
/// section, so that a signature made for something else is never one for a bundle.
package struct BundleSignature: Sendable, Equatable {
    private static let form: UInt8 = 1
    private static let purpose = Array("swiftlet bundle 1\0".utf8)

    package let key: KeyID
    let bytes: [UInt8]
    /// How many bytes of the file it is about.
    let signedCount: Int

    init(_ content: [UInt8], signedCount: Int) throws(DeployError) {
        guard let first = content.first, first == Self.form,
            content.count == 1 + KeyID.byteCount + VerifyingKey.signatureBytes
        else {
            let what =
                content.first.map { $0 > Self.form } == true
                ? "has form \(content[0]); this swiftlet reads \(Self.form)" : "is no signature"
            throw DeployError(
                .signature, "the section \(Bundle.signatureSection) \(what) (byte \(signedCount))",
                remedy: "sign it with this version of swiftlet")
        }
        key = KeyID(bytes: content[1..<1 + KeyID.byteCount])
        bytes = Array(content[(1 + KeyID.byteCount)...])
        self.signedCount = signedCount
    }

    init(signing bundle: [UInt8], with key: borrowing BundleKey) throws(DeployError) {
        let message = try Self.message(bundle, count: bundle.count)
        do throws(CryptoError) {
            bytes = try key.key.sign(message)
        } catch {
            throw DeployError(
                .system, "the bundle could not be signed: \(error)", remedy: "see whether OpenSSL has Ed25519")
        }
        self.key = key.id
        signedCount = bundle.count
    }

    var content: [UInt8] { [Self.form] + key.bytes + bytes }

    static func message(_ bundle: [UInt8], count: Int) throws(DeployError) -> [UInt8] {
        purpose + (try Digest.sha256(bundle, first: count))
    }
}
