import Foundation
import Testing

@Suite("Origins over TLS: certificates are verified")
struct OriginTLSTests {
    /// `openssl s_server` as an origin: it answers every GET with a page, and closes.
    private final class SecureOrigin {
        let folder: TemporaryFolder
        let port: UInt16
        private let process: ChildProcess

        init(name: String) throws {
            folder = try TemporaryFolder()
            try Certificate.make(name, in: folder)
            let (socket, port) = try Socket.listen()
            socket.close()
            self.port = port
            process = try ChildProcess(
                [
                    "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder.path("\(name).pem"),
                    "-key", folder.path("\(name).key"), "-www", "-quiet",
                ], output: folder.path("output"), errors: folder.path("errors"))
            try waitUntil("openssl s_server listens") { (try? Socket.connect(port: port)) != nil }
        }

        func proxied(_ settings: String, host: String = "127.0.0.1") -> String {
            """
            [origins.secure]
            url = "https://\(host):\(port)"
            \(settings)
            [[routes]]
            match = "*/*"
            origin = "secure"
            """
        }
    }

    @Test("one whose authority is trusted is asked", arguments: Depth.allCases)
    func trusted(depth: Depth) throws {
        let origin = try SecureOrigin(name: "shop.example.com")
        let server = try RunningServer(
            origin.proxied("ca = \"\(origin.folder.path("shop.example.com.pem"))\"\nserver_name = \"shop.example.com\"")
        )
        let response = try server.get("/", depth)
        #expect(response.status == 200)
        #expect(response.text.contains("TLS"))
    }

    /// Behind the second wall: names are looked up, and such a directory read, when a connection is made.
    @Test("one that has a name, and whose authority the system trusts, is asked", arguments: Depth.allCases)
    func trustedBySystem(depth: Depth) throws {
        let origin = try SecureOrigin(name: "localhost")
        let certificate = origin.folder.path("localhost.pem")
        let hash = try Command("openssl", "x509", "-hash", "-noout", "-in", certificate).output
            .split(separator: "\n").joined()
        let authorities = try TemporaryFolder()
        try authorities.write("\(hash).0", Array(String(contentsOfFile: certificate, encoding: .utf8).utf8))
        let server = try RunningServer(
            origin.proxied("", host: "localhost"), launcher: ["env", "SSL_CERT_DIR=\(authorities.path(""))"])
        #expect(try server.get("/", depth).status == 200)
    }

    @Test("one whose authority is not trusted: 502")
    func untrusted() throws {
        let origin = try SecureOrigin(name: "shop.example.com")
        #expect(try RunningServer(origin.proxied("server_name = \"shop.example.com\"")).get("/").status == 502)
    }

    @Test("one whose certificate is for another name: 502")
    func otherName() throws {
        let origin = try SecureOrigin(name: "shop.example.com")
        let server = try RunningServer(
            origin.proxied("ca = \"\(origin.folder.path("shop.example.com.pem"))\"\nserver_name = \"bank.example.com\"")
        )
        #expect(try server.get("/").status == 502)
    }
}
