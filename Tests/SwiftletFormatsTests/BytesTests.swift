import Testing

@testable import SwiftletFormats

@Suite struct BytesTests {
    @Test("A literal is used where it lies, a String is copied, both read the same")
    func sources() {
        #expect(Bytes("soap").text == "soap")
        #expect(Bytes(copying: "so" + "ap") == Bytes("soap"))
        #expect(Bytes(copying: [115, 111]) == "so")
        #expect(Bytes().isEmpty && Bytes("").isEmpty && Bytes(copying: [UInt8]()).isEmpty)
    }

    @Test("A literal of one scalar has bytes like any other")
    func scalarLiteral() {
        let scalar: StaticString = "é"
        #expect(Bytes(scalar).text == "é")
    }

    @Test("Slices share the bytes and keep their bounds")
    func slices() {
        let bytes = Bytes("lavender")
        #expect(bytes.slice(2..<5).text == "ven")
        #expect(bytes.slice(8..<8).isEmpty)
        #expect(bytes.slice(2..<5).slice(1..<3) == "en")
    }

    @Test(
        "Case is ignored for ASCII letters and for nothing else",
        arguments: [
            ("Content-Type", "content-type", true), ("X-A", "x-a", true), ("@", "`", false), ("[", "{", false),
            ("a", "ab", false), ("\u{c9}", "\u{e9}", false), ("", "", true),
        ])
    func caseInsensitive(one: String, other: String, same: Bool) {
        #expect(Bytes(copying: one).equalsIgnoringCase(Bytes(copying: other)) == same)
    }

    @Test("What is no UTF-8 becomes U+FFFD")
    func invalidText() {
        #expect(Bytes(copying: [0x61, 0xff]).text == "a\u{fffd}")
    }
}
