import Testing

@testable import Toolchain

@Suite("Files of templates")
struct TemplateFilesTests {
    private func files(_ template: Template, _ sdk: SDKReference = .path("/opt/sdk")) throws -> [TemplateFile] {
        template.files(try WorkerName("my-worker"), sdk)
    }

    @Test("Each template is a package with sources, tests, configuration and README", arguments: Template.allCases)
    func complete(template: Template) throws {
        let paths = try files(template).map(\.path)
        for path in [
            "Package.swift", "README.md", ".gitignore", "swiftlet.toml", "bench.toml",
            "Sources/my-worker/MyWorker.swift",
            "Tests/my-workerTests/MyWorkerTests.swift",
        ] {
            #expect(paths.contains(path))
        }
        #expect(Set(paths).count == paths.count)
    }

    @Test("Every word is replaced, and files end with one newline", arguments: Template.allCases)
    func filled(template: Template) throws {
        for file in try files(template) {
            #expect(!file.text.contains("{{") && !file.path.contains("{{"), "\(file.path)")
            #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n"), "\(file.path)")
            #expect(!file.text.contains("\t") && !file.text.contains(" \n"), "\(file.path)")
        }
    }

    @Test("The suite's doubles are the configuration's origins, no more and no fewer", arguments: Template.allCases)
    func suite(template: Template) throws {
        let files = try files(template)
        let suite = try #require(files.first { $0.path == "bench.toml" }).text
        let config = try #require(files.first { $0.path == "swiftlet.toml" }).text
        let origins = config.matches(of: /(?m)^\[origins\.([a-z]+)\]/).map { String($0.1) }
        // The cases have tables too.
        let table = suite.split(separator: "[[cases]]", maxSplits: 1)[0]
        let doubles = table.matches(of: /(?m)^([a-z]+) = \{ (?:headers|body|status)/).map { String($0.1) }
        #expect(doubles == origins)
        #expect(suite.contains("[[cases]]\nname = "))
        #expect(suite.contains("expect = { status = "))
    }

    @Test("Braces that are no word stay")
    func braces() throws {
        let file = TemplateFile("{{name}}/{{", "{ {{type}} }} {{other}} {{{module}}")
        let filled = file.filled(try WorkerName("my-worker"))
        #expect(filled.path == "my-worker/{{")
        #expect(filled.text == "{ MyWorker }} {{other}} {my_worker")
    }

    @Test("The README shows what the configuration serves", arguments: Template.allCases)
    func readme(template: Template) throws {
        let files = try files(template)
        let readme = try #require(files.first { $0.path == "README.md" }).text
        let config = try #require(files.first { $0.path == "swiftlet.toml" }).text
        #expect(readme.contains("curl -i http://127.0.0.1:8787/"))
        #expect(config.contains("address = \"127.0.0.1:8787\""))
        #expect(readme.contains(template.summary))
    }
}
