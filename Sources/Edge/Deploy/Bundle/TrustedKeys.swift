internal import Crypto
internal import SwiftletFormats

/// The keys whose signatures a host accepts. Process lifetime; a value.
package struct TrustedKeys: Sendable, Equatable {
    package static let countMax = 64

    private var keys: [KeyID: VerifyingKey] = [:]

    package init() {}

    package var isEmpty: Bool { keys.isEmpty }
    package var ids: [KeyID] { keys.keys.sorted() }

    func key(_ id: KeyID) -> VerifyingKey? { keys[id] }

    /// Adds a key as it stands in a configuration: `ID=PUBLIC KEY IN BASE64`.
    package mutating func add(text: String) throws(DeployError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = KeyID(text: parts[0]),
            let bytes = Bytes.scope({ [UInt8](base64: String(parts[1])) }), let key = VerifyingKey(bytes: bytes)
        else {
            throw DeployError(
                .input, "\(Quoted.text(text)) is no public key",
                remedy: "write what swiftlet keygen printed: ID=PUBLIC KEY IN BASE64")
        }
        let actual = try KeyID(of: key)
        guard actual == id else {
            throw DeployError(
                .input, "the key that is to be \(id) is \(actual)",
                remedy: "copy the whole line that swiftlet keygen printed")
        }
        try add(key, actual)
    }

    /// Adds a key from a file: SubjectPublicKeyInfo as PEM, as swiftlet keygen or `openssl pkey -pubout` writes it.
    ///
    /// - Parameter place: what it is, for messages.
    package mutating func add(pem text: [UInt8], place: String) throws(DeployError) {
        let key: VerifyingKey
        do throws(CryptoError) {
            key = try VerifyingKey(pem: text)
        } catch {
            let isPrivate = String(decoding: text.prefix(64), as: UTF8.self).contains("PRIVATE KEY")
            throw DeployError(
                .input,
                isPrivate ? "\(place) is a private key" : "\(place) is no public Ed25519 key as PEM",
                remedy: isPrivate
                    ? "take it away from the host, which needs the public one" : "write what swiftlet keygen made")
        }
        try add(key, KeyID(of: key))
    }

    private mutating func add(_ key: VerifyingKey, _ id: KeyID) throws(DeployError) {
        guard keys[id] == nil || keys[id] == key, keys.count < Self.countMax else {
            throw DeployError(
                .limit, "there are \(keys.count) keys already, or another with the id \(id)",
                remedy: "use at most \(Self.countMax), of different ids")
        }
        keys[id] = key
    }

    static func text(_ key: VerifyingKey) throws(DeployError) -> String {
        "\(try KeyID(of: key))=\(Bytes.scope { key.bytes.base64() })"
    }
}
