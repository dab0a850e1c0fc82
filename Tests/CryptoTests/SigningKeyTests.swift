import Testing

@testable import Crypto

struct SigningKeyTests {
    /// RFC 8410 section 10.3: a private key, and section 10.1: its public half.
    private let privatePEM = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """
    private let publicPEM = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """

    @Test("RFC 8410's key is read and written as it stands there")
    func published() throws {
        let key = try SigningKey(pem: Array(privatePEM.utf8))
        #expect(try key.pem() == Array(privatePEM.utf8))
        let verifying = try VerifyingKey(pem: Array(publicPEM.utf8))
        #expect(try key.verifyingKey() == verifying)
        #expect(try verifying.pem() == Array(publicPEM.utf8))
        #expect(hexadecimal(verifying.bytes).hasPrefix("19bf44096984cdfe"))
    }

    @Test("RFC 8032's signatures verify, and no others do")
    func verifies() throws {
        // Section 7.1, test 2.
        let key = try #require(
            VerifyingKey(bytes: bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")))
        let signature = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(key.verify(signature, over: [0x72]))
        #expect(!key.verify(signature, over: [0x73]))
        #expect(!key.verify(signature, over: []))
        #expect(!key.verify(Array(signature.dropLast()), over: [0x72]))
        #expect(!key.verify(signature + [0], over: [0x72]))
        #expect(!key.verify([], over: [0x72]))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 1
            #expect(!key.verify(changed, over: [0x72]))
        }
    }

    @Test("What a new key signs its other half verifies, and no other key's")
    func signs() throws {
        let one = try SigningKey()
        let other = try SigningKey()
        let message = Array("a message".utf8)
        let signature = try one.sign(message)
        #expect(signature.count == VerifyingKey.signatureBytes)
        #expect(try one.verifyingKey().verify(signature, over: message))
        #expect(try !other.verifyingKey().verify(signature, over: message))
        #expect(try one.sign([]) == one.sign([]))
    }

    @Test("What is no Ed25519 key is refused, and nothing is asked of a terminal")
    func refused() throws {
        let encrypted = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBCqL1ok48BhVNmKCi4H
            -----END ENCRYPTED PRIVATE KEY-----
            """
        let point = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VuBCIEIKDDHJ/ei3qXQtuvcq0V4gmPl/ENBUHQDZfPfj5ZXVlY
            -----END PRIVATE KEY-----
            """
        for text in ["", "x", encrypted, point, publicPEM, String(repeating: "x", count: 20_000)] {
            #expect(throws: CryptoError.key) { _ = try SigningKey(pem: Array(text.utf8)).pem() }
        }
        for text in ["", "x", privatePEM] {
            #expect(throws: CryptoError.key) { try VerifyingKey(pem: Array(text.utf8)) }
        }
        #expect(VerifyingKey(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    }
}
