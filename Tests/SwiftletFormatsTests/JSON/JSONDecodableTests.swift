import SwiftletFormats
import Testing

@Suite("JSONDecodable and JSONEncodable")
struct JSONDecodableTests {
    private func read<Value: JSONDecodable>(_ text: String, _ type: Value.Type = Value.self) throws(JSONError) -> Value
    {
        try Value(json: Bytes(copying: text))
    }

    private func written(_ value: some JSONEncodable) -> String {
        String(decoding: value.jsonBytes(), as: UTF8.self)
    }

    @Test("scalars, arrays, dictionaries and optionals are read and written")
    func values() throws {
        #expect(try read(" true ", Bool.self))
        #expect(try read("-7", Int.self) == -7)
        #expect(try read("1.5e2", Double.self) == 150)
        #expect(try read(#""a\nb""#, String.self) == "a\nb")
        #expect(try read("[1,2,[]]", JSON.self)[1].integer == 2)
        #expect(try read("[[1],[],[2,3]]", [[Int]].self) == [[1], [], [2, 3]])
        #expect(try read(#"{"a":1,"b":2,"a":3}"#, [String: Int].self) == ["a": 3, "b": 2])
        #expect(try read("[null,1]", [Int?].self) == [nil, 1])
        #expect(try read("null", Int?.self) == nil)
        #expect(written([1, nil, 3] as [Int?]) == "[1,null,3]")
        #expect(written(["k": ["x\"y"]]) == #"{"k":["x\"y"]}"#)
        #expect(written([1.5, .infinity]) == "[1.5,null]")
        #expect(written([0.1, -.infinity] as [Float]) == "[0.1,null]")
        #expect(try read("0.1", Float.self) == 0.1)
        #expect(throws: JSONError.outOfRange(at: 0)) { try read("1e39", Float.self) }
    }

    @Test("whole numbers are exact to the limits of their type, and refused beyond")
    func integers() throws {
        #expect(try read("-128", Int8.self) == -128)
        #expect(try read("18446744073709551615", UInt64.self) == .max)
        #expect(try read("-9223372036854775808", Int64.self) == .min)
        #expect(try read("-0", UInt8.self) == 0)
        for (text, place) in [("128", 0), ("-129", 0), (" 1.0", 1), ("1e2", 0), ("99999999999999999999", 0)] {
            #expect(throws: JSONError.outOfRange(at: place)) { try read(text, Int8.self) }
        }
        #expect(throws: JSONError.outOfRange(at: 0)) { try read("-1", UInt64.self) }
        #expect(throws: JSONError.outOfRange(at: 0)) { try read("18446744073709551616", UInt64.self) }
    }

    @Test("another kind of value is a mismatch, told with its place; so is what follows the value")
    func mistakes() {
        #expect(throws: JSONError.mismatch(at: 1)) { try read("[\"1\"]", [Int].self) }
        #expect(throws: JSONError.mismatch(at: 0)) { try read("null", Int.self) }
        #expect(throws: JSONError.mismatch(at: 0)) { try read("{}", [Int].self) }
        #expect(throws: JSONError.unexpected(at: 2)) { try read("1 2", Int.self) }
        #expect(throws: JSONError.ended) { try read("[1", [Int].self) }
        #expect(throws: JSONError.invalidText(at: 1)) { try read(" \"a\\ud800\"", String.self) }
    }

    @Test("enums of raw values need no code")
    func rawValues() throws {
        #expect(try read("2", Size.self) == .large)
        #expect(throws: JSONError.mismatch(at: 0)) { try read("3", Size.self) }
        #expect(written([Size.small]) == "[1]")
    }

    enum Size: Int, JSONDecodable, JSONEncodable { case small = 1, large }
}
