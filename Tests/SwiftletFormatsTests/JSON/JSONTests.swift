import SwiftletFormats
import Testing

@Suite("JSON")
struct JSONTests {
    private func text(_ json: JSON) -> String { String(decoding: json.bytes(), as: UTF8.self) }

    @Test("literals become the value that they look like")
    func literals() {
        let json: JSON = ["a": 1, "b": [1.5, nil, true, "x"], "c": [:], "d": []]
        #expect(text(json) == #"{"a":1,"b":[1.5,null,true,"x"],"c":{},"d":[]}"#)
    }

    @Test("what was read is written as it was, without the space around it")
    func passedOn() throws {
        let source = Bytes(#" { "price" : 1.10, "big":123456789012345678901234567890 ,"s":"\u00e9\/" , "l":[ ] } "#)
        #expect(text(try JSON(source)) == #"{"price":1.10,"big":123456789012345678901234567890,"s":"\u00e9\/","l":[]}"#)
    }

    @Test("members and elements are found by key and index")
    func lookup() throws {
        let json = try JSON(Bytes(#"{"user":{"name":"Ada","tags":["a",{"b":[7,8]}]},"n":null}"#))
        #expect(json["user"]["name"].string == "Ada")
        #expect(json["user"]["tags"][1]["b"][1].integer == 8)
        #expect(json["n"].isNull)
        #expect(json.object?["n"] != nil)
        #expect(json.object?["missing"] == nil)
        #expect(json["missing"]["deeper"][3].isNull)
        #expect(json["user"]["tags"][2].isNull)
        #expect(json["user"]["tags"][-1].isNull)
        #expect(json["user"]["tags"].array?.count == 2)
        #expect(json["user"].object?.count == 2)
    }

    @Test("each kind has its accessor, and none for the others")
    func accessors() throws {
        let json = try JSON(Bytes(#"[true,1,1.5,"s",null,[],{}]"#))
        #expect(json[0].bool == true)
        #expect(json[1].integer == 1)
        #expect(json[1].double == 1)
        #expect(json[2].integer == nil)
        #expect(json[2].double == 1.5)
        #expect(json[3].string == "s")
        #expect(json[3].double == nil)
        #expect(json[4].bool == nil)
        #expect(json[5].array?.isEmpty == true)
        #expect(json[6].object?.isEmpty == true)
        #expect(json[6].array == nil)
    }

    @Test("a member that is set replaces the old one where it stood, and a new one comes last")
    func setting() throws {
        var json = try JSON(Bytes(#"{"a":1,"b":2,"a":3}"#))
        json["a"] = "x"
        json["c"] = [1]
        #expect(text(json) == #"{"a":"x","b":2,"c":[1]}"#)
        json["c"]["deep"] = 1
        #expect(text(json) == #"{"a":"x","b":2,"c":{"deep":1}}"#)
    }

    @Test("a member is removed with nil")
    func removing() throws {
        var object = try #require(try JSON(Bytes(#"{"a":1,"b":2}"#)).object)
        object["a"] = nil
        #expect(object.map { (try? $0.key.text()) ?? "" } == ["b"])
    }

    @Test("an array is appended to")
    func appending() throws {
        var array = try #require(try JSON(Bytes("[1,2]")).array)
        array.append("x")
        #expect(text(.array(array)) == #"[1,2,"x"]"#)
    }

    @Test("containers within containers are stepped over as one")
    func nesting() throws {
        let json = try JSON(Bytes(#"[[1,[2,[3]],{"a":[4]}],5,{"b":{"c":6}},7]"#))
        #expect(json.array?.count == 4)
        #expect(json[1].integer == 5)
        #expect(json[3].integer == 7)
        #expect(json[0].array?.count == 3)
        #expect(json[0][2]["a"][0].integer == 4)
    }

    @Test("what stands behind the value is refused")
    func rest() {
        #expect(throws: JSONError.unexpected(at: 3)) { try JSON(Bytes("{} x")) }
        #expect(throws: JSONError.ended) { try JSON(Bytes("  ")) }
    }

    @Test("a text of many small values needs a tape that grows")
    func manyValues() throws {
        let count = 10_000
        let source = "[" + String(repeating: "0,", count: count - 1) + "0]"
        let json = try JSON(Bytes(copying: source))
        #expect(json.array?.count == count)
        #expect(text(json) == source)
    }
}
