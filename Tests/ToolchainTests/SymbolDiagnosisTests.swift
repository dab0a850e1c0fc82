import Testing

@testable import Toolchain
@testable import Wasm

/// What a worker's author is told of a trap.
struct SymbolDiagnosisTests {
    private let user = "/home/me/shop/Sources/shop/Shop.swift"

    private func step(_ function: String, _ file: String? = nil, _ line: Int = 0) -> SourceLine {
        SourceLine(function: function, file: file, line: line, column: 5)
    }

    @Test("The cause is the compiler's note, the place the innermost line of the worker's own code")
    func causeAndPlace() {
        let diagnosis = Diagnosis([
            [
                step("Swift runtime failure: Index out of range"), step("Array._checkSubscript(_: Int) -> ()"),
                step("shop.pick(Int) -> Int", user, 8),
                step("shop.Shop.fetch(Swiftlet.Request) -> Swiftlet.Response", user, 20),
            ],
            [step("closure #1 in static Swiftlet.Worker.main() -> ()", "/work/swiftlet-sdk/Swiftlet/Worker.swift", 19)],
            [step("swiftlet_fetch")],
        ])
        #expect(diagnosis.cause == "index out of range")
        #expect(diagnosis.place == step("shop.pick(Int) -> Int", user, 8))
        #expect(
            diagnosis.stack.map(\.step.function)
                == ["Array._checkSubscript(_: Int)", "shop.pick(Int)", "shop.Shop.fetch(Request)"])
    }

    @Test("A check of an index is known by its name, where the compiler left no note")
    func indexCheck() {
        let diagnosis = Diagnosis([
            [step("Array._checkSubscript(_: Int, wasNativeTypeChecked: Bool) -> ()")],
            [step("shop.Shop.fetch(Swiftlet.Request) -> Swiftlet.Response", user, 20)],
        ])
        #expect(diagnosis.cause == "index out of range")
    }

    @Test("A trap inside of the SDK is told with the worker's line that called it")
    func inSDK() {
        let diagnosis = Diagnosis([
            [
                step("Swift runtime failure: arithmetic overflow"),
                step("Headers.get", "/x/Sources/Guest/Swiftlet/Headers.swift", 9),
            ],
            [step("shop.fetch", user, 3)],
        ])
        #expect(diagnosis.place?.line == 3)
        #expect(diagnosis.stack.count == 2)
    }

    @Test("A line of the worker's that stands with an inlined function of Swift's is the worker's function's")
    func wrongScope() {
        var inlined = step("_stringCompare(Int) -> Bool", user, 19)
        inlined.isStandardLibrary = true
        var operation = step("static String.== infix(String, String) -> Bool")
        operation.isStandardLibrary = true
        let diagnosis = Diagnosis([[inlined, operation, step("shop.fetch", user, 7)]])
        #expect(diagnosis.stack.map(\.step) == [step("shop.fetch", user, 19)])
    }

    @Test("fatalError is told apart from a failed check of the standard library")
    func fatalErrors() {
        let own = Diagnosis([[step("Swift runtime failure: fatal error"), step("shop.fetch", user, 3)]])
        #expect(own.cause?.hasPrefix("fatalError was reached") == true)
        let library = Diagnosis([
            [step("Swift runtime failure: fatal error"), step("_NativeDictionary.merge(Int) -> ()")],
            [step("shop.fetch", user, 3)],
        ])
        #expect(library.cause == "a check in _NativeDictionary.merge(Int) failed")
    }

    @Test("A recursion is told once, with the number of its frames")
    func recursion() {
        let diagnosis = Diagnosis(
            [[step("shop.deep(Int) -> Int")]] + Array(repeating: [step("shop.deep(Int) -> Int", user, 7)], count: 19))
        #expect(diagnosis.stack.count == 1)
        #expect(diagnosis.stack.first?.count == 20)
        #expect(diagnosis.place?.line == 7)
    }

    @Test("Copies of a function that the compiler put into each other are one")
    func copies() {
        let diagnosis = Diagnosis([
            [step("Array.subscript(Int)"), step("Array.subscript(Int)"), step("shop.fetch", user, 3)]
        ])
        #expect(diagnosis.stack.map(\.count) == [1, 1])
    }

    @Test("Without a symbolizer the names are there, and the reason why there are no lines")
    func withoutLines() {
        let diagnosis = Diagnosis(
            [Frame("shop.pick(Int) -> Int", at: 5), Frame("swiftlet_fetch", at: 9)], trapped: true,
            lines: .failure(ToolchainError(.missing, "no source lines: x is missing")))
        #expect(diagnosis.stack.map(\.step.function) == ["shop.pick(Int)"])
        #expect(diagnosis.place == nil)
        #expect(diagnosis.note == "no source lines: x is missing")
    }

    @Test("An excerpt has numbers, a marker below the column, and no control characters")
    func excerpt() {
        let source = "a\nb\n\tlet x = list[\u{1B}7]\nd\ne\n"
        #expect(
            SourceExcerpt.lines(of: source, 3, 11)
                == ["1 | a", "2 | b", "3 | \tlet x = list[ 7]", "  | \t         ^", "4 | d", "5 | e"])
        #expect(SourceExcerpt.lines(of: source, 99, 1) == [])
        #expect(SourceExcerpt.lines(of: source, 0, 1) == [])
        #expect(SourceExcerpt.lines(of: "one", 1, 0) == ["1 | one"])
    }
}
