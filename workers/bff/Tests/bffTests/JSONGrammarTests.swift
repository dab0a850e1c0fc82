import Swiftlet
import Testing

@testable import bff

/// Whether `text` is one JSON value and nothing else.
private func isValue(_ text: String) -> Bool {
    var scanner = JSONScanner(Bytes(copying: text))
    do throws(JSONError) {
        try scanner.value()
        try scanner.end()
        return true
    } catch {
        return false
    }
}

@Test(
    "What RFC 8259 allows is a value",
    arguments: [
        "0", "-0", "12.50", "-1e+10", "0.5E-3", "true", "false", "null", #""""#, #""a\"\\\/\b\f\n\r\tz""#, #""\u00e9""#,
        "[]", " [ ] ", "{}", "{ }", "[1,2]", #"{"a":[{"b":null},[]],"c":{}}"#, " \t\r\n1\n", "[[[1]],[]]",
        String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
    ])
func valid(text: String) {
    #expect(isValue(text))
}

@Test(
    "What it does not allow is none",
    arguments: [
        "", " ", "01", "1.", ".5", "+1", "-", "1e", "1e+", "0x1", "tru", "True", "nul", "nullx", #"""#, #""a"#,
        "\"a\u{1}\"", "\"a\nb\"", #""\x""#, #""\u12g4""#, #""\u12"#, "[", "]", "[1", "[1,]", "[,1]", "[1 2]", "[1}",
        "{",
        "}", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#, #"{"a":1]"#, "1 2", "[] []",
        "\u{0}", "1\u{0}", "[1\u{0}]", String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    ])
func invalid(text: String) {
    #expect(!isValue(text))
}

@Test("A valid text is a value at no earlier end")
func prefixes() {
    let text = #"{"a":[1.5,"x\n",{"b":null}],"c":[true,false]}"#
    #expect(isValue(text))
    for length in 0..<text.count { #expect(!isValue(String(text.prefix(length)))) }
}
