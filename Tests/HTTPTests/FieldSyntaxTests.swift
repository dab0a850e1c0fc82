import Testing

@testable import HTTP

@Suite struct FieldSyntaxTests {
    @Test("names are tokens")
    func names() {
        #expect(check(.name, "X-Name_1.~"))
        for text in ["", "a b", "a:", "a\r", "é", "a\u{0}", "(a)"] {
            #expect(!check(.name, text), "\(text.debugDescription)")
        }
    }

    @Test("values hold no control bytes but tabs")
    func values() {
        for text in ["", "a b", "\t", "é", String(repeating: "x", count: 100)] {
            #expect(check(.value, text), "\(text.debugDescription)")
        }
        for text in ["a\r\nB: c", "a\n", "\r", "\u{0}", "\u{7F}", String(repeating: "x", count: 100) + "\n"] {
            #expect(!check(.value, text), "\(text.debugDescription)")
        }
    }

    @Test("targets are paths with perhaps a query")
    func targets() {
        for text in ["/", "/a?b=c", "/a%20b", "/?{}|"] { #expect(check(.target, text), "\(text)") }
        for text in ["", "a", "*", "?a", "/ ", "/a b", "/\r\n", "/#f", "http://a/", "/é", "/\"", "/\u{0}"] {
            #expect(!check(.target, text), "\(text.debugDescription)")
        }
    }

    @Test("methods are tokens of a decent length")
    func methods() {
        for text in ["GET", "M-SEARCH", "x"] { #expect(check(.method, text), "\(text)") }
        for text in ["", "GET ", "G\r", String(repeating: "A", count: 33)] {
            #expect(!check(.method, text), "\(text.debugDescription)")
        }
    }

    private enum Rule { case name, value, target, method }

    private func check(_ rule: Rule, _ text: String) -> Bool {
        unsafe Array(text.utf8).withUnsafeBytes { bytes in
            switch rule {
            case .name: unsafe FieldSyntax.isName(bytes)
            case .value: unsafe FieldSyntax.isValue(bytes)
            case .target: unsafe FieldSyntax.isTarget(bytes)
            case .method: unsafe FieldSyntax.isMethod(bytes)
            }
        }
    }
}
