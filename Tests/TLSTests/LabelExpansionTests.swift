import COpenSSL
import Testing

@testable import TLS

@Suite struct LabelExpansionTests {
    private func expand(_ secret: [UInt8], _ label: String, _ context: [UInt8], _ count: Int) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: count)
        let isMade = unsafe secret.withUnsafeBytes { secret in
            unsafe Array("tls13 ".utf8).withUnsafeBytes { prefix in
                unsafe Array(label.utf8).withUnsafeBytes { label in
                    unsafe context.withUnsafeBytes { context in
                        unsafe output.withUnsafeMutableBytes { output in
                            unsafe LabelExpansion(
                                isLong: secret.count == 48, secret: secret, prefix: prefix, label: label,
                                context: context
                            ).derive(into: output.baseAddress!, count)
                        }
                    }
                }
            }
        }
        return isMade ? output : nil
    }

    /// What OpenSSL makes of the same.
    private func expected(_ secret: [UInt8], _ label: String, _ context: [UInt8], _ count: Int) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let context13 = unsafe EVP_KDF_CTX_new(KeyDerivation.function)
        defer { unsafe EVP_KDF_CTX_free(context13) }
        var mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY
        var texts = ["mode", "digest", "key", "prefix", "label", "data"].map { Array($0.utf8CString) }
        var digest = Array((secret.count == 48 ? "SHA2-384" : "SHA2-256").utf8CString)
        var values = [secret, Array("tls13 ".utf8), Array(label.utf8), context]
        // Held where they are while OpenSSL reads them.
        let names = unsafe texts.indices.map { index in
            let name = UnsafeMutablePointer<CChar>.allocate(capacity: texts[index].count)
            unsafe name.initialize(from: &texts[index], count: texts[index].count)
            return unsafe name
        }
        let contents = unsafe values.indices.map { index in
            let value = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, values[index].count))
            unsafe value.initialize(from: &values[index], count: values[index].count)
            return unsafe value
        }
        defer {
            unsafe names.forEach { unsafe $0.deallocate() }
            unsafe contents.forEach { unsafe $0.deallocate() }
        }
        let isMade = unsafe withUnsafeMutablePointer(to: &mode) { mode in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                var parameters = unsafe [
                    OSSL_PARAM_construct_int(names[0], mode),
                    OSSL_PARAM_construct_utf8_string(names[1], digest.baseAddress, 0),
                ]
                for index in values.indices {
                    unsafe parameters.append(
                        OSSL_PARAM_construct_octet_string(names[index + 2], contents[index], values[index].count))
                }
                unsafe parameters.append(OSSL_PARAM_construct_end())
                return unsafe EVP_KDF_derive(context13, &output, count, parameters) == 1
            }
        }
        #expect(isMade)
        return output
    }

    @Test("the secret that RFC 8448 derives from the early one")
    func vector() {
        let early = Vector.bytes("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a")
        let nothing = Vector.bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let derived = Vector.bytes("6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba")
        #expect(expand(early, "derived", nothing, 32) == derived)
    }

    @Test("the chain of secrets of RFC 8448: early, handshake, master")
    func chain() {
        let zeros = [UInt8](repeating: 0, count: 32)
        let early = Vector.bytes("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a")
        #expect(extract(zeros, after: []) == early)
        let shared = Vector.bytes("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d")
        let handshake = Vector.bytes("1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac")
        #expect(extract(shared, after: early) == handshake)
        let master = Vector.bytes("18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919")
        #expect(extract(zeros, after: handshake) == master)
        #expect(extract([UInt8](repeating: 1, count: 385), after: early) == nil)
    }

    private func extract(_ input: [UInt8], after secret: [UInt8]) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: 32)
        let isMade = unsafe secret.withUnsafeBytes { secret in
            unsafe Array("tls13 ".utf8).withUnsafeBytes { prefix in
                unsafe Array("derived".utf8).withUnsafeBytes { label in
                    unsafe input.withUnsafeBytes { input in
                        unsafe output.withUnsafeMutableBytes { output in
                            unsafe LabelExpansion(
                                isLong: false, secret: secret, prefix: prefix, label: label,
                                context: UnsafeRawBufferPointer(start: nil, count: 0)
                            ).extract(input, into: output.baseAddress!, 32)
                        }
                    }
                }
            }
        }
        return isMade ? output : nil
    }

    @Test(
        "what OpenSSL makes, for both hashes, every label of TLS 1.3 and every length to the hash's",
        arguments: [32, 48])
    func same(hash: Int) {
        let secret = (0..<hash).map { UInt8(truncatingIfNeeded: $0 &* 11) }
        let labels = [
            "key", "iv", "finished", "c hs traffic", "s ap traffic", "exp master", "resumption", "traffic upd",
        ]
        for label in labels {
            for count in [1, 12, 16, 31, 32] + (hash == 48 ? [33, 47, 48] : []) {
                for context in [[], [UInt8](repeating: 5, count: 8), [UInt8](repeating: 9, count: hash)] {
                    #expect(
                        expand(secret, label, context, count) == expected(secret, label, context, count),
                        "\(label), \(count) bytes of \(context.count)")
                }
            }
        }
    }

    @Test("what is longer than a hash is not made, nor of what has no room")
    func lengths() {
        let secret = [UInt8](repeating: 1, count: 32)
        #expect(expand(secret, "key", [], 33) == nil)
        #expect(expand(secret, String(repeating: "k", count: 250), [], 32) == nil)
        #expect(expand(secret, String(repeating: "k", count: 249), [UInt8](repeating: 1, count: 64), 32) != nil)
        #expect(expand(secret, "key", [UInt8](repeating: 1, count: 65), 32) == nil)
        #expect(expand([UInt8](repeating: 1, count: 65), "key", [], 32) == nil)
    }
}
