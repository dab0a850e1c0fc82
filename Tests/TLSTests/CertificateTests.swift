import Testing

@testable import TLS

@Suite struct CertificateTests {
    @Test("a certificate and its key are read from PEM files and used")
    func pair() throws {
        let scratch = try Scratch()
        guard let pair = try scratch.makePair("a", host: "a.test") else { return }
        let certificate = try TLSCertificate(certificatePath: pair.certificate, keyPath: pair.key)
        let pipe = try Pipe(
            client: TLSClientContext(serverName: "a.test", authorities: pair.certificate),
            server: TLSServerContext(certificates: [certificate]))
        try pipe.shakeHands()
        #expect(pipe.client.isEstablished)
    }

    @Test("a key of another certificate is refused, and both files are named")
    func mismatch() throws {
        let scratch = try Scratch()
        guard let a = try scratch.makePair("a", host: "a.test"), let b = try scratch.makePair("b", host: "b.test")
        else { return }
        let error = #expect(throws: TLSError.self) {
            try TLSCertificate(certificatePath: a.certificate, keyPath: b.key)
        }
        let text = try #require(error).description
        #expect(text.contains("b.key is not the key of"))
        #expect(text.contains("a.pem"))
    }

    @Test("files that are missing, empty or swapped are refused, and the file is named")
    func badFiles() throws {
        let scratch = try Scratch()
        let certificate = try scratch.write("a.pem", TLSCertificate(selfSignedFor: ["a.test"]).pem())
        let empty = try scratch.write("empty.pem", [])
        let missing = scratch.path + "/missing.pem"
        let cases = [
            (missing, certificate, "missing.pem: No such file"), (empty, certificate, "empty.pem: holds no PEM"),
            (certificate, missing, "missing.pem: No such file"), (certificate, empty, "empty.pem: no unencrypted"),
            (certificate, certificate, "a.pem: no unencrypted PEM private key"),
        ]
        for (certificatePath, keyPath, message) in cases {
            let error = #expect(throws: TLSError.self) {
                try TLSCertificate(certificatePath: certificatePath, keyPath: keyPath)
            }
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        }
    }

    @Test("trusted roots that cannot be read are an error when the context is made")
    func badAuthorities() throws {
        let scratch = try Scratch()
        let empty = try scratch.write("empty.pem", [])
        for path in [empty, scratch.path + "/missing.pem"] {
            let error = #expect(throws: TLSError.self) { try TLSClientContext(serverName: "a", authorities: path) }
            #expect(error?.description.contains(path) == true)
        }
        #expect(throws: TLSError.self) { try TLSServerContext(certificates: []) }
    }
}
