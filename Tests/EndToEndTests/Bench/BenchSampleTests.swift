import Foundation
import Testing

/// docs/samples and the command lines of the guides: what is copied from there works.
@Suite("Samples for CI")
struct BenchSampleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: "docs/\(path)"), encoding: .utf8)
    }

    private func yaml(_ sample: String) throws -> PlainYAML { try PlainYAML(parsing: text("samples/\(sample)")) }

    /// Shell scripts of a sample, each as CI runs it.
    private func scripts(_ sample: String) throws -> [String] {
        let root = try yaml(sample)
        if let steps = root["jobs"]?["cost"]?["steps"]?.items { return steps.compactMap { $0["run"]?.text } }
        let job = try #require(root["bench"])
        return ["before_script", "script"].flatMap { job[$0]?.items ?? [] }.compactMap(\.text)
    }

    /// Lines of a script that call us.
    private func calls(_ script: String) -> [String] {
        script.replacing("\\\n", with: " ").split(separator: "\n")
            .map { $0.drop { $0 == " " || $0 == "$" } }.filter { $0.hasPrefix("swiftlet bench") }.map(String.init)
    }

    /// The real command with a line's options, where there is nothing to measure.
    private func run(_ line: String) throws -> Command {
        let script = """
            cd '\(folder.path(""))' && export GITHUB_STEP_SUMMARY=summary.md
            swiftlet() { '\(Repository.binary)' "$@"; }
            \(line)
            """
        return try Command("bash", "-euc", script)
    }

    @Test("a workflow of GitHub is YAML with steps that do something, by actions that are pinned")
    func github() throws {
        let root = try yaml("github-actions.yml")
        #expect(root["on"]?["push"]?["branches"]?.items.first?.text == "main")
        let steps = try #require(root["jobs"]?["cost"]?["steps"]?.items)
        #expect(steps.count > 4)
        for step in steps {
            #expect((step["run"] == nil) != (step["uses"] == nil))
            if let action = step["uses"]?.text {
                #expect(action.wholeMatch(of: /[a-z-]+\/[a-z-]+@[0-9a-f]{40}/) != nil, "\(action)")
            }
        }
    }

    @Test("a pipeline of GitLab is YAML with a script, and knows where the tests' results are")
    func gitlab() throws {
        let job = try #require(try yaml("gitlab-ci.yml")["bench"])
        #expect(job["script"]?.items.isEmpty == false)
        #expect(job["artifacts"]?["reports"]?["junit"]?.text == "bench.xml")
    }

    @Test("what a sample lets the shell do is shell", arguments: ["github-actions.yml", "gitlab-ci.yml"])
    func shell(sample: String) throws {
        let scripts = try scripts(sample)
        #expect(scripts.count > 2)
        for (number, script) in scripts.enumerated() {
            // What GitHub puts in there is text by then.
            let file = try folder.write("\(number).sh", script.replacing(/\$\{\{.*?\}\}/, with: "x").utf8)
            let command = try Command("bash", "-n", file)
            #expect(command.exitCode == 0, "\(script)\(command.errors)")
        }
    }

    @Test("what a sample calls us with is known to us", arguments: ["github-actions.yml", "gitlab-ci.yml"])
    func options(sample: String) throws {
        let lines = try scripts(sample).flatMap { calls($0) }
        #expect(lines.count == 1)
        for line in lines {
            let command = try run("\(line) /nonexistent.wasm")
            #expect(command.exitCode == 64 && command.errors.contains("no such file"), "\(line): \(command.everything)")
        }
        let unknown = try run("swiftlet bench --fast /nonexistent.wasm")
        #expect(unknown.errors.contains("Usage:"))
    }

    @Test("what the guides call us with is known to us", arguments: ["bench-wall.md", "ci.md"])
    func guides(page: String) throws {
        let lines = try calls(text(page))
        #expect(!lines.isEmpty)
        for line in lines {
            // Nobody listens there, and there is no worker here.
            let command = try run(line.replacing("shop.example", with: "127.0.0.1:1"))
            #expect([64, 65, 69].contains(command.exitCode), "\(line): \(command.everything)")
            #expect(!command.errors.contains("Usage:"), "\(line): \(command.everything)")
        }
    }

    @Test(
        "what is not YAML is not taken for it",
        arguments: [
            "a: 1\na: 2\n", "a:\n\tb: 1\n", "a: b: c\n", "a: 'b\n", "a: \"b\" c\n", "a: 1\n  b: 2\n", "a: @b\n",
            "- a\nb: 1\n", "a:\n    b: 1\n  c: 2\n", " a: 1\n", "",
        ])
    func mistakes(text: String) {
        #expect(throws: EndToEndError.self) { try PlainYAML(parsing: text) }
    }
}
