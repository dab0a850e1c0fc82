import Testing

@testable import Deploy

struct BundleTests {
    static let head: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
    /// A type section, and a custom section of somebody else.
    static let module = head + [1, 4, 1, 0x60, 0, 0] + [0, 5, 4] + Array("name".utf8)
    static let manifest = BundleManifest(
        name: StoreSample.name("shop"),
        smoke: [SmokeRequest(path: "/", expect: .init(contains: "Hello"))],
        provenance: Provenance(author: "ann", at: 7, message: "m", commit: "c", toolchain: "t"))

    @Test("A bare module is a bundle that says nothing")
    func bare() throws {
        let bundle = try Bundle(Self.module)
        #expect(bundle.manifest == BundleManifest())
        #expect(bundle.signature == nil)
        #expect(bundle.bytes == Self.module)
        _ = try Bundle(Self.head)
    }

    @Test("What is put into a bundle is read from it, and the module's own sections stay")
    func manifest() throws {
        let bytes = try Bundle.make(module: Self.module, manifest: Self.manifest)
        #expect(bytes.starts(with: Self.module))
        #expect(try Bundle(bytes).manifest == Self.manifest)
        // Once more: it is replaced, not added.
        let other = BundleManifest(name: StoreSample.name("other"))
        let again = try Bundle.make(module: bytes, manifest: other)
        #expect(try Bundle(again).manifest == other)
        #expect(try Bundle.make(module: again, manifest: Self.manifest) == bytes)
    }

    @Test("Lengths that a linker has padded to five bytes are read")
    func padded() throws {
        let padded = Self.head + [1, 0x84, 0x80, 0x80, 0x80, 0x00, 1, 0x60, 0, 0]
        _ = try Bundle(padded)
        #expect(try Bundle.make(module: padded, manifest: BundleManifest()).starts(with: padded))
    }

    @Test(
        "What is no module, or a damaged one, is one error that says where",
        arguments: [
            ([], "the module is empty"),
            (Array("GIF89a..".utf8), "this is no WebAssembly module"),
            ([0, 0x61, 0x73], "this is no WebAssembly module"),
            ([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0], "this is a WebAssembly component, no module (byte 4)"),
            ([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0], "this module's version is not 1 (byte 4)"),
            (head + [1], "it ends within a number (byte 9)"),
            (head + [1, 0x80], "it ends within a number (byte 9)"),
            (head + [1, 5, 0], "a section has 5 bytes where 1 are left (byte 9)"),
            (head + [1, 0xff, 0xff, 0xff, 0xff, 0x0f], "a section has 4294967295 bytes where 0 are left (byte 9)"),
            (head + [1, 0xff, 0xff, 0xff, 0xff, 0x1f], "a number has more than 32 bits (byte 9)"),
            (head + [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0], "a number is longer than five bytes (byte 9)"),
            (head + [0, 0], "it ends within a number (byte 10)"),
            (head + [0, 2, 9, 0], "the name of a custom section has 9 bytes where 1 are left (byte 10)"),
            (head + [0, 1, 0x80, 0], "it ends within a number (byte 10)"),
        ] as [([UInt8], String)])
    func damaged(_ bytes: [UInt8], _ words: String) throws {
        let error = try deployError { try Bundle(bytes) }
        #expect(error.kind == .input)
        #expect(error.problem.hasSuffix(words), "\(error)")
        #expect(!error.remedy.isEmpty)
    }

    @Test("Every beginning of a bundle is a bundle or one clear error")
    func cut() throws {
        let whole = try Bundle.make(module: Self.module, manifest: Self.manifest)
        var good: [Int] = []
        for count in 0...whole.count {
            do {
                _ = try Bundle(Array(whole.prefix(count)))
                good.append(count)
            } catch {
                #expect(error.kind == .input)
            }
        }
        // At the ends of sections.
        #expect(good == [8, 14, 21, whole.count])
    }

    @Test("Whatever byte is changed to whatever, reading ends, with a bundle or an error")
    func mutated() throws {
        let key = try BundleKey()
        let whole = try Bundle.sign(try Bundle.make(module: Self.module, manifest: Self.manifest), with: key)
        var trusted = TrustedKeys()
        try trusted.add(text: key.publicText)
        for index in whole.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff, whole[index] ^ 0x20] where value != whole[index] {
                var bytes = whole
                bytes[index] = value
                // No change goes unnoticed by whoever asks for a signature.
                #expect(throws: DeployError.self, "byte \(index)") { try Bundle(bytes).verify(trusted) }
            }
        }
    }

    @Test("A second manifest is refused")
    func twice() throws {
        let bytes = try Bundle.make(module: Self.module, manifest: Self.manifest)
        let twice = bytes + bytes.dropFirst(Self.module.count)
        let error = try deployError { try Bundle(twice) }
        #expect(error.problem.contains("a second swiftlet.manifest, after that at 21 (byte \(bytes.count))"))
    }

    @Test(
        "A manifest that is none is refused with its place",
        arguments: [
            ("", "it is empty"), ("{}", "\"format\" is missing (byte 0)"),
            ("{\"format\":2}", "has form 2; this swiftlet reads 1"),
            ("{\"format\":0}", "/format: this number is not what is expected here"),
            ("{\"format\":1,\"name\":\"../x\"}", "/name: this string is not what is expected here (byte 19)"),
            ("{\"format\":1,\"smok\":[]}", "/smok: an array is not what is expected here"),
            ("{\"format\":1,\"smoke\":[{\"path\":\"/\",\"expect\":{\"statuz\":1}}]}", "/smoke/0/expect/statuz: "),
            ("{\"format\":1,\"smoke\":[{\"path\":\"/\",\"origins\":[{\"stat\":1}]}]}", "/smoke/0/origins/0/stat: "),
            ("{\"format\":1,\"smoke\":[{\"path\":\"/\",\"origins\":[{}]}]}", "/smoke/0/origins/0"),
            ("{\"format\":1,\"smoke\":[{\"path\":\"x\"}]}", "smoke request 1: \"x\" is no path"),
            ("{\"format\":1,\"smoke\":[{\"path\":\"/\",\"headers\":[[\"a\"]]}]}", "/smoke/0/headers/0: "),
            ("{\"format\":1,\"provenance\":{\"author\":\"a\\u0007\"}}", "control characters"),
        ])
    func manifests(_ text: String, _ words: String) throws {
        var bytes = Self.module
        bytes.append(customSection: Bundle.manifestSection, Array(text.utf8))
        let error = try deployError { try Bundle(bytes) }
        #expect(error.description.contains(words), "\(error)")
    }

    @Test("A manifest of more than a mebibyte is refused before it is read")
    func large() throws {
        var bytes = Self.module
        bytes.append(
            customSection: Bundle.manifestSection, [UInt8](repeating: 0x20, count: BundleManifest.bytesMax + 1))
        #expect(try deployError { try Bundle(bytes) }.kind == .limit)
        let many = BundleManifest(smoke: Array(repeating: SmokeRequest(path: "/"), count: 33))
        #expect(
            try deployError { try Bundle.make(module: Self.module, manifest: many) }.problem.contains(
                "33 smoke requests"))
    }
}
