import Testing

@testable import Deploy

struct WorkerNameTests {
    @Test(
        "A name of letters, digits, hyphens, underscores and dots is one",
        arguments: ["a", "shop", "Shop_2.eu-west", "...", "-", String(repeating: "x", count: 64)])
    func plain(_ text: String) throws {
        #expect(try WorkerName(text).text == text)
    }

    @Test(
        "What could lead out of the store, or is no name, is refused",
        arguments: [
            "", ".", "..", "../etc", "a/b", "/", "a\0", "a b", "é", "a\n", String(repeating: "x", count: 65), "%2e%2e",
        ])
    func refused(_ text: String) throws {
        let error = try #require(throws: DeployError.self) { try WorkerName(text) }
        #expect(error.kind == .input)
        #expect(error.description.contains("is no name of a worker"))
        #expect(error.description.allSatisfy { !$0.isNewline })
    }
}
