internal import SwiftletFormats

extension Target {
    /// What is encoded is decoded to what it was, and no two texts mean the same bytes.
    static let codecs = Target(name: "codecs", about: "base64, base64url, hexadecimal, UUID") { given in
        let input = given.bytes
        for padding in [Base64Padding.required, .none, .optional] {
            expect(Bytes(base64: input.base64(padding: padding), padding: padding) == input, "base64 changes bytes")
            expect(Bytes(base64URL: input.base64URL(padding: padding), padding: padding) == input, "base64url changes")
            if let decoded = Bytes(base64: input, padding: padding) {
                let canonical = decoded.base64(padding: padding == .none ? .none : .required)
                let unpadded = decoded.base64(padding: .none)
                expect(canonical == input || padding == .optional && unpadded == input, "two texts mean the same")
            }
            if let decoded = Bytes(base64URL: input, padding: padding) {
                let canonical = decoded.base64URL(padding: padding == .none ? .none : .required)
                let unpadded = decoded.base64URL(padding: .none)
                expect(canonical == input || padding == .optional && unpadded == input, "two texts mean the same")
            }
        }
        expect(Bytes(hex: input.hex()) == input, "hexadecimal changes bytes")
        if let decoded = Bytes(hex: input) { expect(decoded.hex() == input.lowercasedASCII, "hexadecimal changes") }
        if let uuid = UUID(input) {
            expect(uuid.textBytes == input.lowercasedASCII, "a UUID changes")
            expect(UUID(uuid.textBytes) == uuid, "a UUID changes")
        }
        let uuid = UUID(high: given.word(at: 0), low: given.word(at: 8))
        expect(UUID(uuid.textBytes) == uuid, "a UUID changes")
        expect(Bytes(hex: uuid.bytes.hex())?.count == 16, "a UUID has 16 bytes")
        expect(input.isEqualInConstantTime(to: given.bytes), "it is not itself")
    }
}
