import Foundation
import Testing

@Suite("what the commands for running hosts refuse, and with which exit code")
struct DeployRefusalCommandTests {
    private func expect(
        _ command: Command, _ exitCode: Int32, _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(command.exitCode == exitCode, "\(command.errors)", sourceLocation: sourceLocation)
        #expect(command.errors.contains(text), "\(command.errors)", sourceLocation: sourceLocation)
    }

    @Test("mistakes in options are told before a host is asked")
    func options() throws {
        let folder = try TemporaryFolder()
        let socket = folder.path("nobody.sock")
        func run(_ arguments: String...) throws -> Command {
            try Command(arguments: [Repository.binary] + arguments + ["--host", socket])
        }
        expect(try run("status"), 69, "no host listens at \(socket)")
        expect(try run("versions", "../shop"), 64, "\"../shop\" is no worker's name")
        expect(try run("versions", "shop", "7"), 64, "swiftlet versions: \"7\" is no version: write v7")
        expect(try run("deploy", folder.path("none.wasm")), 64, "no such file or directory")
        let text = try folder.write("text.wasm", "text".utf8)
        expect(try run("deploy", text), 65, "\(text): this is no WebAssembly module")
        expect(try run("rollout", "shop", "v1=60", "v2=50"), 64, "add up to 110 %")
        expect(try run("rollout", "shop", "v1"), 64, "write its share (v1=100)")
        expect(try run("rollout", "shop", "v1", "--guard", "luck<1%"), 64, "cannot be guarded")
        expect(try run("rollout", "shop", "v1", "--steps", "1,100", "--min-requests", "9"), 64, "goes with --guard")
        expect(try run("rollout", "shop", "v1", "--steps", "10,5,100"), 64, "rollout: --steps do not rise")
        expect(try run("rollout", "shop", "v1", "--steps", "100", "--every", "1ms"), 64, "a step lasts 1s to 30d")
        expect(try run("rollout", "shop", "v1", "--every", "soon", "--steps", "100"), 64, "--every soon")
        expect(try run("rollout", "shop", "--pause", "--abort"), 64, "stand alone")
        expect(try run("rotate", "shop"), 64, "swiftlet rotate: name a variable")
        expect(try run("rotate", "shop", "A=1", "--unset", "A"), 64, "\"A\" is named twice")
        expect(try run("tail", "--status", "9xx"), 64, "--status 9xx")
        expect(try run("tail", "--limit", "0"), 64, "--limit takes 1 to")
        expect(try run("explain", "/", "--header", "Host"), 64, "write 'Name: value'")
        expect(try run("status", "--token-file", text), 64, "--token-file is for https URLs")
        try folder.write(
            "package/worker.toml", "[[smoke]]\npath = \"x\"\nexpect = { status = 1, bod = 3 }\n[extra]\n".utf8)
        let smoke = try run("deploy", folder.path("package"))
        expect(smoke, 78, "worker.toml:3: smoke[0].expect.status: 1 is out of range")
        #expect(smoke.errors.split(separator: "\n").count == 4)
        let failed = try run("status", "--json")
        #expect(try CommandedHost.object(failed.output)["error"] as? String != nil)
        expect(try Command(Repository.binary, "status", "--host", "http://edge"), 64, "write a socket's path, or a URL")
    }

    @Test("options that are none are told as everything else is, and as an object where one is wanted")
    func usage() throws {
        for arguments in [
            ["deploy", "--bogus", "--json"], ["rollout", "shop", "v2", "--json"], ["versions", "--json"],
            ["bench", "--rate", "abc", "--json"],
        ] {
            let misused = try Command(arguments: [Repository.binary] + arguments)
            expect(misused, 64, "swiftlet \(arguments[0]): ")
            let error = try #require(try CommandedHost.object(misused.output)["error"] as? String)
            #expect(!error.isEmpty && !error.contains("Usage"))
        }
        let plain = try Command(Repository.binary, "rollout", "shop", "v2")
        expect(plain, 64, "swiftlet rollout: v2: write its share (v2=100)")
        #expect(plain.output.isEmpty)
        let help = try Command(Repository.binary, "rollout", "--help", "--json")
        #expect(help.exitCode == 0 && help.output.contains("EXAMPLES"))
    }

