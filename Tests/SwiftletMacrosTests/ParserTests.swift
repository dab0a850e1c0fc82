import Testing

@testable import SwiftletMacroPlugin

@Suite("The macros' parser")
struct ParserTests {
    private func problem(_ source: String) -> (message: String, at: String)? {
        do throws(Problem) {
            var parser = try Parser(Array(source.utf8))
            _ = try parser.declaration()
            return nil
        } catch {
            return (
                error.message,
                String(decoding: Array(source.utf8)[min(error.offset, source.utf8.count)...].prefix(8), as: UTF8.self)
            )
        }
    }

    private func properties(_ body: String) throws -> [String] {
        var parser = try Parser(Array("struct S {\n\(body)\n}".utf8))
        return try parser.declaration().properties.map { property in
            "\(property.isConstant ? "let" : "var") \(property.name): \(property.type)\(property.hasDefault ? " =" : "")"
        }
    }

    @Test(
        "what cannot be read is said, at its place",
        arguments: [
            ("class C { var a: Int }", "for structs and enums, not for a class", "class C "),
            ("struct S { var a = f() }", "give a a type", "a = f() "),
            ("struct S { var a: Int! }", "write Int?", "a: Int! "),
            ("struct S { lazy var a: Int = 1 }", "lazy", "lazy var"),
            ("struct S { @Wrapper var a: Int }", "attribute", "@Wrapper"),
            ("struct S { var (a, b) = (1, 2) }", "tuple", "(a, b) ="),
            ("struct S {\n#if X\nvar a: Int\n#endif\n}", "#if", "#if X\nva"),
            ("struct S { @JSONIgnored var a: Int }", "needs a default", "a: Int }"),
            ("struct S { @JSONIgnored let a: Int? }", "needs a default", "a: Int? "),
            ("struct S { @JSONKey(name) var a: Int }", "plain string literal", "name) va"),
            ("struct S { @JSONKey(\"a\\n\") var a: Int }", "plain string literal", "\"a\\n\") v"),
            ("struct S { @JSONKey(\"x\") func f() {} }", "stored properties", "@JSONKey"),
            ("struct S { @JSONKey(\"x\") var a: Int { 1 } }", "stored properties", "@JSONKey"),
            ("struct S { @Wrapper<Int>(1) var a: Int = 1 }", "attribute", "@Wrapper"),
            ("struct S { @wrapper var a: Int = 1 }", "attribute", "@wrapper"),
            ("struct S { var a: Int\nlater var b: Int }", "not know this", "later va"),
            ("struct S { var a: Int = 1\nlater var b: Int }", "loses its way", "var b: I"),
            ("struct S: ~Copyable { }", "can be copied", "~Copyabl"),
            ("enum E: Double { case a }", "not of Double", "case a }"),
            ("enum E { @JSONKey(\"x\") case a, b }", "names one case", "b }"),
            ("enum E { case a; @JSONKey(\"x\") var b: Int { 1 } }", "stored properties", "@JSONKey"),
            ("struct S { func f() { _ = /[\"{]/ }\nvar a: Int = 1 }", "loses its way", "\"{]/ }\nv"),
            ("struct S { func f() { _ = /[(]/ }\nvar a: Int = 1 }", "loses its way", "]/ }\nvar"),
            ("struct S { var a: Int = f(1 }", "loses its way", "}"),
            ("@JSONCodable(keys: style) struct S {}", "takes keys: .snakeCase", "keys: st"),
            ("@JSONCodable(keys: x ? .asWritten : .snakeCase) struct S {}", "takes keys: .snakeCase", "keys: x "),
            ("func f() {}", "structs and enums", "func f()"),
            ("struct S { let: Int }", "expects a name", ": Int }"),
            ("struct S { @JSONKey(\"x\") var a: Int, b: Int }", "names one property", "a: Int, "),
            ("struct S { var a: Int; @JSONKey(\"a\") var b: Int }", "same key", "b: Int }"),
            ("struct S<each T> { }", "each", "each T> "),
            ("struct S<let n: Int> { }", "let", "let n: I"),
            ("enum E { case a(Int) }", "no case with values", "a(Int) }"),
            ("enum E: String { case a = \"\\n\" }", "plain string literal", "\"\\n\" }"),
            ("enum E: String { case a, b = \"a\" }", "a and b are both", "b = \"a\" "),
            ("enum E {}", "no case", "}"),
        ])
    func problems(_ source: String, _ message: String, _ place: String) throws {
        let found = try #require(problem(source))
        #expect(found.message.contains(message))
        #expect(found.at == place)
    }

