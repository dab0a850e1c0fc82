import Testing

@testable import Toolchain

@Suite("Failures of a build")
struct BuildFailureTests {
    private func failure(_ output: String) throws -> BuildFailure {
        var parser = MessageParser()
        for line in output.split(separator: "\n") { parser.line(String(line)) }
        let root = String(#filePath.prefix(upTo: try #require(#filePath.firstRange(of: "/Tests/")).lowerBound))
        return BuildFailure(of: try WorkerPackage(root), messages: parser.messages, output: output)
    }

    @Test(
        "the system's refusals are told from the package's mistakes",
        arguments: [
            ("error: write: No space left on device", 74 as Int32, "disk is full"),
            ("fatal: unable to access 'https://x/': Could not resolve host: x", 69, "network"),
            (
                "error: the package at '/nowhere' cannot be accessed (/nowhere doesn't exist in file system)", 65,
                "/nowhere"
            ),
            ("wasm-ld: error: symbol exported via --export not found: __main_argc_argv", 65, "@main"),
            (
                "error: 'hello': product 'Swiftlet' required by package 'hello' target 'hello' not found.", 65,
                "swiftlet-sdk"
            ),
            ("A.swift:1:2: error: no\nB.swift:1:2: error: no", 65, "2 errors in 2 files"),
        ])
    func cause(output: String, code: Int32, words: String) throws {
        let failure = try failure(output)
        #expect(failure.exitCode == code)
        #expect(failure.summary.contains(words))
        #expect(!failure.summary.contains("\n"))
    }

    @Test("a directory without a package is refused with what to do")
    func noPackage() {
        #expect(throws: ToolchainError.self) { try WorkerPackage("/nowhere/at/all") }
        let error = #expect(throws: ToolchainError.self) { try WorkerPackage("/") }
        #expect(error?.description.contains("no Package.swift") == true)
    }
}
