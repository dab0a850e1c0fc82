import Foundation
import Testing

/// Modules that were not made with the SDK: docs/abi.md and worker_abi.h are all that they are made from.
@Suite("Workers in C")
struct CWorkerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func serve(_ module: String, settings: String = "") throws -> RunningServer {
        try RunningServer(
            """
            [workers.c]
            path = "\(module)"
            \(settings)
            [[routes]]
            match = "*/*"
            worker = "c"

            """)
    }

    /// What lies between a fence of this language and its end.
    private func snippet(_ language: String, of page: String) throws -> String {
        let text = try String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)
        let parts = text.components(separatedBy: "```\(language)\n")
        return try #require(parts.dropFirst().first?.components(separatedBy: "\n```").first)
    }

    /// The page's program, built by the page's command.
    private func buildFromPage(_ change: (String) -> String = { $0 }) throws -> String {
        try folder.write("hello.c", change(try snippet("c", of: "docs/abi.md")).utf8)
        let command = try snippet("sh", of: "docs/abi.md")
            .replacing("Sources/Guest/", with: Repository.root.path(percentEncoded: false) + "/Sources/Guest/")
        let script = """
            cd '\(folder.path(""))'
            PATH="$(dirname "$(readlink -f "$(command -v swiftc)")"):$PATH"
            \(command)
            """
        let built = try Command("/bin/sh", "-c", script)
        try #require(built.exitCode == 0, "\(built.errors)")
        return folder.path("hello.wasm")
    }

    @Test("workers/c-hello reads a field and a variable, logs and answers")
    func example() throws {
        let module = folder.path("c-hello.wasm")
        let script = Repository.root.appending(path: "workers/c-hello/build.sh").path(percentEncoded: false)
        let built = try Command(script, module)
        try #require(built.exitCode == 0, "\(built.errors)")
        let server = try serve(module, settings: "env = { GREETING = \"good morning\" }")
        let response = try server.get("/", fields: "x-user: ada\r\n")
        #expect(response.status == 200 && response["Content-Type"] == "text/plain; charset=utf-8")
        #expect(response.text == "good morning, ada\n")
        try server.waitUntilPrinted("good morning, ada")
        #expect(try server.get("/").text == "good morning, stranger\n")
    }

    @Test("the program in docs/abi.md, built as the page says, answers")
    func page() throws {
        #expect(try serve(try buildFromPage()).get("/").text == "hello from C\n")
    }

    @Test("a module of another ABI version is refused, with the versions that this host speaks")
    func otherVersion() throws {
        let module = try buildFromPage { $0.replacing("return SWIFTLET_ABI_VERSION;", with: "return 1;") }
        let run = try Command(Repository.binary, "invoke", module)
        #expect(run.exitCode != 0)
        #expect(run.errors.contains("ABI version 1, this host speaks 2"), "\(run.errors)")
    }
}