    @Test(
        "stored properties are found among all that is not",
        arguments: [
            ("var a: Int", ["var a: Int"]),
            ("let a, b: [String: Int], c: Int", ["let a: [String: Int]", "let b: [String: Int]", "let c: Int"]),
            (
                "var a: Int { 1 }; var b: Int { get { 1 } }; var c: Int { _read { yield x } }; var d: Int",
                ["var d: Int"]
            ),
            ("var a: Int { didSet {} }\nvar b: Int = 1 { @MainActor willSet { } }", ["var a: Int", "var b: Int ="]),
            ("var a: Int = make { $0 }\nvar b: Int = x\n  .map { $0 }\n  .y", ["var a: Int =", "var b: Int ="]),
            ("var a: Int = A<B, C>.d, e: Int", ["var a: Int =", "var e: Int"]),
            ("var a: (Int, String) -> Void, b: A<B, C>?", ["var a: (Int, String) -> Void", "var b: A<B, C>?"]),
            (
                "var a = 0x1e, b = 1e3, c = 1.5, d = \"\", e = false, f = -1",
                [
                    "var a: Int =", "var b: Double =", "var c: Double =", "var d: String =", "var e: Bool =",
                    "var f: Int =",
                ]
            ),
            ("static var a = f(); class var b: Int { 1 }\nvar c: Int", ["var c: Int"]),
            (
                "// var a: Int\n/* var b: Int /* */ var c: Int */ var d /* x */ : /* y */ Int // var e: Int",
                ["var d: Int"]
            ),
            (
                "func f() { var a: Int = 1 }\ninit(a: Int) { }\nstruct T { var b: Int }\nenum E { case x }\nvar c: Int",
                ["var c: Int"]
            ),
            (
                "func f() -> Int where T == Int\n{ 1 }\nsubscript(i: Int) -> Int { i }\ntypealias A = Int\nvar c: Int",
                ["var c: Int"]
            ),
            (
                "var a: String = \"\\(\"}\\(\"var b: Int\")\") var c: Int\"\nvar d: Int",
                ["var a: String =", "var d: Int"]
            ),
            ("var a: String = ##\"\"#\"##; var b: Int", ["var a: String =", "var b: Int"]),
            ("nonisolated(unsafe) public private(set) unowned(unsafe) var a: Int", ["var a: Int"]),
            ("@available(macOS 1, *) @A.B(x) @JSONIgnored var a: Int = 1; var `in`: Int", ["var `in`: Int"]),
            (
                "var prefix: Int\nvar open: Int\nvar a: some P = 1",
                ["var prefix: Int", "var open: Int", "var a: some P ="]
            ),
        ])
    func stored(_ body: String, _ expected: [String]) throws {
        #expect(try properties(body) == expected)
    }

    @Test("source that is cut or changed anywhere ends in a struct or a problem, not in a trap")
    func fuzz() {
        let seeds = [
            "@JSONCodable(keys: .snakeCase) public struct S<A: B, C>: D where A == C {\n@JSONKey(\"x\") var a: [Int: String]? = f(1, \"\\(2)\") { didSet { } }, b = 1\nfunc f() {}\n}",
            "@JSONCodable enum E: String { case a, b = \"c\"; @JSONKey(\"d\") case e; var x: Int { 1 } }",
            "struct S { var a: String = #\"\"\"\n x \\#(y) \"\"\"#; /* /* */ */ let `b`, c: D<E, F> }",
        ]
        var state: UInt64 = 1
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let pieces = Array("{}()[]<>\"#\\@`,;:=/*\n.&~".utf8)
        for seed in seeds {
            let bytes = Array(seed.utf8)
            for end in 0...bytes.count { _ = problem(String(decoding: bytes[..<end], as: UTF8.self)) }
            for _ in 0..<1500 {
                var changed = bytes
                for _ in 0...random(3) { changed[random(changed.count)] = pieces[random(pieces.count)] }
                _ = problem(String(decoding: changed, as: UTF8.self))
            }
        }
    }

    @Test(
        "source that is long and nested ends in a problem, in linear time",
        arguments: [
            "struct S { var a: String = " + String(repeating: "\"\\(", count: 20_000),
            "struct S { var a: String = " + String(repeating: "#", count: 60_000),
            "struct S { var a: Int = " + String(repeating: "(", count: 60_000),
            "struct S { var a: " + String(repeating: "[A<", count: 20_000),
            "struct S { " + String(repeating: "/* ", count: 20_000),
            "struct S { " + String(repeating: "@a", count: 20_000),
            "struct S<" + String(repeating: "A, ", count: 20_000),
            "struct S { var a: String = \"\"\"\n" + String(repeating: "x", count: 60_000),
        ])
    func hostile(_ source: String) {
        #expect(problem(source) != nil)
    }

    @Test("many properties are read")
    func many() throws {
        let body = (0..<2000).map { "var a\($0): Int = \($0)" }.joined(separator: "\n")
        #expect(try properties(body).count == 2000)
    }

    @Test("properties behind what else a struct has are found")
    func members() throws {
        let body = ##"""
            #marker("x")
            @MainActor var view: Int { 1 }
            class C { var x: Int = 1 }
            actor A {}
            indirect enum L { case a(L) }
            @JSONIgnored @Wrapper<Int>(1) lazy var cached: Int = 1
            @JSONIgnored lazy var other: Int = 2
            var regex: String = #"""
                "{
                """#
            prefix static func - (one: Self) -> Self { one }
            struct Inner: Sendable { let x: Int }; var last: Int
            """##
        #expect(try properties(body) == ["var regex: String =", "var last: Int"])
    }

    @Test(
        "names become snake case",
        arguments: [
            ("firstName", "first_name"), ("imageURL", "image_url"), ("URLPath", "url_path"),
            ("urlOfHTMLPage", "url_of_html_page"),
            ("line2", "line2"), ("_id", "_id"), ("a", "a"), ("already_snake", "already_snake"),
            ("line2Text", "line2_text"),
        ])
    func snakeCase(_ name: String, _ expected: String) {
        #expect(Parser.snakeCase(name) == expected)
    }
}
