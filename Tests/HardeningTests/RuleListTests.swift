import Testing

@testable import Hardening

@Suite struct RuleListTests {
    @Test("what is allowed twice is one rule, and writing holds reading")
    func files() {
        var rules = Landlock()
        rules.allow("/a", .write)
        rules.allow("/a", .read)
        rules.allow("/b", .read)
        rules.allow("/b", .read)
        #expect(
            rules.files == [
                Landlock.FileRule(path: "/a", access: .write), Landlock.FileRule(path: "/b", access: .read),
            ])
    }

    @Test("ports are sorted, none twice")
    func ports() {
        var rules = Landlock()
        for port: UInt16 in [443, 80, 443] { rules.allow(port: port) }
        #expect(rules.ports == [80, 443])
    }
}
