import Foundation
import Testing

/// One package in .build, a copy of workers/hello: built from nothing once.
@Suite("A package, deployed into a running host", .serialized)
struct PackageDeployTests {
    private let package = Repository.root.appending(path: ".build/test-packages/deployed")
    private var source: URL { package.appending(path: "Sources/hello/Hello.swift") }
    private static let original = Repository.root.appending(path: "workers/hello")

    /// Its sources as they are in the repository, with smoke requests.
    private func prepare() throws {
        let files = FileManager.default
        for path in ["Sources/hello", "Tests/helloTests"] {
            let (from, to) = (Self.original.appending(path: path), package.appending(path: path))
            try? files.removeItem(at: to)
            try files.createDirectory(at: to.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: from, to: to)
        }
        let sdk = Repository.root.appending(path: "Sources/Guest").path(percentEncoded: false)
        let manifest = try String(contentsOf: Self.original.appending(path: "Package.swift"), encoding: .utf8)
        try write(manifest.replacing("../../Sources/Guest", with: sdk), to: package.appending(path: "Package.swift"))
        try smoke("hello")
    }

    /// Only what differs: a newer file is built again.
    private func write(_ text: String, to file: URL) throws {
        guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private func smoke(_ words: String) throws {
        try write(
            "[[smoke]]\npath = \"/cart\"\nexpect = { status = 200, contains = \"\(words)\" }\n",
            to: package.appending(path: "worker.toml"))
    }

    /// What a package is built with is here.
    private func canBuild() throws -> Bool {
        let doctor = try CommandedHost.object(try Command(Repository.binary, "doctor", "--json").output)
        let findings = try #require(doctor["findings"] as? [[String: Any]])
        let missing = ["Swift", "worker SDK"].filter { subject in
            !findings.contains { $0["subject"] as? String == subject && $0["level"] as? String != "failed" }
        }
        if !missing.isEmpty { print("skipped: a package is deployed only where there is: \(missing)") }
        return missing.isEmpty
    }

    @Test("it is built, answers its smoke requests and goes live; a version that does not answer them changes nothing")
    func story() throws {
        guard try canBuild() else { return }
        try prepare()
        let host = try CommandedHost()
        let path = package.path(percentEncoded: false)
        func deploy() throws -> Command { try host.run("deploy", path, "--name", "shop", "--commit", "c0ffee") }
        func answer() throws -> String { try host.server.get("/").text }

        let first = try deploy()
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(first.output.hasPrefix("shop v1 is live in "))
        #expect(try answer() == "hello, world\n")
        let told = try host.object("versions", "shop", "v1")
        #expect(told["smoke_requests"] as? Int == 1)
        let provenance = try #require(told["provenance"] as? [String: Any])
        #expect(provenance["commit"] as? String == "c0ffee")
        #expect((provenance["toolchain"] as? String)?.hasPrefix("Swift 6") == true)

        let text = try String(contentsOf: source, encoding: .utf8)
        try write(text.replacing("hello, world", with: "good bye"), to: source)
        let refused = try deploy()
        #expect(refused.exitCode == 1, "\(refused.output)")
        #expect(
            refused.errors.contains("at step smoke: smoke request 1, GET /cart: its body does not contain"),
            "\(refused.errors)")
        #expect(try answer() == "hello, world\n")

        try smoke("good bye")
        let second = try deploy()
        #expect(second.output.hasPrefix("shop v2 is live in "), "\(second.errors)")
        #expect(try answer() == "good bye\n")

        // What does not compile is told before the host is asked.
        try write("import Swiftlet\nlet x: Int = \"\"\n", to: source)
        let broken = try deploy()
        #expect(broken.exitCode == 65, "\(broken.errors)")
        #expect(try answer() == "good bye\n")
    }
}
