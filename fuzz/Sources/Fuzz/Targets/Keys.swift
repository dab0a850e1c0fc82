internal import Crypto
internal import SwiftletFormats

extension Target {
    /// What a worker says is a key and a signature: OpenSSL gets nothing that it takes badly. The signature is what is
    /// last, all before it the key; as they are, or in hexadecimal or base64.
    static let keys = Target(name: "keys", about: "the host's public keys in DER, and signatures") { given in
        let input = given.bytes
        check(input)
        if let decoded = Bytes(hex: input) { check(decoded) }
        if let decoded = Bytes(base64: input, padding: .optional) { check(decoded) }
    }

    /// None, those of P-256 and Ed25519, and that of RSA with 2,048 bits.
    private static let signatureSizes = [0, 64, 256]

    private static func check(_ input: Bytes) {
        for size in signatureSizes where size <= input.count {
            // Each in memory of its own, so that a byte read behind it is found.
            let key = Array(input.slice(0..<input.count - size))
            let signature = Array(input.slice(input.count - size..<input.count))
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
