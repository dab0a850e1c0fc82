import Testing

@testable import Toolchain

@Suite("Names of workers")
struct TemplateNameTests {
    @Test(
        "A name gives module and type as SwiftPM and Swift want them",
        arguments: [
            ("hello", "hello", "Hello"), ("my-worker", "my_worker", "MyWorker"),
            ("edge_gate2", "edge_gate2", "EdgeGate2"),
            ("a", "a", "A"), ("myWorker", "myWorker", "MyWorker"), ("a--b-", "a__b_", "AB"),
        ])
    func names(name: String, module: String, type: String) throws {
        let worker = try WorkerName(name)
        #expect(worker.name == name)
        #expect(worker.module == module)
        #expect(worker.type == type)
    }

    @Test(
        "A type that the SDK, Swift or a template has gets another name",
        arguments: ["request", "key-ring", "set", "issue"])
    func collisions(name: String) throws {
        let worker = try WorkerName(name)
        #expect(worker.type.hasSuffix("Worker"))
        #expect(worker.module.lowercased() != worker.type.lowercased())
    }

    @Test("No name can be a type that a template declares", arguments: Template.allCases)
    func declared(template: Template) throws {
        let files = template.files(try WorkerName("zzz"), .path("/sdk"))
        for file in files where file.path.hasPrefix("Sources/") {
            for match in file.text.matches(of: /(?:struct|enum|class) (\w+)/) where match.1 != "Zzz" {
                #expect(ReservedNames.types.contains(String(match.1)), "\(match.1) of \(file.path)")
            }
        }
    }

    @Test(
        "What will not do is refused on one line, with a name that will",
        arguments: [
            ("my worker", "my-worker"), ("", "my-worker"), ("..", "my-worker"), ("-x", "x"), ("3d", "d"),
            ("a.b", "a-b"),
            ("wörker", "wrker"), ("class", "class-worker"), ("Self", "Self-worker"), ("Swiftlet", "Swiftlet-worker"),
            ("test", "test-worker"), ("swift-http-types", "swift-http-types-worker"), ("main", "main-worker"),
            ("guest", "guest-worker"), ("a\nb", "a-b"), ("日本", "my-worker"), ("_x", "x"),
        ])
    func refused(name: String, suggestion: String) {
        let error = #expect(throws: ToolchainError.self) { try WorkerName(name) }
        #expect(error?.kind == .usage)
        #expect(
            error?.description.hasSuffix("; try: swiftlet new \(suggestion)") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false)
        #expect(throws: Never.self) { try WorkerName(suggestion) }
    }

    @Test("A long name is refused, and not repeated in full")
    func long() {
        let error = #expect(throws: ToolchainError.self) { try WorkerName(String(repeating: "a", count: 100_000)) }
        #expect((error?.description.utf8.count ?? .max) < 300)
    }

    @Test(
        "A path is taken apart",
        arguments: [("a/b", "swiftlet new b --directory a"), ("/tmp/x", "swiftlet new x --directory /tmp")])
    func path(path: String, command: String) {
        let error = #expect(throws: ToolchainError.self) { try WorkerName(path) }
        #expect(error?.description.hasSuffix(command) == true)
    }
}
