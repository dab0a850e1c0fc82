import COpenSSL
import Testing

@testable import TLS

/// A peer that makes whatever records it likes, with the keys that a reader opens them with.
@safe final class Sender {
    private static let secretBytes = [UInt8](repeating: 7, count: 32)
    private let ciphers = RecordCiphers()
    private var secret: TrafficSecret
    private var key: RecordKey

    init() throws {
        secret = try #require(unsafe Sender.secretBytes.withUnsafeBytes { unsafe TrafficSecret($0) })
        key = try secret.key(owner: ciphers.newOwner(), opens: false)
    }

    /// One that reads what this peer sends.
    static func reader() throws -> RecordReader {
        let secret = try #require(unsafe secretBytes.withUnsafeBytes { unsafe TrafficSecret($0) })
        return try RecordReader(secret: secret, opener: TLSOutput().opener)
    }

    /// One record: content, type, zeros, of any length. Without the sealer, which makes only records that may be.
    func record(_ type: UInt8, _ content: [UInt8], padding: Int = 0) throws -> [UInt8] {
        let inner = content + [type] + [UInt8](repeating: 0, count: padding)
        let length = inner.count + 16
        var record: [UInt8] = [23, 3, 3, UInt8(length >> 8), UInt8(length & 255)] + inner
        record += [UInt8](repeating: 0, count: 16)
        let cipher = try unsafe ciphers.cipher(for: &key)
        var nonce = [UInt8](repeating: 0, count: 12)
        unsafe nonce.withUnsafeMutableBytes { unsafe key.takeNonce(into: $0.baseAddress!) }
        #expect(unsafe EVP_EncryptInit_ex(cipher, nil, nil, nil, nonce) == 1)
        unsafe record.withUnsafeMutableBytes { record in
            guard let start = record.baseAddress else { return }
            let text = unsafe start + 5
            #expect(unsafe RecordCiphers.pass(cipher, start, to: nil, 5))
            #expect(unsafe RecordCiphers.pass(cipher, text, to: text, inner.count))
            #expect(unsafe RecordCiphers.pass(cipher, nil, to: nil, 0))
            #expect(unsafe EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, text + inner.count) == 1)
        }
        return record
    }

    func data(_ content: [UInt8], padding: Int = 0) throws -> [UInt8] { try record(23, content, padding: padding) }

    func data(_ text: String) throws -> [UInt8] { try data(Array(text.utf8)) }

    /// From now on its records have the next key.
    func changeKey() throws {
        try secret.advance()
        key = try secret.key(owner: ciphers.newOwner(), opens: false)
    }
}
