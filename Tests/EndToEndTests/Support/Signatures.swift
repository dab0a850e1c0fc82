import Foundation

/// Signatures made by the openssl command: other eyes than the host's.
enum Signatures {
    /// Of a `Swiftlet-Version` header: `shop=v2; expires=…`.
    static func versionOverride(_ words: String, key: String) throws -> String {
        let folder = try TemporaryFolder()
        let message = try folder.write("message", Array("swiftlet-version\0\(words)".utf8))
        let code = folder.path("code")
        try run("openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "key:\(key)", "-binary", "-out", code, message)
        return Data(try Data(contentsOf: URL(filePath: code))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func run(_ arguments: String...) throws {
        let result = try Command(arguments: arguments)
        guard result.exitCode == 0 else { throw EndToEndError("\(arguments.joined(separator: " ")): \(result.errors)") }
    }
}

/// A key for bundles.
final class BundleSigner {
    private let folder: TemporaryFolder
    /// As `require_signature` wants it.
    let publicText: String
    /// Hexadecimal.
    let id: String
    private let idBytes: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        try Signatures.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", folder.path("key.pem"))
        try Signatures.run(
            "openssl", "pkey", "-in", folder.path("key.pem"), "-pubout", "-outform", "DER",
            "-out", folder.path("key.der"))
        // The raw key is the end of its DER form (RFC 8410 section 4).
        let key = [UInt8](try Data(contentsOf: folder.url.appending(path: "key.der")).suffix(32))
        idBytes = Array(try Self.sha256(key, folder).prefix(8))
        id = idBytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        publicText = "\(id)=\(Data(key).base64EncodedString())"
    }

    /// The bundle with its last section.
    func sign(_ bundle: [UInt8]) throws -> [UInt8] {
        let message = try folder.write("message", Array("swiftlet bundle 1\0".utf8) + Self.sha256(bundle, folder))
        let signature = folder.path("signature")
        try Signatures.run(
            "openssl", "pkeyutl", "-sign", "-rawin", "-inkey", folder.path("key.pem"), "-in", message,
            "-out", signature)
        let content = [1] + idBytes + [UInt8](try Data(contentsOf: URL(filePath: signature)))
        return bundle + Guest.customSection("swiftlet.signature", content)
    }

    private static func sha256(_ bytes: [UInt8], _ folder: TemporaryFolder) throws -> [UInt8] {
        let input = try folder.write("input", bytes)
        try Signatures.run("openssl", "dgst", "-sha256", "-binary", "-out", folder.path("digest"), input)
        return [UInt8](try Data(contentsOf: folder.url.appending(path: "digest")))
    }
}
