import Testing

@testable import Deploy

@Suite("Settings of a version")
struct VersionSettingsTests {
    private func settings(_ count: Int) -> VersionSettings {
        let names = (0..<count).map { "NAME_\($0)" }
        return VersionSettings(variables: Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
    }

    @Test("as many as are read again are kept, and one more is refused before anything is written")
    func most() throws {
        let files = try StoreSample.filled()
        let store = try StoreSample.open(files)
        var draft = try StoreSample.draft(StoreSample.module("settings"))
        _ = try store.putModule(StoreSample.module("settings"))
        draft.settings = settings(VersionSettings.namesMax)
        let number = try store.addVersion(draft, to: StoreSample.shop).number
        draft.settings = settings(VersionSettings.namesMax + 1)
        let error = #expect(throws: DeployError.self) { _ = try store.addVersion(draft, to: StoreSample.shop) }
        #expect(error?.kind == .limit && error?.problem == "a version would have 1025 variables of 1024")
        #expect(store.versions(of: StoreSample.shop).last?.number == number)
        store.close()
        let again = try StoreSample.open(files)
        #expect(again.versions(of: StoreSample.shop).last?.content.settings.variables.count == 1024)
        #expect(again.repairs.isEmpty)
    }

    @Test("what the configuration could not name is no variable", arguments: ["", "A B", "A\u{1B}[2J", "../a"])
    func names(_ name: String) {
        let error = #expect(throws: DeployError.self) { try VersionSettings(variables: [name: "x"]).check() }
        #expect(error?.kind == .input)
        #expect(error?.description.unicodeScalars.contains { $0.value < 0x20 } == false)
    }
}
