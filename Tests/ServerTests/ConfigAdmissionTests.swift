import Testing

@testable import Server

@Suite struct ConfigAdmissionTests {
    static let cases = [
        ConfigMistakeTests.Case(
            "[limits]\nisolates = 10\n[workers.w]\npath = \"hello.wasm\"\nlimits = { concurrency = 11 }",
            "swiftlet.toml:7: workers.w.limits: concurrency (11) is more than limits.isolates (10), which counts it too; lower concurrency or raise [limits] isolates"
        ),
        ConfigMistakeTests.Case(
            "[workers.w]\npath = \"hello.wasm\"\nlimits = { concurrency = 3, reserved = 4 }",
            "swiftlet.toml:5: workers.w.limits: reserved (4) is more than concurrency (3), which it is a part of; lower reserved or raise concurrency"
        ),
        ConfigMistakeTests.Case(
            "[limits]\nisolates = 10\n[workers.a]\npath = \"hello.wasm\"\nlimits = { reserved = 6 }\n[workers.b]\npath = \"hello.wasm\"\nlimits = { reserved = 5 }",
            "swiftlet.toml:7: workers.a.limits.reserved: with it 11 places are reserved, and limits.isolates (10) has fewer; lower it or raise [limits] isolates"
        ),
        ConfigMistakeTests.Case(
            "[limits]\nisolates = 10\n[workers.a]\npath = \"hello.wasm\"\nlimits = { reserved = 10 }\n[workers.b]\npath = \"hello.wasm\"\nlimits = { reserved = 0 }",
            "swiftlet.toml:7: workers.a.limits.reserved: with it 10 places are reserved, and limits.isolates (10) leaves none to workers without; lower it or raise [limits] isolates"
        ),
        ConfigMistakeTests.Case(
            "[workers.w]\npath = \"hello.wasm\"\nlimits = { queue_wait = \"2m\" }",
            "swiftlet.toml:5: workers.w.limits.queue_wait: \"2m\" is out of range; write a whole number and us, ms, s, m or h, from \"0s\" to \"1m\""
        ),
    ]

    @Test("places that cannot be had get one line", arguments: cases)
    func mistakes(_ mistake: ConfigMistakeTests.Case) throws {
        #expect(try ConfigFixture().mistakes(completeStart + mistake.text) == [mistake.line])
    }

    @Test("what is reserved by default never makes a mistake by itself")
    func defaults() throws {
        let workers = (0..<20).map { "[workers.w\($0)]\npath = \"hello.wasm\"\n" }.joined()
        #expect(try ConfigFixture().mistakes("\(completeStart)[limits]\nisolates = 1\n\(workers)") == [])
    }
}
