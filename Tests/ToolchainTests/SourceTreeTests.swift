import Testing

@testable import Toolchain

@Suite("What a module was made from")
struct SourceTreeTests {
    private let old = SourceTree(roots: ["/s"], files: ["/s/A b.swift": "1 10", "/s/B.swift": "2 20"])

    @Test("a file that was written is a change")
    func changed() {
        var new = old
        new.files["/s/B.swift"] = "2 21"
        #expect(new.changes(since: old) == ["/s/B.swift"])
        #expect(old.changes(since: old) == [])
    }

    @Test("a file that came or went is more than a change")
    func cameOrWent() {
        var more = old
        more.files["/s/C.swift"] = "3 30"
        #expect(more.changes(since: old) == nil)
        #expect(old.changes(since: more) == nil)
    }

    @Test("what was written during the build counts as changed")
    func duringBuild() {
        var record = old
        record.distrust(since: 15)
        #expect(old.changes(since: record) == ["/s/B.swift"])
    }

    @Test("it is the same after being kept on disk")
    func kept() {
        let text = old.text("swiftpm") + SourceTree(roots: [], files: ["/x": "1 1"]).text("direct")
        #expect(SourceTree(text: text, kind: "swiftpm") == old)
        #expect(SourceTree(text: "swiftpm file 1", kind: "swiftpm") == nil)
    }
}
