import Foundation
import Testing

/// A secret reaches its worker, and nothing else that anybody can read.
@Suite("Secrets")
struct SecretTests {
    private static let value = "s3cr3t-c0ffee-4711"
    /// The secret's length is in the status.
    private static let program = """
        int32_t length = swiftlet_secret((const uint8_t *)"TOKEN", 5, room, sizeof room);
        if (area[head->target.offset + 1] == 't') __builtin_trap();
        answer.status = 200 + length;
        """
    private let folder: TemporaryFolder
    private let module: String

    init() throws {
        folder = try TemporaryFolder()
        module = try CModule.build("keeper", fetch: Self.program, in: folder)
        try folder.write("token.txt", (Self.value + "\n").utf8)
    }

    /// One line per secret, so that a test may break it.
    private func sections(_ secret: String) -> String {
        """
        [workers.keeper]
        path = "\(module)"
        [workers.keeper.secrets]
        TOKEN = \(secret)
        [[routes]]
        match = "*/*"
        worker = "keeper"

        """
    }

    @Test("The worker has it; neither the server's output nor its access log has, whatever happens")
    func serve() throws {
        let server = try RunningServer(
            sections("{ file = \"token.txt\" }"),
            settings: "threads = 1\nlog_level = \"trace\"\naccess_log = \"stdout\"",
            folder: folder)
        #expect(try server.get("/").status == 200 + Self.value.utf8.count)
        #expect(try server.get("/trap").status == 500)
        try server.waitUntilPrinted("keeper")
        try server.waitUntilPrinted("/trap")
        #expect(!server.output.contains(Self.value))
        let check = try Command(Repository.binary, "check", "--config", folder.path("swiftlet.toml"))
        #expect(check.exitCode == 0)
        #expect(!(check.output + check.errors).contains(Self.value))
    }

    @Test("invoke takes it from a file, and prints it no more than inspect does")
    func invoke() throws {
        let run = try Command(
            Repository.binary, "invoke", module, "--verbose", "--secret", "TOKEN=\(folder.path("token.txt"))")
        #expect(run.output.hasPrefix("HTTP/1.1 \(200 + Self.value.utf8.count)"))
        let broken = try Command(
            Repository.binary, "invoke", module, "--url", "/trap", "--json", "--secret",
            "TOKEN=\(folder.path("token.txt"))")
        #expect(broken.exitCode == 1)
        // Who forgets the name of the file has put the secret there.
        let wrong = try Command(Repository.binary, "invoke", module, "--secret", Self.value)
        #expect(wrong.exitCode == 64)
        let inspect = try Command(Repository.binary, "inspect", module)
        #expect(inspect.exitCode == 0)
        for command in [run, broken, wrong, inspect] {
            #expect(!(command.output + command.errors).contains(Self.value))
        }
    }

    @Test("A file that is not there ends the start with code 78, and says which")
    func missing() throws {
        let text =
            "listeners = [{ address = \"127.0.0.1:0\", cleartext = true }]\n" + sections("{ file = \"none.txt\" }")
        let file = try folder.write("broken.toml", text.utf8)
        let check = try Command(Repository.binary, "check", "--config", file)
        #expect(check.exitCode == 78)
        #expect(check.errors.contains("workers.keeper.secrets.TOKEN.file: there is no"), "\(check.errors)")
    }
}
