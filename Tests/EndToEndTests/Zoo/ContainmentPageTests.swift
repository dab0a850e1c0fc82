import Foundation
import Testing

@Suite("docs/containment.md")
struct ContainmentPageTests {
    private let file = Repository.root.appending(path: "docs/containment.md")

    @Test("says what the tests of the zoo declare")
    func isCurrent() throws {
        if ProcessInfo.processInfo.environment["SWIFTLET_WRITE_PAGES"] == "1" {
            try ContainmentPage.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let page = try String(contentsOf: file, encoding: .utf8)
        #expect(page == ContainmentPage.text, "write it anew: \(ContainmentPage.rewrite)")
    }

    @Test("has a row per sin, and no two rows of the same name")
    func names() {
        #expect(Set(ZooSin.all.map(\.testDescription)).count == ZooSin.all.count)
        #expect(Set(ZooModule.all.map(\.name)).count == ZooModule.all.count)
        #expect(Set(ZooSin.all.map(\.deed)).count == ZooSin.all.count)
    }
}
