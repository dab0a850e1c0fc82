import Testing

@testable import Swiftlet

@Suite struct PercentEncodingTests {
    @Test("Each set is that of the WHATWG URL standard")
    func sets() {
        let fragment = " \"<>`"
        let query = " \"#<>'"
        let path = " \"#<>?^`{}"
        let component = path + "/:;=@[\\]|" + "$%&+,"
        check(.fragment, fragment)
        check(.query, query)
        check(.path, path)
        check(.pathSegment, path + "/\\%")
        check(.component, component)
        check(.form, component + "!'()~")
    }

    private func check(_ set: PercentEncodeSet, _ printable: String) {
        for byte in UInt8.min...UInt8.max {
            let expected = byte < 0x20 || byte >= 0x7f || printable.utf8.contains(byte)
            #expect(set.contains(byte) == expected, "\(byte)")
        }
    }

    @Test(
        "What is encoded is decoded; what is no escape stays",
        arguments: [
            ("%41%6a%6A", "Ajj"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%%41", "%A"), ("%c3%a9", "é"),
            ("%00", "\u{0}"), ("+", "+"), ("%ff", "\u{fffd}"), ("%2541", "%41"), ("a%2", "a%2"), ("", ""),
        ])
    func decoding(text: String, decoded: String) {
        #expect(text.percentDecoded() == decoded)
    }

    @Test("A component is what encodeURIComponent makes, letters of a hex digit in upper case")
    func component() {
        #expect("a b&c=d/é?".percentEncoded(.component) == "a%20b%26c%3Dd%2F%C3%A9%3F")
        #expect("-_.!~*'()".percentEncoded(.component) == "-_.!~*'()")
        #expect("a/b%2Fc d".percentEncoded(.path) == "a/b%2Fc%20d")
        #expect("a/b%c".percentEncoded(.pathSegment) == "a%2Fb%25c")
    }

    @Test("Any bytes come back from a component, and decoding never lengthens")
    func fuzz() {
        for bytes in Mutations(of: ["a%20b", "%%41%", "é%C3%A9", "x+y"], extra: "%+0aF", count: 5000) {
            let bytes = Bytes(copying: bytes)
            #expect(bytes.percentEncoded(.component).percentDecoded() == bytes)
            #expect(bytes.percentDecoded().count <= bytes.count)
        }
    }
}
