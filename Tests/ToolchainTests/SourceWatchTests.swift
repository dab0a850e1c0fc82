import Foundation
import Testing

@testable import Toolchain

@Suite("A source watch")
struct SourceWatchTests {
    /// A package in a directory of its own, removed at the end.
    final class Package {
        let directory: String

        init(_ manifest: String = "") throws {
            directory = NSTemporaryDirectory() + "swiftlet-watch-\(UUID().uuidString)"
            try write("Package.swift", manifest)
            try write("Sources/hello/Hello.swift", "// hello\n")
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        func write(_ name: String, _ text: String) throws {
            let path = directory + "/" + name
            let parent = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            // In place: no file beside it, no rename.
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }

        func move(_ name: String, to other: String) throws {
            guard unsafe rename(directory + "/" + name, directory + "/" + other) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
    }

    @Test("tells a saved source, and which root it is of")
    func savedSource() throws {
        let (one, two) = (try Package(), try Package())
        let watch = try SourceWatch([.package(one.directory), .package(two.directory)])
        try two.write("Sources/hello/Hello.swift", "// changed\n")
        let change = try #require(try watch.next())
        #expect(change.roots == [1])
        #expect(change.files.count == 1 && change.files[0].hasSuffix("/Sources/hello/Hello.swift"))
    }

    @Test("takes an editor's save by way of a backup and a rename for one change")
    func renamingSave() throws {
        let package = try Package()
        let watch = try SourceWatch([.package(package.directory)])
        try package.write("Sources/hello/4913", "")
        try package.move("Sources/hello/Hello.swift", to: "Sources/hello/Hello.swift~")
        try package.write("Sources/hello/Hello.swift.tmp", "// changed\n")
        try package.move("Sources/hello/Hello.swift.tmp", to: "Sources/hello/Hello.swift")
        let change = try #require(try watch.next())
        #expect(change.files.map { $0.split(separator: "/").last } == ["Hello.swift"])
        try package.write("Sources/hello/End.swift", "")
        #expect(try watch.next()?.files.map { $0.split(separator: "/").last } == ["End.swift"])
    }

    @Test(
        "passes over what no build reads",
        arguments: [
            ".build/x.swift", ".git/index", "Sources/hello/.Hello.swift.swp", "Sources/hello/#Hello.swift#",
            "Tests/helloTests/T.swift", "README.md", "swiftlet.toml", "Package.resolved",
        ])
    func ignored(_ name: String) throws {
        let package = try Package()
        try package.write(name, "before\n")
        let watch = try SourceWatch([.package(package.directory)])
        try package.write(name, "after\n")
        try package.write("Sources/hello/End.swift", "")
        #expect(try watch.next()?.files.map { $0.split(separator: "/").last } == ["End.swift"])
    }

    @Test("watches directories made later, and what is in them already")
    func newDirectory() throws {
        let package = try Package()
        let watch = try SourceWatch([.package(package.directory)])
        try package.write("Sources/hello/a/b/One.swift", "")
        _ = try #require(try watch.next())
        // Nothing of the first change is told again: this is the second.
        try package.write("Sources/hello/a/b/Two.swift", "")
        var files: [String] = []
        while !files.contains(where: { $0.hasSuffix("a/b/Two.swift") }) {
            files += try #require(try watch.next()).files
        }
    }

    @Test("follows path dependencies, named when it begins or later")
    func pathDependencies() throws {
        let (library, later) = (try Package(), try Package())
        let package = try Package(".package(name: \"library\", path: \"\(library.directory)\")")
        let watch = try SourceWatch([.package(package.directory)])
        try library.write("Sources/hello/Hello.swift", "// changed\n")
        #expect(try watch.next()?.roots == [0])
        try package.write("Package.swift", ".package(path: \"\(later.directory)\")")
        #expect(try watch.next()?.roots == [0])
        try later.write("Sources/hello/Hello.swift", "// changed\n")
        #expect(try watch.next()?.files.first?.contains(later.directory.split(separator: "/").last ?? "?") == true)
    }

    @Test("tells of one file, made, changed and replaced")
    func singleFile() throws {
        let package = try Package()
        let file = package.directory + "/swiftlet.toml"
        let watch = try SourceWatch([.package(package.directory), .file(file)])
        try package.write("swiftlet.toml", "a")
        #expect(try watch.next()?.roots == [1])
        try package.write("other.toml", "b")
        try package.move("other.toml", to: "swiftlet.toml")
        #expect(try watch.next()?.roots == [1])
    }

    @Test("ends when it is told to")
    func stop() throws {
        let package = try Package()
        let watch = try SourceWatch([.package(package.directory)])
        watch.stop()
        #expect(try watch.next() == nil)
    }

    @Test("says which setting to raise when the system allows no more")
    func limits() {
        #expect(SourceWatch.refusal(ENOSPC, "watch x").description.contains("sysctl fs.inotify.max_user_watches="))
        #expect(SourceWatch.refusal(EMFILE, "watch x").description.contains("sysctl fs.inotify.max_user_instances="))
    }

    @Test("reads the paths of dependencies in a manifest")
    func manifest() {
        let text = """
            .package(name: "swiftlet-sdk", path: "../../Sources/Guest"),
            .package( path:"/abs" ), .target(name: "a", path: "Sources/a"), .package(url: "https://x", from: "1.0.0")
            """
        #expect(PathDependencies.paths(in: text) == ["../../Sources/Guest", "/abs", "Sources/a"])
    }
}
