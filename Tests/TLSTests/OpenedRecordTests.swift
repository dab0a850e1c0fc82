import COpenSSL
import Testing

@testable import TLS

/// Records of OpenSSL's client, which a server's session reads without `SSL_read`.
@Suite struct OpenedRecordTests {
    private func pair() throws -> (TLSClientContext, TLSServerContext) {
        try Scratch().contexts(for: ["localhost"], serverName: "localhost")
    }

    private func connected() throws -> Pipe {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        try pipe.shakeHands()
        return pipe
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) } }

    private let isKnown = OPENSSL_version_major() == 3 && OPENSSL_version_minor() <= 1

    @Test(
        "a server reads without OpenSSL from the handshake's end where the suite is AES-GCM",
        arguments: ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
    func suites(name: String) throws {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        #expect(unsafe SSL_set_ciphersuites(pipe.client.ssl, name) == 1)
        try pipe.shakeHands()
        // Before anything has come.
        let hasReader = unsafe pipe.server.reader != nil
        try pipe.send(fromClient: bytes(100_000))
        #expect(pipe.atServer == bytes(100_000))
        #expect(hasReader == (isKnown && name.contains("AES")))
        // OpenSSL has done its part, and is gone with its buffers and secrets.
        #expect(unsafe (pipe.server.ssl == nil) == hasReader)
        #expect(pipe.server.secrets.client == nil || !hasReader)
    }

    @Test("TLS 1.2 is left to OpenSSL")
    func version12() throws {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        unsafe SSL_ctrl(pipe.client.ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        try pipe.shakeHands()
        try pipe.send(fromClient: bytes(40_000))
        try pipe.send(fromServer: bytes(40_000))
        let hasReader = unsafe pipe.server.reader != nil
        #expect(!hasReader)
        #expect(pipe.atServer == bytes(40_000))
        #expect(pipe.atClient == bytes(40_000))
    }

    @Test("the end of a handshake and the first requests in one piece, or in two that are cut anywhere")
    func together() throws {
        let contexts = try pair()
        let length = try lastFlight(in: halfConnected(contexts)).count
        for position in stride(from: 0, through: length, by: 3) {
            let pipe = try halfConnected(contexts)
            let flight = try lastFlight(in: pipe)
            #expect(flight.count == length)
            try pipe.feedServer(Array(flight[..<position]))
            try pipe.feedServer(Array(flight[position...]))
            #expect(pipe.atServer == Array("first".utf8) + bytes(200))
            #expect(pipe.server.isEstablished)
            try pipe.send(fromServer: bytes(10))
            #expect(pipe.atClient == bytes(10))
        }
    }

    /// The server has said all it can without the client's end of the handshake.
    private func halfConnected(_ contexts: (TLSClientContext, TLSServerContext)) throws -> Pipe {
        let pipe = try Pipe(client: contexts.0, server: contexts.1)
        try pipe.client.startHandshake()
        try pipe.feedServer(pipe.takeFromClient())
        return pipe
    }

    /// The client's end of the handshake, and two records of data.
    private func lastFlight(in pipe: Pipe) throws -> [UInt8] {
        try pipe.feedClient(pipe.takeFromServer())
        #expect(pipe.client.isEstablished)
        try pipe.client.write(fromString: "first")
        try pipe.write(fromClient: bytes(200))
        return pipe.takeFromClient()
    }

    @Test("a resumed session is read without OpenSSL, too")
    func resumed() throws {
        let (client, server) = try pair()
        let first = try Pipe(client: client, server: server)
        try first.shakeHands()
        try first.send(fromServer: [1])
        let ticket = unsafe SSL_get1_session(first.client.ssl)
        defer { unsafe SSL_SESSION_free(ticket) }
        let second = try Pipe(client: client, server: server)
        unsafe SSL_set_session(second.client.ssl, ticket)
        try second.shakeHands()
        #expect(unsafe SSL_session_reused(second.client.ssl) == 1)
        try second.send(fromClient: bytes(30_000))
        #expect(second.atServer == bytes(30_000))
        let hasReader = unsafe second.server.reader != nil
        #expect(hasReader == isKnown)
    }

    @Test("both sides may change their keys again and again, in any order, also by themselves")
    func keyUpdates() throws {
        let pipe = try connected()
        var (toServer, toClient): ([UInt8], [UInt8]) = ([], [])
        for number in 1...8 {
            let type = number % 2 == 0 ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED
            #expect(unsafe SSL_key_update(pipe.client.ssl, type) == 1)
            try pipe.send(fromClient: bytes(number * 5_000))
            if number % 3 != 0 {
                try pipe.send(fromServer: bytes(number * 4_000))
                toClient += bytes(number * 4_000)
            }
            toServer += bytes(number * 5_000)
        }
        #expect(pipe.atServer == toServer)
        #expect(pipe.atClient == toClient)
        pipe.server.close()
        try pipe.run()
        #expect(pipe.clientIsClosed)
    }

    @Test("a client's end is seen after all that was before it, and the server may still speak")
    func closeNotify() throws {
        let pipe = try connected()
        try pipe.write(fromClient: bytes(20_000))
        pipe.client.close()
        try pipe.run()
        #expect(pipe.atServer == bytes(20_000))
        #expect(pipe.serverIsClosed)
        try pipe.send(fromServer: bytes(5))
        #expect(pipe.lastFromServer.count == 5 + 5 + 17)
    }

    @Test("a client is told of a record that is changed, once, and nothing more is written or read")
    func tampered() throws {
        let pipe = try connected()
        try pipe.write(fromClient: bytes(100))
        var record = pipe.takeFromClient()
        record[20] ^= 1
        let error = #expect(throws: TLSError.self) { try pipe.feedServer(record) }
        #expect(error?.reason == "a record that nobody with the key has made")
        #expect(pipe.atServer.isEmpty)
        let alert = #expect(throws: TLSError.self) { try pipe.feedClient(pipe.takeFromServer()) }
        #expect(alert?.description.contains("bad record mac") == true)
        #expect(throws: TLSError.self) { try pipe.feedServer([]) }
        #expect(throws: TLSError.self) { try pipe.feedServer(record) }
        #expect(throws: TLSError.self) { try pipe.server.write(fromString: "more") }
        pipe.server.close()
        #expect(pipe.takeFromServer().isEmpty)
    }

    @Test(
        "a client is told of records that cannot be",
        arguments: [
            ([20, 3, 3, 0, 1, 1], "unexpected message"), ([22, 3, 3, 0, 4, 1, 0, 0, 0], "unexpected message"),
            ([23, 3, 3, 255, 255], "record overflow"), ([23, 3, 3, 0, 5, 1, 2, 3, 4, 5], "bad record mac"),
        ] as [([UInt8], String)])
    func impossible(bytes: [UInt8], name: String) throws {
        let pipe = try connected()
        try pipe.send(fromClient: [1])
        #expect(throws: TLSError.self) { try pipe.feedServer(bytes) }
        let alert = #expect(throws: TLSError.self) { try pipe.feedClient(pipe.takeFromServer()) }
        #expect(alert?.description.contains(name) == true, "\(String(describing: alert))")
    }

    @Test("an alert of the client is an error that has its name, and is not answered")
    func alert() throws {
        let pipe = try connected()
        try pipe.send(fromServer: [1])
        // The client refuses what it gets, and says so.
        #expect(throws: TLSError.self) { try pipe.feedClient([22, 3, 3, 0, 4, 1, 0, 0, 0]) }
        let error = #expect(throws: TLSError.self) { try pipe.feedServer(pipe.takeFromClient()) }
        #expect(error?.reason.contains("unexpected_message") == true, "\(String(describing: error))")
        #expect(pipe.takeFromServer().isEmpty)
    }

    @Test("a server that knows its client by a certificate goes on knowing it", arguments: [true, false])
    func clientCertificate(shows: Bool) throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let own = try TLSCertificate(selfSignedFor: ["client"])
        try server.askForClientCertificates(authorities: scratch.write("clients.pem", own.pem()))
        if shows { try client.present(own) }
        let pipe = try Pipe(client: client, server: server)
        try pipe.shakeHands()
        try pipe.send(fromClient: bytes(20_000))
        #expect(pipe.atServer == bytes(20_000))
        #expect(pipe.server.peerCommonName == (shows ? "swiftlet development" : nil))
        let hasReader = unsafe pipe.server.reader != nil
        #expect(hasReader == isKnown)
    }
}
