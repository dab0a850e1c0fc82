import SwiftletFormats
import Testing

@Suite("JSONError's places")
struct JSONPointerTests {
    struct Item: JSONDecodable {
        var sku: Int

        init(json: inout JSONReader) throws(JSONError) {
            var sku: Int?
            let start = json.offset
            try json.object { key, json throws(JSONError) in
                if key == "sku" { sku = try json.decode() }
            }
            guard let sku else { throw .missing("sku", at: start) }
            self.sku = sku
        }
    }

    private func explanation(_ text: String) -> String? {
        let bytes = Bytes(copying: text)
        do throws(JSONError) {
            _ = try [String: [Item]].init(json: bytes)
            return nil
        } catch {
            #expect(error.position.map { $0 <= bytes.count } ?? true)
            return error.explanation(in: bytes).text
        }
    }

    @Test(
        "a mistake is told with its place",
        arguments: [
            (#"{"a":[{"sku":1},{"sku":"x"}]}"#, #"/a/1/sku: this string is not what is expected here (byte 23)"#),
            (#"{"a":[{"sku":1}, {"s":[1]}]}"#, #"/a/1: "sku" is missing (byte 17)"#),
            (#"{"a":[],"b/~\u00e9":[3]}"#, "/b~1~0é/0: this number is not what is expected here (byte 21)"),
            (#"{"x":[{"sku":1.5}]}"#, "/x/0/sku: this number is out of range (byte 13)"),
            (#"[]"#, "an array is not what is expected here (byte 0)"),
            (#"{"a":[{"q":{"\"}":[[],{"s":0}]},"sku":tru}]}"#, "/a/0/sku: true is not what is expected here (byte 38)"),
            (#"{"a":[],"b":[}"#, "/b/0: this is no JSON (byte 13)"),
            (#"{"a":[{"sku":1}"#, "/a/0: the JSON ends too early (byte 15)"),
            (#"{"a":null}"#, "/a: null is not what is expected here (byte 5)"),
            ("", "the JSON ends too early (byte 0)"),
        ])
    func places(_ text: String, _ expected: String) {
        #expect(explanation(text) == expected)
    }

    @Test("a text that is cut or changed anywhere has a place in it")
    func fuzz() {
        let seed = Array(#"{"a":[{"sku":1,"t":"\u00e9\\"},{"sku":2,"q":[[{}],true]}],"b/~":[]}"#.utf8)
        var state: UInt64 = 7
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let pieces = Array("{}[],:\"\\tn1 ~/".utf8)
        var refused = 0
        for end in 0..<seed.count where explanation(String(decoding: seed[..<end], as: UTF8.self)) != nil {
            refused += 1
        }
        #expect(refused == seed.count)
        for _ in 0..<4000 {
            var changed = seed
            for _ in 0...random(3) { changed[random(changed.count)] = pieces[random(pieces.count)] }
            if explanation(String(decoding: changed, as: UTF8.self)) != nil { refused += 1 }
        }
        #expect(refused > 2000)
    }

    @Test("positions beyond the text and depths beyond the limit end in a place")
    func hostile() {
        #expect(JSONError.mismatch(at: 99).pointer(in: Bytes("[1]")) == "")
        #expect(JSONError.mismatch(at: -1).pointer(in: Bytes("[1]")) == "")
        let deep = Bytes(copying: String(repeating: "[", count: 100_000))
        #expect(JSONError.ended.pointer(in: deep).count < 200)
        #expect(JSONError.unexpected(at: 3).pointer(in: Bytes("]]],,}\"")) == "")
    }
}
