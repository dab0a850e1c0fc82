import Foundation
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

    @Test("sources at the top of a package are looked at, and what comes beside them")
    func flatPackage() throws {
        let package = try folder(["Package.swift", "Main.swift", "Sub/More.swift", ".build/x.swift"])
        defer { try? FileManager.default.removeItem(atPath: package) }
        let manifest = BuildManifest(
            """
            commands:
              "C.flat-wasm.module":
                inputs: ["\(package)/Main.swift","\(package)/Sub/More.swift"]
                args: ["swiftc"]
            """)
        let roots = SourceTree.roots(manifest, scratch: package + "/.build/swiftlet")
        #expect(roots == [package])
        let tree = SourceTree(roots: roots)
        #expect(
            Set(tree.files.keys) == Set(["Package.swift", "Main.swift", "Sub/More.swift"].map { "\(package)/\($0)" }))
    }

    @Test("links that lead around in a circle are not followed", .timeLimit(.minutes(1)))
    func circle() throws {
        let package = try folder(["Package.swift", "Sources/a/A.swift"])
        defer { try? FileManager.default.removeItem(atPath: package) }
        for name in ["one", "two", "three"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(package)/Sources/a/\(name)", withDestinationPath: "..")
        }
        let tree = SourceTree(roots: [package + "/Sources"])
        #expect(Set(tree.files.keys) == ["\(package)/Sources/a/A.swift", "\(package)/Package.swift"])
    }

    /// With these files in it, empty.
    private func folder(_ files: [String]) throws -> String {
        let path = FileManager.default.temporaryDirectory.path() + "source-tree-\(UUID().uuidString)"
        for file in files {
            let place = "\(path)/\(file)"
            try FileManager.default.createDirectory(
                atPath: String(place[..<place.lastIndex(of: "/")!]), withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: place))
        }
        return path
    }
}
