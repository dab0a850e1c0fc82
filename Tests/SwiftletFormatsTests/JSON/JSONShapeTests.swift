import SwiftletFormats
import Testing

@Suite("JSONShape")
struct JSONShapeTests {
    private let document = """
        { "id" : 7, "name":"Ada", "address":{"city":"London","zip":null}, "tags":["a","b","c"],
          "items":[{"id":1,"price":{"amount":2.50,"currency":"GBP"}}, {"id":2}, 3], "na\\u006de2": true }
        """

    private func shape(_ shape: JSONShape, _ text: String? = nil) throws(JSONError) -> String {
        try shape.bytes(from: Bytes(copying: text ?? document)).text
    }

    @Test(
        "keeps the paths that are there, and what is around them",
        arguments: [
            (["id", "name"], #"{"id":7,"name":"Ada"}"#), (["name", "id"], #"{"id":7,"name":"Ada"}"#),
            (["address.city"], #"{"address":{"city":"London"}}"#),
            (["address"], #"{"address":{"city":"London","zip":null}}"#),
            (["items.0.price.amount"], #"{"items":[{"price":{"amount":2.50}}]}"#),
            (["items.*.id"], #"{"items":[{"id":1},{"id":2}]}"#), (["tags.:2"], #"{"tags":["a","b"]}"#),
            (["tags.1:"], #"{"tags":["b","c"]}"#), (["tags.1:2"], #"{"tags":["b"]}"#),
            (["tags.2", "tags.0"], #"{"tags":["a","c"]}"#),
            (["tags.3"], #"{"tags":[]}"#), (["none", "address.none", "id.none", "tags.none"], #"{"address":{}}"#),
            (["name2"], #"{"na\u006de2":true}"#),
        ] as [([StaticString], String)])
    func paths(paths: [StaticString], result: String) throws {
        // Swift has no way to pass an array where a list is wanted.
        let made =
            switch paths.count {
            case 1: JSONShape(paths[0])
            case 2: JSONShape(paths[0], paths[1])
            default: JSONShape(paths[0], paths[1], paths[2], paths[3])
            }
        #expect(try shape(made) == result)
    }

    @Test("begins where `at` says, without what leads there")
    func at() throws {
        #expect(try shape(JSONShape(at: "address.city")) == #""London""#)
        #expect(try shape(JSONShape(at: "address", "city")) == #"{"city":"London"}"#)
        #expect(try shape(JSONShape(at: "items.*.id")) == "[1,2]")
        #expect(try shape(JSONShape(at: "items.0", "id")) == #"{"id":1}"#)
        #expect(try shape(JSONShape(at: "items.0.price.amount")) == "2.50")
        #expect(try shape(JSONShape(at: "items.:1", "id")) == #"[{"id":1}]"#)
        #expect(
            try shape(JSONShape(at: ":2", "id"), #"[{"id":1,"x":2},{"x":1,"id":2},{"id":3}]"#)
                == #"[{"id":1},{"id":2}]"#)
    }

    @Test("all of a document is the document's own bytes, checked")
    func all() throws {
        #expect(try shape(JSONShape(), " [1, 2] ") == "[1, 2]")
        #expect(throws: JSONError.self) { try shape(JSONShape(), "[1, 2") }
        #expect(throws: JSONError.unexpected(at: 3)) { try shape(JSONShape(), "[] ]") }
    }

    @Test("what is missing is null, where that is wanted")
    func null() throws {
        #expect(try shape(JSONShape("id", "x", missing: .null)) == #"{"id":7,"x":null}"#)
        #expect(
            try shape(JSONShape("name.first", "address.x", missing: .null)) == #"{"address":{"x":null},"name":null}"#)
        #expect(try shape(JSONShape("tags.1", "tags.5", missing: .null)) == #"{"tags":["b",null]}"#)
        #expect(try shape(JSONShape(at: "items.*.id", missing: .null)) == "[1,2,null]")
        #expect(try shape(JSONShape(at: "x.y", missing: .null)) == "null")
    }

    @Test("what is missing is an error that names the path, where that is wanted, or where nothing is at `at`")
    func refused() throws {
        #expect(throws: JSONError.missing("address.x")) { try shape(JSONShape("id", "address.x", missing: .refused)) }
        #expect(throws: JSONError.missing("name.first")) { try shape(JSONShape("name.first", missing: .refused)) }
        #expect(throws: JSONError.missing("tags.5")) { try shape(JSONShape("tags.5", missing: .refused)) }
        #expect(throws: JSONError.missing("items.*.id")) { try shape(JSONShape(at: "items.*.id", missing: .refused)) }
        #expect(throws: JSONError.missing("x.y")) { try shape(JSONShape(at: "x.y")) }
        #expect(throws: JSONError.mismatch(at: 0)) { try shape(JSONShape("id"), "7") }
        #expect(throws: JSONError.mismatch(at: 0)) { try shape(JSONShape("*.id")) }
    }

    @Test("of several members with one name the first counts")
    func duplicates() throws {
        #expect(try shape(JSONShape("a"), #"{"a":1,"a":2}"#) == #"{"a":1}"#)
        #expect(try shape(JSONShape(at: "a"), #"{"a":1,"a":2}"#) == "1")
        // Also where it has nothing of what is wanted.
        let unfit = #"{"a":1,"a":{"b":2}}"#
        #expect(try shape(JSONShape("a.b"), unfit) == "{}")
        #expect(try shape(JSONShape("a.b", missing: .null), unfit) == #"{"a":null}"#)
        #expect(throws: JSONError.missing("a.b")) { try shape(JSONShape("a.b", missing: .refused), unfit) }
        #expect(throws: JSONError.missing("a.b")) { try shape(JSONShape(at: "a.b"), unfit) }
    }

    @Test("what is stepped over is checked like the rest")
    func mistakes() {
        for text in [
            #"{"id":1,"x":[}"#, #"{"id":1,"x":tru}"#, #"{"id":1} x"#, #"{"id":1,"x":"\#u{1}"}"#, #"{"id":1,}"#, "",
        ] {
            #expect(throws: JSONError.self) { try shape(JSONShape("id"), text) }
        }
        #expect(throws: JSONError.self) { try shape(JSONShape("a"), String(repeating: "[", count: 100_000)) }
    }

    @Test("every result is JSON, whatever the document", arguments: 0..<4)
    func hostile(which: Int) {
        let shapes = [
            JSONShape("id", "address.city", "items.*.price.amount", missing: .null),
            JSONShape(at: "items.:2", "id", "price"),
            JSONShape(at: "tags.1", missing: .null), JSONShape("items.0.id", "items.2", "tags.*"),
        ]
        var results = 0
        for text in Variants(of: document) {
            guard let result = try? shapes[which].bytes(from: Bytes(copying: text)) else { continue }
            results += 1
            #expect(throws: Never.self) { try JSON(result) }
        }
        #expect(results > 100)
    }
}

/// A document with bytes missing, doubled and changed; the same ones in every run.
private struct Variants: Sequence, IteratorProtocol {
    private let original: [UInt8]
    private var left = 4_000
    private var state: UInt64 = 3

    init(of text: String) {
        original = Array(text.utf8)
    }

    mutating func next() -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        var bytes = original
        for _ in 0...random(2) {
            let place = random(bytes.count)
            switch random(3) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes[random(bytes.count)], at: place)
            default: bytes[place] = Array("{}[],:\"0null".utf8)[random(12)]
            }
        }
        return bytes
    }

    /// Below `bound`.
    private mutating func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
