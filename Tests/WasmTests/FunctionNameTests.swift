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
}
