import Testing

@testable import TLS

@Suite struct HandshakeTests {
    @Test(
        "a client that trusts the certificate gets through, by name and by address",
        arguments: ["localhost", "127.0.0.1", "::1", "cafe.fade"])
    func trusted(name: String) throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(
            for: ["localhost", "127.0.0.1", "::1", "cafe.fade"], serverName: name)
        let pipe = try Pipe(client: client, server: server)
        #expect(!pipe.client.isEstablished)
        try pipe.shakeHands()
        #expect(pipe.client.isEstablished)
        #expect(pipe.server.isEstablished)
        #expect(pipe.client.verificationFailure == nil)
        try pipe.send(fromClient: Array("question".utf8))
        try pipe.send(fromServer: Array("answer".utf8))
        #expect(pipe.atServer == Array("question".utf8))
        #expect(pipe.atClient == Array("answer".utf8))
    }

    @Test("a handshake in single bytes works as one in flights")
    func bytewise() throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let clientOutput = TLSOutput()
        let clientSession = try TLSSession(client: client, output: clientOutput)
        try clientSession.startHandshake()
        let hello = unsafe Array(clientOutput.bytes)
        let pipe = try Pipe(client: client, server: server)
        for byte in hello.dropLast() { try pipe.feedServer([byte]) }
        try pipe.run()
        #expect(pipe.lastFromServer.isEmpty)
        #expect(!pipe.server.isEstablished)
    }

    @Test("a certificate for another host is refused, and the reason is known", arguments: ["other.test", "127.0.0.2"])
    func wrongHost(name: String) throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost", "127.0.0.1"], serverName: name)
        let pipe = try Pipe(client: client, server: server)
        #expect(throws: TLSError.self) { try pipe.shakeHands() }
        #expect(!pipe.client.isEstablished)
        #expect(pipe.client.verificationFailure?.contains("mismatch") == true)
    }

    @Test("a certificate that nobody vouches for is refused, and the reason is known")
    func untrusted() throws {
        let scratch = try Scratch()
        let (client, _) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let stranger = try TLSServerContext(certificates: [TLSCertificate(selfSignedFor: ["localhost"])])
        let pipe = try Pipe(client: client, server: stranger)
        #expect(throws: TLSError.self) { try pipe.shakeHands() }
        #expect(pipe.client.verificationFailure != nil)
    }

    @Test("sessions outlive the last reference to their context")
    func contextReplaced() throws {
        let scratch = try Scratch()
        var contexts: (client: TLSClientContext, server: TLSServerContext)?
        let first = try TLSCertificate(selfSignedFor: ["a.test"])
        let second = try TLSCertificate(selfSignedFor: ["b.test"])
        let file = try scratch.write("b.pem", second.pem())
        contexts = (
            try TLSClientContext(serverName: "b.test", authorities: file),
            try TLSServerContext(certificates: [first, second])
        )
        let pipe = try contexts.map { try Pipe(client: $0.client, server: $0.server) }
        contexts = nil
        // The server's choice of a certificate happens now.
        try #require(pipe).shakeHands()
        #expect(pipe?.client.isEstablished == true)
    }
}
