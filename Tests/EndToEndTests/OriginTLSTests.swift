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

        func proxied(_ settings: String) -> String {
            """
            [origins.secure]
            url = "https://127.0.0.1:\(port)"
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
