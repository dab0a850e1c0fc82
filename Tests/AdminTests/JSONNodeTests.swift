import Testing

@testable import Admin

@Suite("JSON that owns its bytes")
struct JSONNodeTests {
    private func text(_ json: String) -> String? {
        guard case .string(let text)? = try? JSONNode(parsing: Array(json.utf8)) else { return nil }
        return text
    }

    @Test("Escapes are read as what they stand for")
    func escapes() {
        #expect(text(#""a\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83D\uDE00z""#) == "a\"\\/\u{8}\u{C}\n\r\té€😀z")
        #expect(text(#""\u0000""#) == "\0")
        for half in [#""\uD83D""#, #""\uDE00""#, #""\uD83Dx""#, #""\uD83D\n""#, #""\uD83D\u0041""#, #""\uD83D\u""#] {
            #expect(text(half) == nil, "\(half)")
        }
        #expect((try? JSONNode(parsing: [0x22, 0xFF, 0x22])) == nil)
    }

    @Test("Keys that are the same are there twice, however they are written")
    func keys() {
        #expect(throws: ReadProblem.self) { try JSONNode(parsing: Array(#"{"a":1,"\u0061":2}"#.utf8)) }
        #expect(throws: Never.self) { try JSONNode(parsing: Array(#"{"a":{"a":1},"b":{"a":2}}"#.utf8)) }
    }

    @Test("Numbers are whole where they are, in whichever way they are written")
    func numbers() throws {
        func read<Value: AdminValue>(_ text: String, as type: Value.Type) -> Value? {
            try? Value(parsing: Array(text.utf8), strict: true)
        }
        #expect(read("10", as: Int.self) == 10)
        #expect(read("1e1", as: Int.self) == 10)
        #expect(read("10.0", as: Int.self) == 10)
        #expect(read("10.5", as: Int.self) == nil)
        #expect(read("9223372036854775807", as: Int.self) == Int.max)
        #expect(read("9223372036854775808", as: Int.self) == nil)
        #expect(read("-0.5e-3", as: Double.self) == -0.0005)
        #expect(read("1e999", as: Double.self) == nil)
        #expect(read("null", as: Int?.self) == .some(nil))
    }

    @Test("Places of mistakes are JSON Pointers, escaped where they have to be")
    func pointers() {
        let error = #expect(throws: ReadProblem.self) {
            try [String: [Int]](parsing: Array(#"{"a/b~c": [1, "x"]}"#.utf8), strict: true)
        }
        #expect(error?.text == "/a~1b~0c/1: is a string, not a whole number")
    }

    @Test("Text is written so that it is read again as it was")
    func written() throws {
        for original in ["", "\"\\\u{1}\u{1F}\u{7F}\n", "é€😀\u{2028}", String(repeating: "ä", count: 5000)] {
            #expect(try String(parsing: original.jsonText, strict: true) == original)
        }
    }
}
