import Swiftlet
public import SwiftletMacros
import Testing

/// As hard to read as Swift allows: each line is a trap for the macro's parser.
@JSONCodable
struct Everything: Equatable {
    let id: Int64  // a comment with var fake: Int
    var name: String /* { nested /* comments */ } */, nick: String?
    let x, y: Double
    var tags: [String: [Int?]] = [:]
    var mode: Mode = .fast { didSet { _ = oldValue } }
    var text = "a \"quote\" \(1 + [2, 3].map { $0 * 2 }.count) }"
    var raw = #"\("not") an interpolation"#
    var lines = """
        var fake: Int = 1
        """
    var count = 1, ratio = -0.5, isOn = true; var after: Int?
    var made: Int = {
        let a = 1; return a
    }()
    var pair: Dictionary<String, Int> = Dictionary<String, Int>()
    let version: Int = 2
    @JSONKey("placed_at") private var placed: String
    @JSONIgnored var cache: [Int] = []
    @JSONIgnored var handler: (Int) -> Int = { $0 }
    @available(*, deprecated) static func old() {}
    static let shared: Int = 1
    static var computed: Int { 1 }
    var sum: Double { x + y }
    var other: Double {
        get { x }
        set { _ = newValue }
    }
    public private(set) var `default`: Int
    var prefix: Optional<String>
    func function() -> Int { var local: Int = 1; local += 1; return local }
    subscript(index: Int) -> Int { index }
    @JSONCodable enum Mode: String { case fast, slow = "very slow"; var isFast: Bool { self == .fast } }
    struct Nested { var unread: Int }
    typealias Number = Int

    class Reference { var unread = 1 }
    private(set) nonisolated var last: Int? {
        willSet { _ = newValue }
    }
    func quotes() -> Bool { "\("\("}")")".isEmpty }

    static func == (one: Self, other: Self) -> Bool { one.jsonBytes() == other.jsonBytes() }
}

@JSONCodable(keys: .snakeCase)
public struct Snake: Equatable {
    public var firstName: String
    var imageURL: String?
    var urlOfHTMLPage = "", line2 = 0
}

@JSONCodable struct Page<Item>: Equatable where Item: Equatable { var items: [Item]; let next: Int? }
@JSONCodable fileprivate struct Nothing {}
@JSONCodable enum Level: Int { case low = 1, high = 10 }
@JSONCodable(keys: .snakeCase) enum Plain { case inTransit; @JSONKey("x") case done }
@JSONCodable struct Half: JSONEncodable {
    var a: Int
    func write(to json: inout JSONWriter) { json.value("by hand") }
}
enum Space { @JSONCodable struct Inner: Equatable { var é: Int } }
public enum Room {}
public extension Room { @JSONCodable struct Table: Equatable { var legs: Int } }

@Suite("@JSONCodable")
struct JSONCodableTests {
    private let full =
        #"{"id":1,"name":"n","nick":"k","x":1.5,"y":2.5,"tags":{"a":[1,null]},"mode":"very slow","text":"t","raw":"r","#
        + #""lines":"l","count":5,"ratio":0.25,"isOn":false,"after":3,"made":9,"pair":{"b":2},"version":2,"placed_at":"p","#
        + #""default":7,"prefix":"q"}"#

