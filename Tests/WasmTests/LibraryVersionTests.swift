import Testing

@testable import Wasm

@Suite("The library's version")
struct LibraryVersionTests {
    @Test("The loaded library is of the series that the declarations belong to")
    func loaded() throws {
        let version = try #require(try LibraryVersion.loaded())
        #expect(EngineSettings.libraryVersion.hasPrefix(version + "."))
    }

    @Test(
        "What is no such artifact has no version",
        arguments: [[], [0, 2, 0x35], [1, 2, 0x35, 0x30], [0, 0], [0, 1, 0x78]])
    func malformed(section: [UInt8]) {
        #expect(LibraryVersion.text(in: Array(repeating: 0x7F, count: 64) + section) == nil)
    }

    @Test("More slots than there is address space for are refused, not fatal")
    func addressSpace() {
        var settings = EngineSettings()
        settings.allocation = .pool(slots: 1_000_000)
        let error = #expect(throws: WasmError.self) { try Engine(settings) }
        #expect(error?.description.contains("address space") == true)
    }
}
