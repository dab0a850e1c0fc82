import Testing

@testable import Swiftlet

@Suite("Replacement")
struct ReplacementTests {
    /// `text` in parts of `size` bytes, rewritten.
    private func rewrite(_ text: String, size: Int, _ replacement: Replacement) throws(WorkerError) -> String {
        var out = BodyWriter(collecting: .max)
        var replacement = replacement
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try replacement.part(Array(bytes[start..<min(start + size, bytes.count)]), to: &out)
        }
        try replacement.end(to: &out)
        return String(decoding: out.finish(), as: UTF8.self)
    }

    @Test("finds every occurrence, wherever the parts end", arguments: 1...12)
    func parts(size: Int) throws {
        let replacement = Replacement([("http://shop", "https://s"), ("title", "TITLE"), ("ä", "ae")])
        let text = "<title>bär</title> http://shop/1 http://sho http://shop"
        #expect(
            try rewrite(text, size: size, replacement) == "<TITLE>baer</TITLE> https://s/1 http://sho https://s")
    }

    @Test("lets a beginning that is not continued pass", arguments: 1...5)
    func beginnings(size: Int) throws {
        #expect(try rewrite("aab aaab aa", size: size, Replacement([("aaab", "X")])) == "aab X aa")
        #expect(try rewrite("aaaaab", size: size, Replacement([("aab", "X")])) == "aaaX")
    }

    @Test("takes the first of several texts, and does not look at what it put in", arguments: 1...5)
    func order(size: Int) throws {
        #expect(try rewrite("abc", size: size, Replacement([("ab", "1"), ("abc", "2")])) == "1c")
        #expect(try rewrite("abc", size: size, Replacement([("abc", "2"), ("ab", "1")])) == "2")
        #expect(try rewrite("abd", size: size, Replacement([("abc", "2"), ("ab", "1")])) == "1d")
        #expect(try rewrite("aa", size: size, Replacement([("a", "aa")])) == "aaaa")
    }

    @Test("may remove, and an empty text is never found")
    func removal() throws {
        #expect(try rewrite("a-b-c", size: 2, Replacement([("-", "")])) == "abc")
        #expect(try rewrite("abc", size: 2, Replacement([("", "x")])) == "abc")
        #expect(try rewrite("", size: 2, Replacement([("a", "x")])) == "")
    }

    @Test("is what a simple search and replace does, for any text and any parts")
    func againstReference() throws {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<2_000 {
            let text = String((0..<random(40)).map { _ in "ab".randomElement() ?? "a" })
            let expected = reference(text, "aba", "-")
            #expect(try rewrite(text, size: 1 + random(9), Replacement([("aba", "-")])) == expected, "\(text)")
        }
    }

    private func reference(_ text: String, _ wanted: String, _ replacement: String) -> String {
        var rest = text[...]
        var result = ""
        while let first = rest.first {
            if rest.hasPrefix(wanted) {
                result += replacement
                rest = rest.dropFirst(wanted.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