    @Test("all properties are read and written, under their keys, in their order")
    func everything() throws {
        let value = try Everything(json: Bytes(copying: full))
        #expect(String(decoding: value.jsonBytes(), as: UTF8.self) == full)
        #expect(
            value.id == 1 && value.nick == "k" && value.mode == .slow && value.ratio == 0.25 && value.`default` == 7)
    }

    @Test("what has a default may be missing, and nil is not written")
    func defaults() throws {
        let value = try Everything(
            json: Bytes(#"{"id":1,"name":"n","x":1,"y":2,"placed_at":"p","default":0,"prefix":null}"#))
        #expect(value.nick == nil && value.prefix == nil && value.mode == .fast && value.count == 1 && value.isOn)
        #expect(value.text == "a \"quote\" 3 }" && value.made == 1 && value.cache == [])
        let text = String(decoding: value.jsonBytes(), as: UTF8.self)
        #expect(!text.contains("nick") && !text.contains("cache") && text.contains(#""version":2"#))
    }

    @Test("a key that is missing is named", arguments: ["id", "name", "x", "y", "placed_at", "default"])
    func missing(_ key: String) {
        let text = full.replacing("\"\(key)\":", with: "\"other\":")
        do throws(JSONError) {
            _ = try Everything(json: Bytes(copying: text))
            Issue.record("was read")
        } catch {
            #expect(error.description == "the JSON lacks \(key)")
        }
    }

    @Test("null is nil, and a mismatch where no nil can be, default or not")
    func nulls() throws {
        #expect(
            try Everything(json: Bytes(copying: full.replacing(#""after":3"#, with: #""after":null"#))).after == nil)
        for member in [#""name":"n""#, #""count":5"#] {
            let key = member.prefix { $0 != ":" }
            #expect(throws: JSONError.self) {
                try Everything(json: Bytes(copying: full.replacing(member, with: "\(key):null")))
            }
        }
    }

    @Test("unknown keys are stepped over but checked, and of two with one key the last counts")
    func unknownKeys() throws {
        #expect(try Space.Inner(json: Bytes(#"{"a":[{"é":5}],"é":1,"é":2}"#)).é == 2)
        #expect(throws: JSONError.unexpected(at: 7)) { try Space.Inner(json: Bytes(#"{"a":[{]},"é":1}"#)) }
    }

    @Test("keys can be in snake case")
    func snakeCase() throws {
        let value = Snake(firstName: "Ada", imageURL: "u", urlOfHTMLPage: "h", line2: 3)
        let text = #"{"first_name":"Ada","image_url":"u","url_of_html_page":"h","line2":3}"#
        #expect(String(decoding: value.jsonBytes(), as: UTF8.self) == text)
        #expect(try Snake(json: Bytes(copying: text)) == value)
    }

    @Test("a generic type can do what its parameters can")
    func generics() throws {
        let page = try Page<Space.Inner>(json: Bytes(#"{"items":[{"é":1},{"é":2}]}"#))
        #expect(page == Page(items: [.init(é: 1), .init(é: 2)], next: nil))
        #expect(String(decoding: page.jsonBytes(), as: UTF8.self) == #"{"items":[{"é":1},{"é":2}]}"#)
    }

    @Test("enums are strings, or the numbers that they are declared as")
    func enums() throws {
        #expect(try [Plain](json: Bytes(#"["in_transit","x"]"#)).jsonBytes() == Array(#"["in_transit","x"]"#.utf8))
        #expect(throws: JSONError.mismatch(at: 1)) { try [Plain](json: Bytes(#"["done"]"#)) }
        #expect(try [Level](json: Bytes("[10]")) == [.high])
        #expect(throws: JSONError.mismatch(at: 0)) { try Level(json: Bytes("2")) }
    }

    @Test("what lacks is told with the place of its object")
    func missingPlace() {
        let text = Bytes(#"{"items":[{"é":1}, {"e":2}]}"#)
        #expect(throws: JSONError.missing("é", at: 20)) { try Page<Space.Inner>(json: text) }
        #expect(JSONError.missing("é", at: 20).pointer(in: text) == "/items/1")
        #expect(throws: JSONError.missing("legs")) { try Room.Table(json: Bytes("{}")) }
    }

    @Test("what is written by hand is left alone")
    func byHand() throws {
        #expect(try Half(json: Bytes(#"{"a":1}"#)).jsonBytes() == Array("\"by hand\"".utf8))
    }

    @Test("an empty struct is an object")
    func nothing() throws {
        #expect(try Nothing(json: Bytes(#"{"a":1}"#)).jsonBytes() == Array("{}".utf8))
        #expect(throws: JSONError.mismatch(at: 0)) { try Nothing(json: Bytes("1")) }
    }
}
