import Admin
import Deploy
import Testing

@testable import Server

struct NameRuleTests {
    @Test(
        "Configuration, store and admin API have one rule for a worker's name",
        arguments: [
            "a", "A-1_b.c", ".a", "...", "-", String(repeating: "a", count: 64), "", ".", "..", "a/b", "a b", "\u{E4}",
            "a\u{0}", "a\n", String(repeating: "a", count: 65),
        ])
    func same(_ name: String) {
        let issues = ConfigIssues()
        ConfigDecoder(issues: issues, directory: "/").checkName(name, line: 1, key: "workers")
        let isKept = (try? WorkerName(name)) != nil
        #expect(issues.list.isEmpty == isKept)
        #expect(OperationTable.isName(name) == isKept)
    }
}
