import SwiftletFormats
import Testing

@Suite("JSONString")
struct JSONStringTests {
    private func decoded(_ text: String) throws -> String {
        var reader = JSONReader(Bytes(copying: "\"\(text)\""))
        return try reader.string().text()
    }

    @Test("each escape is decoded")
    func escapes() throws {
        #expect(try decoded(#"\"\\\/\b\f\n\r\t"#) == "\"\\/\u{8}\u{C}\n\r\t")
        #expect(try decoded(#"a\u00e9\u20AC\uD83D\uDE00z"#) == "aé€😀z")
        #expect(try decoded(#"\u0000"#) == "\0")
    }

    @Test(
        "half of a surrogate pair is well-formed JSON but no text",
        arguments: [#"\uD800"#, #"\uD800x"#, #"\uDC00"#, #"\uD800\u0041"#, #"\uD800\n"#, #"\uD83D\uD83D"#])
    func surrogates(_ text: String) throws {
        #expect(throws: JSONError.invalidText(at: 0)) { try decoded(text) }
    }

    @Test(
        "a text is written so that it reads back",
        arguments: ["", "plain", "a\"b\\c\nd\u{1}é😀\u{7F}", "\u{8}\u{C}\t\r"])
    func roundTrip(_ text: String) throws {
        let json = JSON.string(text)
        #expect(try JSON(Bytes(copying: json.bytes())).string == text)
    }

    @Test("controls become escapes")
    func controls() {
        #expect(JSON.string("\u{1}\u{1F}\n").bytes() == Array(#""\u0001\u001f\n""#.utf8))
    }
}
