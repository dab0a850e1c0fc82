import Testing

@testable import Deploy

struct SignatureTests {
    private func trusted(_ keys: String...) throws -> TrustedKeys {
        var trusted = TrustedKeys()
        for key in keys { try trusted.add(text: key) }
        return trusted
    }

    @Test("A bundle that a listed key has signed is taken, and says which key")
    func signed() throws {
        let key = try BundleKey()
        let other = try BundleKey()
        let bundle = try Bundle.make(module: BundleTests.module, manifest: BundleTests.manifest)
        let bytes = try Bundle.sign(bundle, with: key)
        #expect(bytes.starts(with: bundle))
        let read = try Bundle(bytes)
        #expect(read.manifest == BundleTests.manifest)
        #expect(read.signature?.key == key.id)
        #expect(try read.verify(try trusted(other.publicText, key.publicText)) == key.id)
        // Signing again replaces the signature, by whomever.
        let again = try Bundle.sign(bytes, with: other)
        #expect(again.count == bytes.count)
        #expect(try Bundle(again).verify(try trusted(other.publicText)) == other.id)
    }

    @Test("A bundle without signature, or of a key that is not listed, is refused, and the error says who is")
    func refused() throws {
        let key = try BundleKey()
        let other = try BundleKey()
        let allowed = try trusted(other.publicText)
        let bare = try deployError { try Bundle(BundleTests.module).verify(allowed) }
        #expect(bare.kind == .signature)
        #expect(bare.problem == "the bundle is not signed")
        #expect(bare.remedy.contains("\(other.id)"))
        let bytes = try Bundle.sign(BundleTests.module, with: key)
        let unknown = try deployError { try Bundle(bytes).verify(allowed) }
        #expect(unknown.problem == "the bundle is signed by \(key.id), which is not allowed")
        #expect(unknown.remedy.contains("\(other.id)"))
    }

    @Test("A signature of another bundle, or with another key's id, is wrong")
    func wrong() throws {
        let key = try BundleKey()
        let other = try BundleKey()
        let bytes = try Bundle.sign(BundleTests.module, with: key)
        let section = bytes.dropFirst(BundleTests.module.count)
        let changed = BundleTests.head + section
        let error = try deployError { try Bundle(changed).verify(try trusted(key.publicText)) }
        #expect(error.problem == "the signature is not that of \(key.id) over this bundle")
        // The id of a key that is listed, and the signature of one that is not.
        let forged = BundleSignature.forged(try BundleSignature(signing: BundleTests.module, with: other), id: key.id)
        var bundle = BundleTests.module
        bundle.append(customSection: Bundle.signatureSection, forged)
        #expect(
            try deployError { try Bundle(bundle).verify(try trusted(key.publicText)) }.problem.contains(
                "is not that of"))
    }

    @Test("The signature is not one over the module's hash alone: it says what it is for")
    func purpose() throws {
        let message = try BundleSignature.message(BundleTests.module, count: BundleTests.module.count)
        #expect(message.starts(with: Array("swiftlet bundle 1\0".utf8)))
        #expect(message.suffix(32) == (try ModuleDigest(of: BundleTests.module)).bytes[...])
    }

    @Test("Bytes behind the signature are refused, be they a second one")
    func behind() throws {
        let key = try BundleKey()
        let bytes = try Bundle.sign(BundleTests.module, with: key)
        let section = Array(bytes.dropFirst(BundleTests.module.count))
        for extra in [section, [0, 2, 1, 0x61], [1, 0]] {
            let error = try deployError { try Bundle(bytes + extra) }
            #expect(error.kind == .signature)
            #expect(error.problem == "bytes follow the bundle's signature (byte \(bytes.count))")
        }
        // Not even half a section.
        #expect(throws: DeployError.self) { try Bundle(bytes + [0]) }
    }

    @Test("A signature section of another size or form is refused")
    func form() throws {
        for content in [[], [1], [UInt8](repeating: 1, count: 72), [UInt8](repeating: 1, count: 74)] as [[UInt8]] {
            var bytes = BundleTests.module
            bytes.append(customSection: Bundle.signatureSection, content)
            let error = try deployError { try Bundle(bytes) }
            #expect(error.problem == "the section swiftlet.signature is no signature (byte 21)")
        }
        var bytes = BundleTests.module
        bytes.append(customSection: Bundle.signatureSection, [2, 0])
        #expect(try deployError { try Bundle(bytes) }.problem.contains("has form 2; this swiftlet reads 1"))
    }

    @Test("A key is read back from its files, and keeps its id")
    func files() throws {
        let key = try BundleKey()
        let again = try BundleKey(pem: try key.pem(), place: "key.pem")
        #expect(again.id == key.id)
        #expect(again.publicText == key.publicText)
        var trusted = TrustedKeys()
        try trusted.add(pem: key.publicPEM, place: "key.pub")
        try trusted.add(text: key.publicText)
        #expect(trusted.ids == [key.id])
        #expect(try Bundle(try Bundle.sign(BundleTests.module, with: again)).verify(trusted) == key.id)
    }

    @Test("What is no key is refused with what to write instead")
    func noKeys() throws {
        let key = try BundleKey()
        var trusted = TrustedKeys()
        let text = key.publicText
        let wrong = String(text.prefix(16) == "0000000000000000" ? "1" : "0") + text.dropFirst()
        for line in [
            "", "=", text.dropLast().description, "x" + text, text.replacing("=", with: ":"), text.uppercased(),
        ] {
            #expect(try deployError { try trusted.add(text: line) }.remedy.contains("swiftlet keygen"), "\(line)")
        }
        if text.first != "0" {
            #expect(try deployError { try trusted.add(text: wrong) }.problem.hasSuffix("is \(key.id)"))
        }
        #expect(try deployError { try trusted.add(pem: try key.pem(), place: "k") }.problem == "k is a private key")
        #expect(
            try deployError { try trusted.add(pem: [1], place: "k") }.problem == "k is no public Ed25519 key as PEM")
        #expect(
            try deployError { _ = try BundleKey(pem: key.publicPEM, place: "k").id }.problem
                == "k is no private Ed25519 key as PEM")
        let locked = Array("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n".utf8)
        #expect(try deployError { _ = try BundleKey(pem: locked, place: "k").id }.problem.contains("encrypted"))
        #expect(trusted.isEmpty)
    }
}

extension BundleSignature {
    /// A section's content that names another key than the one that signed.
    static func forged(_ signature: BundleSignature, id: KeyID) -> [UInt8] {
        [1] + id.bytes + signature.bytes
    }
}
