import Testing

@testable import TLS

@Suite struct ServerNameTests {
    @Test(
        "the name that the client asks for chooses the certificate",
        arguments: [("a.test", 0), ("www.b.test", 1), ("c.test", 2)])
    func chosen(name: String, index: Int) throws {
        let scratch = try Scratch()
        let certificates = try [["a.test"], ["*.b.test", "b.test"], ["c.test"]].map {
            try TLSCertificate(selfSignedFor: $0)
        }
        // Only the one expected: they all have the same subject, by which OpenSSL looks among those it trusts.
        let trusted = try scratch.write("trusted.pem", certificates[index].pem())
        let pipe = try Pipe(
            client: TLSClientContext(serverName: name, authorities: trusted),
            server: TLSServerContext(certificates: certificates))
        try pipe.shakeHands()
        #expect(pipe.client.isEstablished)
    }

    @Test("a name that no certificate covers gets the first one, which the client refuses")
    func unknown() throws {
        let scratch = try Scratch()
        let certificates = try ["a.test", "b.test"].map { try TLSCertificate(selfSignedFor: [$0]) }
        let trusted = try scratch.write("trusted.pem", certificates[0].pem())
        let pipe = try Pipe(
            client: TLSClientContext(serverName: "d.test", authorities: trusted),
            server: TLSServerContext(certificates: certificates))
        #expect(throws: TLSError.self) { try pipe.shakeHands() }
        #expect(pipe.client.verificationFailure?.contains("mismatch") == true)
    }

    @Test("a client that names nobody, as one that asks for an address, gets the first certificate")
    func unnamed() throws {
        let scratch = try Scratch()
        let certificates = try [["127.0.0.1"], ["b.test"]].map { try TLSCertificate(selfSignedFor: $0) }
        let trusted = try scratch.write("trusted.pem", certificates[0].pem())
        let pipe = try Pipe(
            client: TLSClientContext(serverName: "127.0.0.1", authorities: trusted),
            server: TLSServerContext(certificates: certificates))
        try pipe.shakeHands()
        #expect(pipe.client.isEstablished)
    }
}
