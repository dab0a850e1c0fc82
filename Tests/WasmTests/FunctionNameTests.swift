import Testing

@testable import Wasm

struct FunctionNameTests {
    @Test(
        "Swift's names become readable, with the compiler's notes gone; others stay",
        arguments: [
            ("memcpy", "memcpy"),
            ("$s5Hello6WorkerV5fetchSiyF", "Hello.Worker.fetch() -> Int"),
            ("$e5Hello6WorkerV5fetchSiyF", "Hello.Worker.fetch() -> Int"),
            ("$s5Hello6WorkerV5fetchSiyFTf4d_n", "Hello.Worker.fetch() -> Int"),
            ("$s5Hello6WorkerV5fetchSiyFTm", "Hello.Worker.fetch() -> Int"),
            ("$s", "$s"),
        ])
    func names(_ name: String, _ expected: String) {
        #expect(readableName(name) == expected)
    }

    /// P<P<…>, P<…>> of that depth, as the compiler writes it: twice as long with each level.
    private func nested(_ depth: Int) -> String {
        let references = (0..<depth).map { "A\(Character(UnicodeScalar(UInt8(ascii: "E") + UInt8($0))))G" }
        return "$s2mm1fyyAA1PVy" + String(repeating: "ADy", count: depth) + "S2iG" + references.joined() + "F"
    }

    @Test("A name that would be longer than memory is told by its first words, at once")
    func explodingName() {
        #expect(readableName(nested(3)).hasPrefix("mm.f(mm.P<mm.P<mm.P<mm.P<Int, Int>"))
        #expect(readableName(nested(21)) == "mm.f")
        #expect(readableName("$s2mm1fyyS" + String(repeating: "2048iS", count: 150)) == "mm.f")
    }

    @Test("A name of megabytes is told by its beginning")
    func longName() {
        #expect(readableName(String(repeating: "x", count: 1 << 20)).utf8.count < 2000)
        #expect(readableName("$s2mm" + String(repeating: "1f", count: 1 << 20)).utf8.count < 2000)
    }
}
