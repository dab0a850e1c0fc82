import Foundation
import Testing

@Suite("swiftlet new")
struct NewCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func new(_ arguments: String..., variables: [String: String] = [:]) throws -> Command {
        try Command(in: folder.path(""), variables: variables, [Repository.binary, "new"] + arguments)
    }

    private func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
    }

    @Test("four lines say what was made and what to do next")
    func lines() throws {
        let result = try new("my-worker")
        #expect(result.exitCode == 0, "\(result.everything)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.first?.hasPrefix("made my-worker: ") == true)
        #expect(result.output.contains("  cd my-worker\n"))
        #expect(result.output.contains("  swiftlet dev "))
        #expect(result.output.contains("  swift test "))
        #expect(try entries() == ["my-worker"])
        #expect(try folder.text("my-worker/Package.swift").contains("Sources/Guest\")"))
    }

    @Test("--json says the same to a program")
    func json() throws {
        let result = try new("my-worker", "--json", "--template", "ab", "--sdk", "https://example.com/swiftlet-sdk.git")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["name"] as? String == "my-worker")
        #expect(object["module"] as? String == "my_worker")
        #expect(object["template"] as? String == "ab")
        #expect((object["directory"] as? String)?.hasSuffix("/my-worker") == true)
        let files = try #require(object["files"] as? [String])
        for file in files { #expect(throws: Never.self) { try folder.text("my-worker/\(file)") } }
        #expect(try folder.text("my-worker/Package.swift").contains(#"(url: "https://example.com/swiftlet-sdk.git""#))
    }

    @Test(
        "a name that will not do: one line, 64, nothing made",
        arguments: ["my worker", "", "..", ".", "../x", "class", "Swiftlet", "test", "wörker", "a/b", "a\nb", "3"])
    func badName(name: String) throws {
        let result = try new("--", name)
        #expect(result.exitCode == 64)
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.everything)")
        #expect(result.errors.contains("swiftlet new "))
        #expect(result.output.isEmpty)
        #expect(try entries().isEmpty)
    }

    @Test("what is there already is left as it is")
    func existing() throws {
        try folder.write("my-worker/mine", "x".utf8)
        let result = try new("my-worker")
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("is there already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("my-worker")) == ["mine"])
    }

    @Test("without an SDK: 69, and how to name one")
    func noSDK() throws {
        let missing = try new("my-worker", variables: ["SWIFTLET_SDK_PACKAGE": "/nonexistent"])
        #expect(missing.exitCode == 69)
        #expect(missing.errors.contains("SWIFTLET_SDK_PACKAGE"))

        try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: false)
        // By cp: a descriptor of ours, open for writing, could be in the child that another test is starting.
        #expect(try Command("cp", Repository.binary, folder.path("bin/swiftlet")).exitCode == 0)
        let lonely = try Command(
            in: folder.path(""), ["env", "-u", "SWIFTLET_SDK_PACKAGE", "bin/swiftlet", "new", "x"])
        #expect(lonely.exitCode == 69)
        #expect(lonely.errors.contains("--sdk") && lonely.errors.contains("SWIFTLET_SDK_PACKAGE"))
        #expect(try entries() == ["bin"])
    }

    @Test("a directory that is no SDK, and one that is not there: 64")
    func wrongDirectories() throws {
        #expect(try new("my-worker", "--sdk", "/usr").exitCode == 64)
        #expect(try new("my-worker", "--directory", "nowhere").exitCode == 64)
        #expect(try entries().isEmpty)
    }

    @Test("where a file cannot be written to its end, nothing is left")
    func fullDisk() throws {
        // No file may grow beyond 1 KiB: the error is another one than a full disk's, the way out is the same.
        let result = try Command(
            in: folder.path(""), ["sh", "-c", "ulimit -f 2; exec \"$0\" new x --template ab", Repository.binary])
        #expect(result.exitCode == 74, "\(result.everything)")
        #expect(result.errors.contains("cannot write "))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(try entries().isEmpty)
    }

    @Test("--help lists the templates and shows examples")
    func help() throws {
        let result = try new("--help")
        #expect(result.exitCode == 0)
        for word in ["EXAMPLES", "hello ", "ab ", "bff ", "proxy ", "gate ", "--sdk", "--directory"] {
            #expect(result.output.contains(word), "\(word)")
        }
        let templates = result.output.split(separator: "\n").drop { $0 != "TEMPLATES" }.dropFirst().prefix(5)
        #expect(templates.allSatisfy { $0.hasPrefix("  ") && $0.count <= 80 }, "a line each")
    }
}
