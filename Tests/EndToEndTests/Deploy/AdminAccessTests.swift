import Foundation
import Testing

@Suite("Who may use the admin API")
struct AdminAccessTests {
    @Test("the socket is the owner's alone, one that a killed host left is replaced, and it goes with the host")
    func socket() throws {
        let host = try DeployingServer()
        let mode = try FileManager.default.attributesOfItem(atPath: host.admin.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        host.stop(SIGKILL)
        #expect(FileManager.default.fileExists(atPath: host.admin.path))
        try host.startAgain()
        #expect(try host.admin.get("/v1/status").status == 200)
        host.stop()
        #expect(!FileManager.default.fileExists(atPath: host.admin.path))
    }

    /// A host that listens on TCP, its certificate, and what asks it.
    private final class Remote {
        let host: DeployingServer
        let url: String

        init() throws {
            let folder = try TemporaryFolder()
            try Certificate.make("localhost", in: folder)
            try Certificate.make("deployer", in: folder)
            let hashes = try ["read", "deploy", "all"].map { scope in
                let digest = try Command("sh", "-c", "printf %s token-\(scope) | sha256sum").output.prefix(64)
                return "{ name = \"\(scope)\", sha256 = \"\(digest)\", scope = \"\(scope)\" }"
            }
            // Free a moment ago.
            let port = try Socket.listen().port
            let (certificate, key) = (folder.path("localhost.pem"), folder.path("localhost.key"))
            let admin = """
                listen = "127.0.0.1:\(port)"
                certificates = [{ certificate = "\(certificate)", key = "\(key)" }]
                client_authorities = "\(folder.path("deployer.pem"))"
                clients = [{ name = "deployer", scope = "deploy" }]
                tokens = [\(hashes.joined(separator: ", "))]
                """
            host = try DeployingServer(.init(admin: admin), folder: folder)
            url = "https://127.0.0.1:\(port)"
        }

        /// The status, and the body.
        func ask(_ arguments: String...) throws -> (status: String, text: String) {
            let options = ["--cacert", host.folder.path("localhost.pem"), "-w", "\n%{http_code}"]
            let result = try Command(arguments: ["curl", "-s"] + options + arguments)
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
        }
    }

    @Test("over TLS a token or a client certificate says what somebody may do")
    func scopes() throws {
        let remote = try Remote()
        let (status, version) = ("\(remote.url)/v1/status", "\(remote.url)/v1/workers/shop/versions")
        let module = try remote.host.folder.write("one.wasm", Guest.saying("one"))
        func bearer(_ scope: String) -> String { "Authorization: Bearer token-\(scope)" }
        func deploy(_ scope: String) throws -> (status: String, text: String) {
            try remote.ask(
                "-H", bearer(scope), "-H", "Content-Type: application/wasm", "--data-binary", "@\(module)", version)
        }

        #expect(try remote.ask(status).status == "401")
        #expect(try remote.ask("-H", bearer("wrong"), status).status == "401")
        #expect(try remote.ask("-H", bearer("read"), status).status == "200")
        let read = try deploy("read")
        #expect(read.status == "403")
        #expect(try JSON(read.text)["remedy"].text?.isEmpty == false)
        #expect(try remote.host.get().status == 503)
        #expect(try deploy("deploy").status == "201")
        #expect(try remote.host.get().text == "one")
        #expect(try remote.ask("-H", bearer("deploy"), "-X", "DELETE", "\(remote.url)/v1/workers/shop").status == "403")

        let (own, key) = (remote.host.folder.path("deployer.pem"), remote.host.folder.path("deployer.key"))
        #expect(try remote.ask("--cert", own, "--key", key, status).status == "200")
        let removal = try remote.ask("--cert", own, "--key", key, "-X", "DELETE", "\(remote.url)/v1/workers/shop")
        #expect(removal.status == "403", "its scope is deploy")
        #expect(try remote.ask("-H", bearer("all"), "-X", "DELETE", "\(remote.url)/v1/workers/shop").status == "200")
        #expect(try remote.host.get().status == 503)
    }

    @Test("without TLS nobody is answered on that port, and no token is ever logged")
    func plain() throws {
        let remote = try Remote()
        let plain = remote.url.replacing("https", with: "http")
        let answer = try Command("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "\(plain)/v1/status")
        #expect(answer.output == "000")
        _ = try remote.ask("-H", "Authorization: Bearer very-secret-guess", "\(remote.url)/v1/status")
        _ = try remote.ask("-H", "Authorization: Bearer token-all", "\(remote.url)/v1/status")
        try remote.host.server.waitUntilPrinted("refused")
        #expect(!remote.host.server.output.contains("very-secret-guess"))
        #expect(!remote.host.server.output.contains("token-all"))
    }
}
