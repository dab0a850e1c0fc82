import Foundation
import Testing

/// The forms in which `swiftlet bench` gives its results away.
struct BenchOutputTests {
    private let folder: TemporaryFolder
    private let suite: String
    private let module: String

    init() throws {
        folder = try TemporaryFolder()
        suite = try folder.write(
            "bench.toml", Array("[[cases]]\nname = \"home\"\nbudget = { cost = 100 }\n".utf8))
        module = try folder.write("w.wasm", CountingWorker.module(rounds: 100))
    }

    private func bench(_ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "bench", module, "--suite", suite] + arguments)
    }

    @Test("files, annotations and the table come out of one run, and its exit code stays")
    func all() throws {
        let command = try bench(
            "--junit", folder.path("bench.xml"), "--html", folder.path("bench.html"), "--summary",
            folder.path("summary.md"), "--history", folder.path("history.jsonl"), "--annotations")
        #expect(command.exitCode == 1)
        #expect(command.output.contains("::error"), "\(command.everything)")
        #expect(command.output.contains("home"))
        #expect(try folder.text("bench.xml").contains("<failure"))
        #expect(try folder.text("bench.html").contains("</html>"))
        #expect(try folder.text("summary.md").contains("home"))
        #expect(try folder.text("history.jsonl").split(separator: "\n").count == 1)
    }

    @Test("--json prints the object and nothing else, whatever else is asked for")
    func json() throws {
        let command = try bench("--json", "--annotations")
        let object = try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any]
        #expect(object?["passed"] as? Bool == false)
        #expect(command.errors.contains("::error"))
    }

    @Test("runs add up in the history, the summary is appended, a broken line of history is named and kept")
    func again() throws {
        try folder.write("summary.md", Array("# build\n".utf8))
        _ = try bench("--history", folder.path("h"), "--summary", folder.path("summary.md"))
        let first = try folder.text("h")
        try folder.write("h", Array((first + "broken\n").utf8))
        let second = try bench("--history", folder.path("h"), "--summary", folder.path("summary.md"))
        #expect(second.errors.contains("h:2: skipped: "), "\(second.everything)")
        #expect(try folder.text("h").split(separator: "\n").count == 3)
        let summary = try folder.text("summary.md")
        #expect(summary.hasPrefix("# build\n"))
        #expect(summary.ranges(of: "home").count >= 2)
    }

    @Test("a file that is no history is not written over, and one that cannot be written is told")
    func refused() throws {
        let file = try folder.write("notes.txt", Array("dear diary\n".utf8))
        let command = try bench("--history", file)
        #expect(command.exitCode == 65)
        #expect(command.errors.contains("is no history of swiftlet bench"), "\(command.everything)")
        #expect(try folder.text("notes.txt") == "dear diary\n")
        let nowhere = try bench("--junit", "/nonexistent/bench.xml")
        #expect(nowhere.exitCode == 74)
        #expect(nowhere.errors.contains("/nonexistent/bench.xml"), "\(nowhere.everything)")
    }
}
