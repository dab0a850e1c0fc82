import Testing

@testable import Crypto

struct HexadecimalTests {
    @Test("Bytes are written as lower-case digits, and read back")
    func both() {
        let bytes = [UInt8](0...255)
        #expect(Hexadecimal.text(bytes) == hexadecimal(bytes))
        #expect(Hexadecimal.bytes(hexadecimal(bytes)) == bytes)
        #expect(Hexadecimal.bytes("") == [])
    }

    @Test("A value has one spelling", arguments: ["0", "0g", "AB", "aB", "0x", " 00", "00 ", "0\u{FF10}", "-1"])
    func others(_ text: String) { #expect(Hexadecimal.bytes(text) == nil) }
}