    @Test("a broken file here says how a host is asked all the same, and files that are none are told before")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("swiftlet.toml", "admin = = 1\n".utf8)
        let broken = try Command(in: folder.path("."), [Repository.binary, "status"])
        expect(broken, 78, "name it: --host .swiftlet/admin.sock")
        try Certificate.make("edge", in: folder)
        let (certificate, key) = (folder.path("edge.pem"), folder.path("edge.key"))
        func remote(_ arguments: String...) throws -> Command {
            try Command(
                arguments: [Repository.binary, "status", "--host", "https://127.0.0.1:1"] + arguments)
        }
        expect(try remote("--cert", certificate), 64, "with --key")
        expect(try remote("--ca", key), 64, "--ca: ")
        expect(try remote("--ca", certificate, "--cert", certificate, "--key", key), 69, "no host listens")
    }

    @Test("what a running host refuses has its code, its reason and what to do")
    func refusals() throws {
        let folder = try TemporaryFolder()
        try Certificate.make("edge", in: folder)
        try folder.write("token", "let-me-look\n".utf8)
        let digest = try Command("/bin/sh", "-c", "printf %s let-me-look | sha256sum").output.prefix(64)
        let host = try CommandedHost(
            admin: """
                listen = "127.0.0.1:0"
                certificates = [{ certificate = "edge.pem", key = "edge.key" }]
                tokens = [{ name = "viewer", sha256 = "\(digest)", scope = "read" }]
                """, folder: folder)
        let good = try host.module("good", status: 201)
        expect(try host.run("rollback", "shop"), 1, "waits for its first deployment\n  deploy it")
        expect(try host.run("versions", "nobody"), 1, "no worker is named \"nobody\"")
        #expect(try host.run("deploy", good, "--name", "shop").exitCode == 0)
        expect(try host.run("deploy", good, "--name", "shop", "--expect", "v9"), 75, "at step receive: the baseline")
        expect(try host.run("rollback", "shop"), 1, "no version has answered all requests of shop before v1")
        expect(try host.run("promote", "shop", "v9"), 1, "shop has no version v9")
        expect(try host.run("explain", "ftp://x/"), 1, "is no URL")
        let trap = try CModule.build("trap", fetch: "*(volatile int *)area = 1;", in: folder)
        let damaged = try folder.write("damaged.wasm", Data(contentsOf: URL(filePath: trap)).dropLast(40))
        #expect([1, 65].contains(try host.run("deploy", damaged, "--name", "shop").exitCode))
        #expect(try host.status() == 201)

        let address = try adminURL(host)
        func remote(_ arguments: String...) throws -> Command {
            try Command(arguments: [Repository.binary] + arguments + ["--host", address])
        }
        let (ca, token) = (folder.path("edge.pem"), folder.path("token"))
        expect(try remote("versions", "shop", "--ca", ca), 77, "neither token nor certificate")
        let list = try remote("versions", "shop", "--ca", ca, "--token-file", token)
        #expect(list.exitCode == 0, "\(list.errors)")
        #expect(list.output.contains("v1"))
        expect(try remote("promote", "shop", "--ca", ca, "--token-file", token), 77, "has scope read")
        expect(try remote("status", "--token-file", token), 69, "TLS")
    }

    /// Where the host says that its admin API is.
    private func adminURL(_ host: CommandedHost) throws -> String {
        let match = host.server.output.firstMatch(of: #/admin API on (?:https:\/\/)?(127\.0\.0\.1:\d+)/#)
        return "https://\(try #require(match).1)"
    }

    @Test("a host that wants signatures takes what a listed key signed, and says whose it takes")
    func signatures() throws {
        let folder = try TemporaryFolder()
        let key = folder.path("key.pem")
        let made = try Command(Repository.binary, "keygen", "--out", key, "--json")
        #expect(made.exitCode == 0, "\(made.errors)")
        let object = try CommandedHost.object(made.output)
        let line = try #require(object["public"] as? String)
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        expect(try Command(Repository.binary, "keygen", "--out", key), 73, "is there already")
        #expect(try Command(Repository.binary, "keygen", "--out", folder.path("other.pem")).exitCode == 0)
        try folder.write("override.key", "0123456789abcdef0123456789abcdef\n".utf8)

        let host = try CommandedHost(
            deploy: """
                require_signature = ["\(line)", "other.pub.pem"]
                override_key = { file = "override.key" }
                """, folder: folder)
        try FileManager.default.removeItem(atPath: folder.path("other.pem"))
        #expect(try Command(Repository.binary, "keygen", "--out", folder.path("third.pem")).exitCode == 0)
        let (good, other) = (try host.module("good", status: 201), try host.module("other", status: 202))
        expect(try host.run("deploy", good, "--name", "shop"), 77, "at step verify: the bundle is not signed")
        expect(try host.run("deploy", good, "--name", "shop", "--sign", folder.path("third.pem")), 77, "not allowed")
        expect(try host.run("deploy", good, "--name", "shop", "--sign", good), 65, "no private Ed25519 key")
        #expect(try host.run("deploy", good, "--name", "shop", "--sign", key).exitCode == 0)
        let versions = try host.object("versions", "shop", "v1")
        #expect(versions["signed_by"] as? String == object["id"] as? String)

        // The header gives a tester the version that nobody else has.
        #expect(try host.run("deploy", other, "--name", "shop", "--sign", key, "--no-activate").exitCode == 0)
        let header = try Command(
            Repository.binary, "override", "shop", "v2", "--key", folder.path("override.key"), "--for", "10m")
        #expect(header.exitCode == 0, "\(header.errors)")
        let field = header.output.trimmingCharacters(in: .newlines)
        #expect(try host.server.get("/", fields: field + "\r\n").status == 202)
        #expect(try host.status() == 201)
        let tooLong = try Command(
            Repository.binary, "override", "shop", "v2", "--key", folder.path("override.key"), "--for", "8d")
        expect(tooLong, 64, "7 days")
    }
}
