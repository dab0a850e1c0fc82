import Foundation
import Testing

/// One package for all of them, in .build: built from nothing once. Each test puts its sources back first.
@Suite("swiftlet build", .serialized)
struct BuildCommandTests {
    private let package: String
    private let source: String
    private static let good = """
        import Swiftlet

        @main
        struct Tried: Worker {
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response { .text("tried\\n") }
        }

        """

    init() throws {
        let sdk = Repository.root.appending(path: "Sources/Guest").path(percentEncoded: false)
        let folder = Repository.root.appending(path: ".build/test-packages/tried")
        let sources = folder.appending(path: "Sources/tried")
        package = folder.path(percentEncoded: false)
        source = sources.appending(path: "Tried.swift").path(percentEncoded: false)
        if !FileManager.default.fileExists(atPath: source) {
            try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
            let manifest = """
                // swift-tools-version: 6.3
                import PackageDescription

                let package = Package(
                    name: "tried",
                    dependencies: [.package(name: "swiftlet-sdk", path: "\(sdk)")],
                    targets: [
                        .executableTarget(
                            name: "tried", dependencies: [.product(name: "Swiftlet", package: "swiftlet-sdk")])
                    ]
                )
                """
            try Data(manifest.utf8).write(to: folder.appending(path: "Package.swift"))
        }
        try write(Self.good)
    }

    private func build(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "build", package] + arguments)
    }

    private func module() throws -> Data {
        try Data(contentsOf: URL(filePath: package + "/.build/swiftlet/tried.wasm"))
    }

    private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: source)) }

    @Test("a changed source gives the module that SwiftPM would give, byte for byte")
    func direct() throws {
        #expect(try build().exitCode == 0)
        try write(Self.good.replacing("tried\\n", with: "changed\\n"))
        let direct = try build("--json")
        #expect(direct.exitCode == 0)
        #expect(direct.output.contains("\"compile\":"))
        let module = try module()
        #expect(module.firstRange(of: Data("changed".utf8)) != nil)
        try FileManager.default.removeItem(atPath: package + "/.build/swiftlet/swiftlet.record")
        let whole = try build("--json")
        #expect(whole.output.contains("\"swift build\":"))
        #expect(try self.module() == module)
        #expect(try build().output.contains("nothing had changed"))
    }

    @Test("what does not compile is said with place and hint, and the module that was there stays")
    func mistake() throws {
        #expect(try build().exitCode == 0)
        let before = try module()
        try write(
            Self.good.replacing(".text(\"tried\\n\")", with: "let p: any P = 1\n        return .text(p.text)")
                + "protocol P { var text: String { get } }\nextension Int: P { var text: String { \"one\" } }\n")
        let failed = try build()
        #expect(failed.exitCode == 65)
        #expect(failed.output.isEmpty)
        #expect(failed.errors.contains("Tried.swift:5:"))
        #expect(failed.errors.contains("hint: "))
        #expect(failed.errors.hasSuffix("does not build: 1 error\n"))
        #expect(try module() == before)
        let json = try build("--json")
        #expect(json.exitCode == 65)
        #expect(json.output.hasPrefix("{\"error\":"))
    }

    @Test("SIGINT ends it with 130 and one line, and the next build works")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        try write(Self.good + "// interrupted\n")
        try? FileManager.default.removeItem(atPath: package + "/.build/swiftlet/swiftlet.record")
        let process = try ChildProcess(
            [Repository.binary, "build", package], output: folder.path("output"), errors: folder.path("errors"))
        // Its child is SwiftPM, which needs a second.
        let children = "/proc/\(process.id)/task/\(process.id)/children"
        while process.isRunning, (try? String(contentsOfFile: children, encoding: .utf8))?.isEmpty != false {
            usleep(1000)
        }
        process.signal(SIGINT)
        #expect(process.wait() == 130)
        // On a slow machine stages are told before.
        let lines = try folder.text("errors").split(separator: "\n").filter { !$0.hasPrefix("build: ") }
        #expect(lines == ["swiftlet build: interrupted"])
        #expect(try build().exitCode == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: package + "/.build/swiftlet")
        #expect(!names.contains { $0.contains(".new.") })
    }

    @Test("a module that cannot be written whole is not written")
    func fileLimit() throws {
        let folder = try TemporaryFolder()
        #expect(try build().exitCode == 0)
        let output = folder.path("out.wasm")
        let limited = try Command(
            "sh", "-c", "ulimit -f 8; exec \(Repository.binary) build \(package) --output \(output)")
        #expect(limited.exitCode == 74)
        #expect(limited.errors.contains("ulimit -f"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path(percentEncoded: false)).isEmpty)
    }

    @Test("--output puts the module and its debug information elsewhere")
    func output() throws {
        let folder = try TemporaryFolder()
        #expect(try build("--output", folder.path("out.wasm")).exitCode == 0)
        #expect(try Data(contentsOf: URL(filePath: folder.path("out.wasm"))) == module())
        #expect(FileManager.default.fileExists(atPath: folder.path("out.wasm.debug")))
    }

    @Test("a package that was copied with all that was built is built from its own sources")
    func copied() throws {
        #expect(try build().exitCode == 0)
        let copy = Repository.root.appending(path: ".build/test-packages/copied").path(percentEncoded: false)
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: package, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try Data(Self.good.replacing("tried\\n", with: "copied\\n").utf8).write(
            to: URL(filePath: copy + "/Sources/tried/Tried.swift"))
        let built = try Command(Repository.binary, "build", copy)
        #expect(built.exitCode == 0, "\(built.errors)")
        let module = try Data(contentsOf: URL(filePath: copy + "/.build/swiftlet/tried.wasm"))
        #expect(module.firstRange(of: Data("copied".utf8)) != nil)
        #expect(try self.module().firstRange(of: Data("copied".utf8)) == nil)
    }

    @Test("a directory that is no package is refused in one line")
    func noPackage() throws {
        let folder = try TemporaryFolder()
        for directory in [folder.url.path(percentEncoded: false), folder.path("none")] {
            let failed = try Command(Repository.binary, "build", directory)
            #expect(failed.exitCode == 65)
            #expect(failed.errors.split(separator: "\n").count == 1)
            #expect(failed.errors.contains("swiftlet new"))
        }
    }

    @Test("a module that is no worker is refused")
    func noWorker() throws {
        try write("@main struct Tried { static func main() {} }\n")
        let failed = try build()
        #expect(failed.exitCode == 65)
        #expect(failed.errors.contains("import Swiftlet"))
    }
}
