internal import Crypto
internal import SwiftletFormats

extension Target {
    /// What a worker says is a key and a signature: OpenSSL gets nothing that it takes badly. The last 64 bytes are the
    /// signature, all before them the key; as they are, or in hexadecimal or base64.
    static let keys = Target(name: "keys", about: "the host's public keys in DER, and signatures") { given in
        let input = given.bytes
        check(input)
        if let decoded = Bytes(hex: input) { check(decoded) }
        if let decoded = Bytes(base64: input, padding: .optional) { check(decoded) }
    }

    private static let signatureBytes = 64

    private static func check(_ input: Bytes) {
        let keyEnd = max(input.count - signatureBytes, 0)
        for end in [keyEnd, input.count] {
            // Each in memory of its own, so that a byte read behind it is found.
            let key = Array(input.slice(0..<end))
            let signature = Array(input.slice(keyEnd..<input.count))
            for algorithm in SignatureAlgorithm.allCases {
                _ = try? unsafe key.withUnsafeBytes { key in
                    try unsafe signature.withUnsafeBytes { signature in
                        try unsafe algorithm.verify(signature, over: signature, key: key)
                    }
                }
            }
        }
    }
}
