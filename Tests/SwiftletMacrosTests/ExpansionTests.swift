import Testing

@testable import SwiftletMacroPlugin

@Suite("The macros' code")
struct ExpansionTests {
    /// What the compiler is told for a type.
    private func answer(
        _ source: String, type: String, conformances: String = "JSONDecodable, JSONEncodable", context: String? = nil
    ) -> String {
        let context = context.map { "{\"kind\":\"declaration\",\"source\":\(Message.quote($0))}" } ?? ""
        let message =
            "{\"expandAttachedMacro\":{\"macro\":{\"moduleName\":\"SwiftletMacroPlugin\",\"typeName\":\"JSONCodable\"},"
            + "\"macroRole\":\"extension\",\"declSyntax\":{\"source\":\(Message.quote(source)),"
            + "\"location\":{\"fileName\":\"/w/a.swift\",\"offset\":100}},"
            + "\"extendedTypeSyntax\":{\"source\":\"\(type)\"},"
            + "\"conformanceListSyntax\":{\"source\":\"\(conformances)\"},\"lexicalContext\":[\(context)]}}"
        return Plugin.answer(to: Request(Message(Array(message.utf8))))
    }

    /// The code alone.
    private func code(_ answer: String) -> String? {
        let answer = Message(Array(answer.utf8))
        let result = answer.firstMember(at: 0)
        #expect(answer.firstElement(of: answer.member("diagnostics", of: result?.value)) == nil)
        return answer.text(answer.member("expandedSource", of: result?.value))
    }

    @Test("a struct's code is what one would write")
    func structure() {
        let source = """
            @JSONCodable(keys: .snakeCase)
            public struct Order {
                var id: Int64
                var note: String?
                var itemCount = 1
                let kind: String = "order"
                @JSONKey("at") var placed: [Int]
            }
            """
        #expect(
            code(answer(source, type: "Order")) == """
                extension Order: Swiftlet.JSONDecodable {
                    public init(json: inout Swiftlet.JSONReader) throws(Swiftlet.JSONError) {
                        var _id: (Int64)? = nil
                        var _note: String? = nil
                        var _itemCount: (Int)? = nil
                        var _placed: ([Int])? = nil
                        let start = json.offset
                        try json.object { key, json throws(Swiftlet.JSONError) in
                            switch key {
                            case "id": _id = try json.decode((Int64).self)
                            case "note": _note = try json.decode((String?).self)
                            case "item_count": _itemCount = try json.decode((Int).self)
                            case "at": _placed = try json.decode(([Int]).self)
                            default: break
                            }
                        }
                        guard let _id else { throw .missing("id", at: start) }
                        self.id = _id
                        self.note = _note
                        if let _itemCount { self.itemCount = _itemCount }
                        guard let _placed else { throw .missing("at", at: start) }
                        self.placed = _placed
                    }
                }
                extension Order: Swiftlet.JSONEncodable {
                    public func write(to json: inout Swiftlet.JSONWriter) {
                        json.object { json in
                            json.member("id", self.id)
                            json.member("note", self.note)
                            json.member("item_count", self.itemCount)
                            json.member("kind", self.kind)
                            json.member("at", self.placed)
                        }
                    }
                }
                """)
    }

    @Test("an enum's code is a switch; a conformance that is there already gets none")
    func enumeration() {
        #expect(
            code(answer("enum E { case a, `in` }", type: "Page.E", conformances: "JSONDecodable")) == """
                extension Page.E: Swiftlet.JSONDecodable {
                    init(json: inout Swiftlet.JSONReader) throws(Swiftlet.JSONError) {
                        let start = json.offset
                        switch try json.string() {
                        case "a": self = .a
                        case "in": self = .`in`
                        default: throw .mismatch(at: start)
                        }
                    }
                }
                """)
        #expect(code(answer("enum E { case a }", type: "E", conformances: "")) == "")
    }

    @Test("generic parameters are conditions")
    func generics() {
        let code = code(answer("struct P<A, B: Equatable> {}", type: "P", conformances: "JSONEncodable"))
        #expect(
            code?.hasPrefix(
                "extension P: Swiftlet.JSONEncodable where A: Swiftlet.JSONEncodable, B: Swiftlet.JSONEncodable {")
                == true)
    }

    @Test(
        "the access of an extension is that of the types in it",
        arguments: [
            ("@frozen public extension Room {}", "struct S {}", "public "),
            ("package extension R {}", "struct S {}", "package "),
            ("extension Room {}", "struct S {}", ""), ("public struct Room {}", "struct S {}", ""),
            ("public extension Room {}", "fileprivate struct S {}", ""),
            ("extension R {}", "public struct S {}", "public "),
        ])
    func access(_ context: String, _ source: String, _ expected: String) {
        let code = code(answer(source, type: "Room.S", conformances: "JSONEncodable", context: context))
        #expect(code?.contains("    \(expected)func write(to") == true)
    }

    @Test("a mistake is told at its place in the file, and no code is made")
    func diagnostics() {
        #expect(
            answer("@JSONCodable struct É { var a = f() }", type: "É") == #"{"expandMacroResult":{"expandedSource":"","#
                + #""diagnostics":[{"message":"@JSONCodable sees only what is written: give a a type, `a: …`","#
                + #""severity":"error","position":{"fileName":"/w/a.swift","offset":129},"highlights":[],"notes":[],"#
                + #""fixIts":[]}]}}"#)
        #expect(answer("private struct S {}", type: "A.S", context: "struct A {").contains("make it fileprivate"))
    }

    @Test("marks stand for nothing, and what is not known is said")
    func others() {
        let mark = #"{"expandAttachedMacro":{"macro":{"typeName":"JSONKey"},"declSyntax":{"source":"var a: Int"}}}"#
        #expect(code(Plugin.answer(to: Request(Message(Array(mark.utf8))))) == "")
        let unknown = Plugin.answer(to: Request(Message(Array(#"{"loadPluginLibrary":{}}"#.utf8))))
        #expect(unknown.contains("does not know the compiler's loadPluginLibrary"))
        let capability = Plugin.answer(to: Request(Message(Array(#"{"getCapability":{}}"#.utf8))))
        #expect(capability == #"{"getCapabilityResult":{"capability":{"protocolVersion":7}}}"#)
    }

    @Test("messages are read by their members; what is no JSON is nothing")
    func messages() {
        let text =
            #" {"expandAttachedMacro" : {"skip":{"typeName":[1,"]"]}, "macro":{"typeName":"JSONCodable"},"declSyntax":{"source":"a\n\"b\\\u0009\/é","location":{"offset":17,"fileName":"/x"}},"extendedTypeSyntax":null}}"#
        let request = Request(Message(Array(text.utf8)))
        #expect(request.name == "expandAttachedMacro" && request.macro == "JSONCodable")
        #expect(String(decoding: request.source, as: UTF8.self) == "a\n\"b\\\t/é")
        #expect(
            request.offset == 17 && request.file == "/x" && request.extendedType == "" && request.conformances == "")
        for end in 0..<text.utf8.count { _ = Request(Message(Array(text.utf8.prefix(end)))) }
        #expect(Request(Message(Array("[]".utf8))).name == "")
    }
}
