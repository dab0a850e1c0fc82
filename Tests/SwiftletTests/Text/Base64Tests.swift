import Testing

@testable import Swiftlet

@Suite struct Base64Tests {
    @Test(
        "The vectors of RFC 4648 are written and read",
        arguments: [
            ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
        ])
    func vectors(plain: String, base64: String, hex: String) {
        let bytes = Array(plain.utf8)
        let unpadded = base64.filter { character in character != "=" }
        #expect(bytes.base64() == base64 && bytes.base64URL() == unpadded && bytes.hex() == hex)
        #expect([UInt8](base64: base64) == bytes && [UInt8](base64URL: unpadded) == bytes && [UInt8](hex: hex) == bytes)
        #expect(Bytes(copying: plain).base64(padding: .optional).text == unpadded)
        #expect(Bytes(base64: unpadded, padding: .optional) == Bytes(copying: plain))
        #expect(Bytes(base64: base64, padding: .optional) == Bytes(copying: plain))
    }

    @Test("The two alphabets differ in their last two characters, and neither reads the other's")
    func alphabets() {
        let bytes: [UInt8] = [0xfb, 0xff, 0xbf]
        #expect(bytes.base64() == "+/+/" && bytes.base64URL() == "-_-_")
        #expect([UInt8](base64: "-_-_") == nil && [UInt8](base64URL: "+/+/") == nil)
    }

    @Test(
        "What is not exactly base64 is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "=", "==", "====", "Zm9v====", "Zm9vZ===", "Zh==", "Zm9=",
            "Zm 9",
            "Zm9v\n", "Zm9\u{0}", "Zm9é", "Z=g=", "=Zg=", "Zg==Zg==", "Zm9v=",
        ])
    func refused(text: String) {
        #expect([UInt8](base64: text) == nil)
    }

    @Test("Without padding, padding is refused; bits left over must be 0 there too")
    func unpadded() {
        for text in ["Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vZ"] { #expect([UInt8](base64URL: text) == nil, "\(text)") }
        #expect(Bytes(base64URL: "Zg=", padding: .optional) == nil)
        #expect(Bytes(base64URL: "Zg==", padding: .required)?.text == "f")
    }

    @Test("Hexadecimal is read in either case, and nothing else is")
    func hexadecimal() {
        #expect([UInt8](hex: "DEADbeef") == [0xde, 0xad, 0xbe, 0xef])
        for text in ["f", "0g", "0x", " 0", "0:", "@0", "é"] { #expect([UInt8](hex: text) == nil, "\(text)") }
    }

    @Test("Any bytes come back; any text is read as what it would be written as, or not at all")
    func fuzz() {
        for bytes in Mutations(of: ["Zm9vYmE=", "+/+/", "-_-_AA", "Zg=="], extra: "=+/-_AZaz09", count: 5000) {
            let bytes = Bytes(copying: bytes)
            #expect(Bytes(base64: bytes.base64()) == bytes && Bytes(base64URL: bytes.base64URL()) == bytes)
            #expect(Bytes(hex: bytes.hex()) == bytes)
            if let read = Bytes(base64: bytes) { #expect(read.base64() == bytes) }
            if let read = Bytes(base64URL: bytes) { #expect(read.base64URL() == bytes) }
        }
    }
}
