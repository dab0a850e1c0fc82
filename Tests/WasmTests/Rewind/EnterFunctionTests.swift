import Testing

@testable import Wasm

@Suite("The function that enters rewound instances")
struct EnterFunctionTests {
    private func layout(_ text: String) throws -> ModuleLayout { try ModuleLayout(Module.bytes(fromText: text)) }

    private let fetch = "(func (export \"fetch\") (result i32) i32.const 7)"

    @Test("stands behind the module's own functions, and moves none of their code")
    func place() throws {
        let layout = try layout(
            "(module (import \"swiftlet\" \"clock\" (func (param i32) (result i64))) (global (mut i32) (i32.const 1)) (func) \(fetch))"
        )
        let enter = try #require(EnterFunction(layout, calling: "fetch", [(0, .i32, 1)]))
        #expect(enter.index == 3)
        let code = try #require(layout.sections.first { $0.id == .code }).content
        #expect(enter.code.count > code.count)
        #expect(Array(enter.code[1..<code.count]) == Array(layout.bytes[code.lowerBound + 1..<code.upperBound]))
        // i32.const 1, global.set 0, call 2, end
        #expect(enter.code.suffix(8) == [0, 0x41, 1, 0x24, 0, 0x10, 2, 0x0b])
    }

    @Test("is left out where the number of functions would take another byte")
    func shift() throws {
        let most = String(repeating: "(func)", count: 126)
        let module = "(module (global (mut i32) (i32.const 1)) \(most)"
        #expect(EnterFunction(try layout("\(module) \(fetch))"), calling: "fetch", [(0, .i32, 1)]) == nil)
        let fewer = "(module (global (mut i32) (i32.const 1)) \(most.dropLast(6)) \(fetch))"
        #expect(EnterFunction(try layout(fewer), calling: "fetch", [(0, .i32, 1)]) != nil)
    }

    @Test("is left out without globals, and for a function of another type")
    func without() throws {
        let layout = try layout("(module \(fetch) (func (export \"other\")))")
        #expect(EnterFunction(layout, calling: "fetch", []) == nil)
        #expect(EnterFunction(layout, calling: "other", [(0, .i32, 1)]) == nil)
        #expect(EnterFunction(layout, calling: "none", [(0, .i32, 1)]) == nil)
    }
}
