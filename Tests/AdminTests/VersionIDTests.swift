import Testing

@testable import Admin

@Suite("Versions' names")
struct VersionIDTests {
    @Test("A version is v and a number from 1 on, and nothing else")
    func form() {
        #expect(VersionID(text: "v7") == VersionID(7))
        #expect(VersionID(7).description == "v7")
        for text in ["", "v", "7", "v0", "v07", "V7", "v7 ", "v-1", "v1_0", "v4294967296", "v７"] {
            #expect(VersionID(text: text) == nil, "\(text)")
        }
    }
}
