import SwiftletFormats
import Testing

@Suite("JSONReader")
struct JSONReaderTests {
    /// Reads all of `text` as `kind` says; the error, or nil.
    private func failure(_ text: String) -> JSONError? {
        do throws(JSONError) {
            var reader = JSONReader(Bytes(copying: text))
            try reader.value()
            try reader.end()
            return nil
        } catch {
            return error
        }
    }

    @Test("an object's values are handed over by key, and what nobody reads is stepped over")
    func object() throws {
        var reader = JSONReader(Bytes(#" { "id" : 7 , "skip" : [1,{"a":[]}] , "name" : "Soap" } "#))
        var id: Int64 = 0
        var name = ""
        try reader.object { key, value throws(JSONError) in
            switch key {
            case "id": id = try value.integer()
            case "name": name = try value.string().text()
            default: break
            }
        }
        try reader.end()
        #expect(id == 7)
        #expect(name == "Soap")
    }

    @Test("an array's elements come in order")
    func array() throws {
        var reader = JSONReader(Bytes("[1, 2,3 ,[4], []]"))
        var kinds: [JSONReader.Kind] = []
        try reader.array { element throws(JSONError) in kinds.append(try element.kind()) }
        try reader.end()
        #expect(kinds == [.number, .number, .number, .array, .array])
    }

    @Test("a mistake in a value that is stepped over is found")
    func skippedMistake() {
        #expect(throws: JSONError.unexpected(at: 8)) {
            var reader = JSONReader(Bytes(#"{"a":[1,],"b":2}"#))
            try reader.object { _, _ in }
        }
    }

    @Test("the last of several members with one key counts")
    func duplicates() throws {
        var reader = JSONReader(Bytes(#"{"a":1,"b":2,"a":3}"#))
        #expect(try reader.value(of: "a")?.text == "3")
    }

    @Test("a key is compared after its escapes are decoded")
    func escapedKey() throws {
        var reader = JSONReader(Bytes(#"{"\u0069d":1}"#))
        #expect(try reader.value(of: "id")?.text == "1")
    }

    @Test("another kind of value than the one asked for is a mismatch, told with its place")
    func mismatch() {
        #expect(throws: JSONError.mismatch(at: 1)) {
            var reader = JSONReader(Bytes(" true"))
            _ = try reader.integer()
        }
    }

    @Test("what is left behind the value is refused")
    func rest() {
        #expect(failure("1 2") == .unexpected(at: 2))
        #expect(failure("1 ") == nil)
    }

    @Test(
        "what the grammar does not allow is refused where it stands",
        arguments: [
            ("", JSONError.ended), ("[", .ended), ("[1", .ended), ("{\"a\"", .ended), ("{\"a\":", .ended),
            ("\"abc", .ended),
            ("\"abcdefghijk", .ended), ("\"\\", .ended), ("\"\\u12", .ended), ("-", .ended), ("1.", .ended),
            ("1e", .ended),
            ("1e+", .ended), ("tru", .ended), ("01", .unexpected(at: 1)), ("+1", .unexpected(at: 0)),
            (".5", .unexpected(at: 0)), ("1.e5", .unexpected(at: 2)), ("[1,]", .unexpected(at: 3)),
            ("[1 2]", .unexpected(at: 3)), ("{,}", .unexpected(at: 1)), ("{\"a\" 1}", .unexpected(at: 5)),
            ("{1:2}", .unexpected(at: 1)), ("[}", .unexpected(at: 1)), ("{]", .unexpected(at: 1)),
            ("nul!", .unexpected(at: 3)), ("True", .unexpected(at: 0)), ("'a'", .unexpected(at: 0)),
            ("\"\u{1}\"", .unexpected(at: 1)), ("\"abcdefgh\u{1F}\"", .unexpected(at: 9)),
            ("\"\\x\"", .unexpected(at: 2)),
            ("\"\\u12G4\"", .unexpected(at: 5)), ("\u{FEFF}1", .unexpected(at: 0)), ("[1\0]", .unexpected(at: 2)),
        ])
    func mistakes(_ text: String, _ error: JSONError) {
        #expect(failure(text) == error)
    }

    @Test(
        "a string that is not UTF-8 is refused",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) {
        for before in 0..<9 {
            let text = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: before) + bytes + [UInt8(ascii: "\"")]
            #expect(throws: JSONError.invalidText(at: before + 1)) {
                var reader = JSONReader(Bytes(copying: text))
                try reader.value()
            }
        }
    }

    @Test("text of all lengths of scalars is taken")
    func validUTF8() throws {
        var reader = JSONReader(Bytes(copying: #""aé€😀zzzzzzzzé€😀""#))
        #expect(try reader.string().text() == "aé€😀zzzzzzzzé€😀")
    }

    @Test("nesting is taken to its limit and refused beyond")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(failure(nested(JSONReader.depthMax)) == nil)
        #expect(failure(nested(JSONReader.depthMax + 1)) == .tooDeep(at: JSONReader.depthMax))
        #expect(failure(String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep(at: 5 * JSONReader.depthMax))
    }

    @Test("a reader that goes into containers is bounded too")
    func depthOfReader() {
        func walk(_ reader: inout JSONReader) throws(JSONError) {
            try reader.array { element throws(JSONError) in try walk(&element) }
        }
        #expect(throws: JSONError.tooDeep(at: JSONReader.depthMax)) {
            var reader = JSONReader(Bytes(copying: String(repeating: "[", count: 100_000)))
            try walk(&reader)
        }
    }

    @Test("spaces of each kind and number are stepped over")
    func spaces() throws {
        for count in 0..<40 {
            let space = String(repeating: " ", count: count) + "\t\r\n"
            var reader = JSONReader(
                Bytes(copying: "\(space)[\(space)1\(space),\(space){\(space)\"a\"\(space):2}\(space)]\(space)"))
            try reader.value()
            try reader.end()
        }
    }

    @Test("a text cut at any place is refused, and no byte behind it is looked at")
    func cut() {
        let text = Array(#"{"a":[1.5e3,true,null,"x\n\u00e9é"],"b":{"c":-0}}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) {
                var reader = JSONReader(Bytes(copying: Array(text[..<count])))
                try reader.value()
            }
        }
    }
}
