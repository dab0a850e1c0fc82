import Testing

@Suite("TLS")
struct TLSTests {
    private func exchange(_ tls: TLSChannel, _ socket: Socket) throws -> RawResponse {
        let client = RawClient(over: tls, socket)
        try client.send("GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return try client.response()
    }

    @Test("versions 1.2 and 1.3 are spoken", arguments: TLSChannel.Version.allCases)
    func versions(version: TLSChannel.Version) throws {
        let server = try RunningServer(Routes.fixed)
        let socket = try Socket.connect(port: server.port(.tls))
        let tls = try TLSChannel(over: socket, version: version)
        #expect(tls.version == version.name)
        #expect(try exchange(tls, socket).text == "fixed\n")
    }

    @Test("older versions are not")
    func olderVersions() throws {
        let server = try RunningServer(Routes.fixed)
        let result = try Command(
            "openssl", "s_client", "-connect", "127.0.0.1:\(server.port(.tls))", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"
        )
        #expect(result.exitCode != 0)
        #expect(try server.get("/fixed", .tls).status == 200)
    }

    @Test("a session is resumed, and not only once", arguments: TLSChannel.Version.allCases)
    func resumption(version: TLSChannel.Version) throws {
        let server = try RunningServer(Routes.fixed)
        var ticket: TLSTicket?
        for number in 0..<3 {
            let socket = try Socket.connect(port: server.port(.tls))
            let tls = try TLSChannel(over: socket, version: version, resuming: ticket)
            #expect(tls.wasResumed == (number > 0))
            #expect(try exchange(tls, socket).status == 200)
            ticket = tls.ticket
        }
    }

    @Test("a session made by one loop is resumed by the others")
    func resumptionAcrossLoops() throws {
        let server = try RunningServer(Routes.fixed, settings: "threads = 4")
        let socket = try Socket.connect(port: server.port(.tls))
        let tls = try TLSChannel(over: socket)
        #expect(try exchange(tls, socket).status == 200)
        let ticket = tls.ticket
        for _ in 0..<16 {
            let socket = try Socket.connect(port: server.port(.tls))
            let tls = try TLSChannel(over: socket, resuming: ticket)
            #expect(tls.wasResumed)
            #expect(try exchange(tls, socket).status == 200)
        }
    }

    @Test(
        "a client may change its keys between requests, and have the server change its own", arguments: [false, true])
    func keyUpdate(asking: Bool) throws {
        let server = try RunningServer(Routes.fixed)
        let socket = try Socket.connect(port: server.port(.tls))
        let tls = try TLSChannel(over: socket)
        for _ in 0..<40 {
            #expect(try exchange(tls, socket).text == "fixed\n")
            try tls.changeKeys(asking: asking)
        }
    }

    @Test("the server name picks the certificate; the first is for everybody else")
    func serverNames() throws {
        let folder = try TemporaryFolder()
        let names = ["one.example.com", "two.example.com"]
        let entries = try names.map { name in
            try Certificate.make(name, in: folder)
            return "{ certificate = \"\(folder.path("\(name).pem"))\", key = \"\(folder.path("\(name).key"))\" }"
        }
        let server = try RunningServer(
            Routes.fixed, certificates: "certificates = [\(entries.joined(separator: ", "))]")
        for (asked, expected) in [(names[0], names[0]), (names[1], names[1]), ("three.example.com", names[0])] {
            let tls = try TLSChannel(over: try .connect(port: server.port(.tls)), serverName: asked)
            #expect(tls.certificateName.contains(expected), "asked for \(asked)")
        }
    }

    @Test("without a certificate in the configuration a self-signed P-256 one is made")
    func selfSigned() throws {
        let server = try RunningServer(Routes.fixed)
        let result = try Command(
            "openssl", "s_client", "-connect", "127.0.0.1:\(server.port(.tls))", "-servername", "localhost")
        #expect(result.output.contains("NIST P-256") || result.output.contains("id-ecPublicKey, 256"))
        #expect(result.output.contains("TLSv1.3"))
    }

    @Test("plain HTTP on a TLS port is refused without harm")
    func plainText() throws {
        let server = try RunningServer(Routes.fixed)
        let socket = try Socket.connect(port: server.port(.tls))
        try socket.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        socket.finishSending()
        while case let bytes = try socket.receive(), !bytes.isEmpty {}
        #expect(try server.get("/fixed", .tls).status == 200)
    }
}
