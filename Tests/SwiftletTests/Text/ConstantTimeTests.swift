import Testing

@testable import Swiftlet

@Suite struct ConstantTimeTests {
    @Test("Bytes are the same in constant time when they are the same")
    func equality() {
        let secret = Bytes("correct horse")
        #expect(secret.isEqualInConstantTime(to: Bytes(copying: "correct horse")))
        for other in ["correct hors", "correct horses", "", "Correct horse", "correct horsE"] {
            #expect(!secret.isEqualInConstantTime(to: Bytes(copying: other)))
        }
        #expect(Bytes().isEqualInConstantTime(to: Bytes()))
    }
}
