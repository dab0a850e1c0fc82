import Foundation
import Testing

@testable import Toolchain

@Suite("Files of a worker's dependencies")
final class DependencyFilesTests {
    private let folder = NSTemporaryDirectory() + "swiftlet-dependencies-\(UUID().uuidString)"
    private var worker: String { folder + "/worker" }

    init() throws {
        try write("sdk/Package.swift")
        try write("sdk/Sources/One.swift")
        try write("worker/Package.swift")
        try write("worker/Sources/Worker.swift")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ path: String, _ text: String = "") throws {
        let file = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func list() -> DependencyFiles {
        DependencyFiles(SourceTree(roots: ["\(folder)/sdk/Sources", "\(worker)/Sources"]), outside: worker)
    }

    @Test("a file that comes or goes is noticed, one that is edited is not")
    func comesAndGoes() throws {
        let files = list()
        #expect(files.isCurrent(outside: worker))
        try write("sdk/Sources/One.swift", "edited")
        #expect(files.isCurrent(outside: worker))
        try write("sdk/Sources/Two.swift")
        #expect(!files.isCurrent(outside: worker))
        try FileManager.default.removeItem(atPath: "\(folder)/sdk/Sources/Two.swift")
        #expect(files.isCurrent(outside: worker))
        try FileManager.default.removeItem(atPath: "\(folder)/sdk/Sources/One.swift")
        #expect(!files.isCurrent(outside: worker))
    }

    @Test("the worker's own files are SwiftPM's business")
    func own() throws {
        let files = list()
        try write("worker/Sources/New.swift")
        #expect(files.isCurrent(outside: worker))
    }

    @Test("what was written is read again")
    func written() throws {
        let files = list()
        #expect(DependencyFiles(worker) == nil)
        try files.write(worker)
        #expect(DependencyFiles(worker) == files)
    }
}
