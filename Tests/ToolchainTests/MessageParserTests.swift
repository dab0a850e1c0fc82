import Testing

@testable import Toolchain

@Suite("Messages of the compiler")
struct MessageParserTests {
    private func messages(_ output: String) -> [CompilerMessage] {
        var parser = MessageParser()
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) { parser.line(String(line)) }
        return parser.messages
    }

    @Test("a message has its place, its text and the source around it")
    func place() throws {
        let message = try #require(messages(CompilerOutput.existential).first)
        #expect(message.file == "/worker/Sources/any.swift")
        #expect(message.line == 6)
        #expect(message.column == 32)
        #expect(message.severity == .error)
        #expect(message.text == "cannot use a value of protocol type 'any Shape' in embedded Swift")
        #expect(message.excerpt.count == 6)
        #expect(message.excerpt[2] == " 6 |         let shape: any Shape = Circle()")
        #expect(message.excerpt[3].contains("`- error:"))
    }

    @Test("notes on the standard library's source and on the way from main are left out")
    func noise() {
        #expect(messages(CompilerOutput.existential).count == 1)
        #expect(messages(CompilerOutput.codable).allSatisfy { !$0.file.hasPrefix("Swift.") })
    }

    @Test("each mistake is there once, though SwiftPM prints it twice")
    func once() {
        let twice = CompilerOutput.typo + "\n\n" + CompilerOutput.typo
        let errors = messages(twice)
        #expect(errors.map(\.line) == [6, 8])
        #expect(errors.map(\.excerpt.count) == [6, 6])
    }

    @Test("what SwiftPM says of the package has no place")
    func package() {
        let found = messages("error: 'hello': the package manifest at '/x/Package.swift' cannot be accessed")
        #expect(found.map(\.file) == [""])
        #expect(found.first?.text.hasPrefix("'hello': the package manifest") == true)
    }

    @Test("lines of progress are no messages")
    func progress() {
        #expect(messages("[3/8] Compiling hello Hello.swift\nBuild complete! (1.2s)").isEmpty)
    }

    @Test(
        "what Embedded Swift forbids comes with a hint",
        arguments: [
            (CompilerOutput.existential, "some P"), (CompilerOutput.untypedThrows, "throws(MyError)"),
            (CompilerOutput.keypath, "closure"), (CompilerOutput.codable, "Codable"),
            (CompilerOutput.foundation, "no Foundation"), (CompilerOutput.concurrency, "async/await"),
            (CompilerOutput.task, "async/await"), (CompilerOutput.mirror, "no reflection"),
            (CompilerOutput.printing, "print"), (CompilerOutput.metatype, "types as values"),
            (CompilerOutput.weak, "no 'weak'"), (CompilerOutput.describing, "no reflection"),
            (CompilerOutput.regex, "no Regex"), (CompilerOutput.format, "interpolation"),
        ])
    func hints(output: String, words: String) {
        let hints = messages(output).compactMap(\.hint)
        #expect(hints.contains { $0.contains(words) })
    }

    @Test("an ordinary mistake has no hint")
    func ordinary() {
        #expect(messages(CompilerOutput.typo).allSatisfy { $0.hint == nil })
    }

    @Test("a message is written as the compiler writes it, then its hint")
    func description() {
        let message = CompilerMessage(
            file: "A.swift", line: 3, column: 5, severity: .error, text: "no", excerpt: ["3 | x"], hint: "do y")
        #expect(message.description == "A.swift:3:5: error: no\n3 | x\n  hint: do y")
    }

    @Test("of a flood of messages the first ones are kept")
    func flood() {
        var parser = MessageParser()
        for line in 1...2000 { parser.line("/a.swift:\(line):1: error: no \(line)") }
        #expect(parser.messages.count == 500)
        #expect(parser.messages.last?.line == 500)
    }
}
