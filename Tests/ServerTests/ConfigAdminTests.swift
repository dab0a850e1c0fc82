import Testing

@testable import Server

struct ConfigAdminTests {
    let fixture: ConfigFixture

    init() throws { fixture = try ConfigFixture() }

    private func token(_ digest: String) throws -> [UInt8]? {
        let text = completeStart + "[admin]\ntokens = [{ name = \"ci\", sha256 = \"\(digest)\", scope = \"read\" }]\n"
        return try fixture.parse(text).admin?.tokens.first?.digest
    }

    @Test("A token's hash may be written in digits of either case")
    func digits() throws {
        let bytes = [UInt8](repeating: 0xab, count: 32)
        #expect(try token(String(repeating: "ab", count: 32)) == bytes)
        #expect(try token(String(repeating: "aB", count: 32)) == bytes)
    }

    @Test(
        "What is no hash is refused, and not repeated: it may be the token",
        arguments: ["open-sesame", "abcdef", "q!q!"])
    func noHash(_ text: String) throws {
        let error = try #require(throws: ConfigError.self) { try token(text) }
        #expect(error.issues.count == 1)
        #expect(error.description.contains("is no SHA-256"))
        #expect(!error.description.contains(text))
    }

    @Test("Without an admin API each worker has one version, with it as many as may be ready")
    func versions() throws {
        let workers = "[workers.a]\npath = \"hello.wasm\"\n[workers.b]\npath = \"hello.wasm\"\n"
        #expect(try fixture.parse(completeStart + workers).versionsReadyMax == 2)
        let deploy = "[admin]\n[deploy]\nworkers = 3\npreviews = 4\n"
        #expect(try fixture.parse(completeStart + workers + deploy).versionsReadyMax == 30)
    }
}
