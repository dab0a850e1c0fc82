import SwiftletFormats
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas stand between values and nowhere else")
    func commas() {
        let text = written { json in
            json.object { json in
                json.key("a")
                json.array { json in
                    json.value(1)
                    json.array { _ in }
                    json.object { _ in }
                    json.value(-2)
                }
                json.key("b")
                json.null()
                json.key("c")
                json.value("x\"y")
            }
        }
        #expect(text == #"{"a":[1,[],{},-2],"b":null,"c":"x\"y"}"#)
    }

    @Test("numbers of each size are written whole")
    func integers() {
        let text = written { json in
            json.array { json in
                json.value(Int64.min)
                json.value(UInt64.max)
                json.value(Int8(-128))
                json.value(0)
            }
        }
        #expect(text == "[-9223372036854775808,18446744073709551615,-128,0]")
    }

    @Test("doubles are as short as they can be, and what is no number is null")
    func doubles() {
        let text = written { json in
            json.array { json in
                json.value(0.1)
                json.value(1e300)
                json.value(Double.nan)
                json.value(-Double.infinity)
            }
        }
        #expect(text == "[0.1,1e+300,null,null]")
    }

    @Test(
        "text that is not UTF-8 becomes U+FFFD, and what is stays",
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3, 0xA9, 0xC3], "é\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}\u{FFFD}"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xF0, 0x9F, 0x98, 0x80, 0x22], "😀\\\""),
            ([0x00, 0x1F, 0x7F], "\\u0000\\u001f\u{7F}"),
        ])
    func invalidText(_ bytes: [UInt8], _ expected: String) {
        #expect(written { json in json.string(Bytes(copying: bytes)) } == "\"\(expected)\"")
    }

    @Test("a value of another text is passed on as it is")
    func raw() throws {
        var reader = JSONReader(Bytes(#"{"a": [1, 2]}"#))
        let value = try #require(try reader.value(of: "a"))
        #expect(
            written { json in
                json.object { json in
                    json.key("list"); json.raw(value)
                }
            } == #"{"list":[1, 2]}"#)
    }
}
