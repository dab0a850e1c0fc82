import Foundation
import Testing

@testable import Toolchain

@Suite("Packages of templates", .serialized)
struct TemplatePackageTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "swiftlet-new-\(UUID().uuidString)")

    /// Calls `body` with an empty directory, which is removed then.
    private func inFolder(_ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path(percentEncoded: false))
    }

    private func package(in parent: String) throws -> NewPackage {
        try NewPackage(WorkerName("my-worker"), .hello, in: parent, sdk: "file:///sdk.git")
    }

    private func entries(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }

    @Test("Everything is there afterwards, and nothing else")
    func whole() throws {
        try inFolder { parent in
            let package = try package(in: parent)
            let files = try package.write()
            #expect(try entries(parent) == ["my-worker"])
            let written = try #require(FileManager.default.enumerator(atPath: package.directory)).compactMap {
                $0 as? String
            }
            #expect(Set(files).isSubset(of: written))
            let expected = Template.hello.files(package.name, package.sdk)
            for file in expected {
                let text = try String(contentsOfFile: "\(package.directory)/\(file.path)", encoding: .utf8)
                #expect(text == file.text)
            }
        }
    }

    @Test("What has that name already is refused, and left as it is", arguments: ["file", "directory", "link"])
    func taken(kind: String) throws {
        try inFolder { parent in
            let path = parent + "/my-worker"
            switch kind {
            case "file": try "x".write(toFile: path, atomically: false, encoding: .utf8)
            case "directory": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/nonexistent")
            }
            let error = #expect(throws: ToolchainError.self) { try package(in: parent) }
            #expect(error?.kind == .usage)
            #expect(try entries(parent) == ["my-worker"])
        }
    }

    @Test("A directory that somebody makes in the meantime is not replaced")
    func race() throws {
        try inFolder { parent in
            let package = try package(in: parent)
            try FileManager.default.createDirectory(atPath: package.directory, withIntermediateDirectories: false)
            #expect(throws: ToolchainError.self) { try package.write() }
            #expect(try entries(parent) == ["my-worker"])
            #expect(try entries(package.directory).isEmpty)
        }
    }

    @Test("Interrupted in the middle, nothing is left")
    func interrupted() throws {
        try inFolder { parent in
            let package = try package(in: parent)
            var held = sigset_t()
            unsafe sigemptyset(&held)
            unsafe sigaddset(&held, SIGINT)
            var before = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
            pthread_kill(pthread_self(), SIGINT)
            let error = #expect(throws: ToolchainError.self) { try package.write() }
            // Takes the signal away: it must not end the tests.
            var number: Int32 = 0
            unsafe sigwait(&held, &number)
            unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
            #expect(error?.kind == .system)
            #expect(try entries(parent).isEmpty)
        }
    }

    @Test("Inside a checkout the SDK's path is relative, so that the checkout can be moved")
    func relative() throws {
        try inFolder { parent in
            for directory in ["Sources/Guest/Swiftlet", "workers/new"] {
                try FileManager.default.createDirectory(
                    atPath: "\(parent)/\(directory)", withIntermediateDirectories: true)
            }
            try "".write(toFile: "\(parent)/Sources/Guest/Package.swift", atomically: false, encoding: .utf8)
            let sdk = "\(parent)/Sources/Guest"
            let inside = try NewPackage(WorkerName("a"), .hello, in: "\(parent)/workers/new", sdk: sdk)
            #expect(inside.sdk == .path("../../../Sources/Guest"))
            let outside = try NewPackage(WorkerName("a"), .hello, in: "/tmp", sdk: sdk)
            #expect(outside.sdk == .path(sdk))
        }
    }

    @Test("Where nothing can be made, the error says where", arguments: ["/nonexistent", "/proc"])
    func nowhere(parent: String) {
        let error = #expect(throws: ToolchainError.self) { _ = try package(in: parent).write() }
        #expect(error?.description.contains(parent) == true)
    }
}
