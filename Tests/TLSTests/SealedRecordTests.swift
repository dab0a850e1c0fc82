import COpenSSL
import Testing

@testable import TLS

/// Records that are made without OpenSSL's `SSL_write`, which OpenSSL reads.
@Suite struct SealedRecordTests {
    private func pair() throws -> (TLSClientContext, TLSServerContext) {
        try Scratch().contexts(for: ["localhost"], serverName: "localhost")
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) } }

    @Test(
        "records of every suite and of lengths around each boundary arrive as they were, both ways",
        arguments: ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
    func suites(name: String) throws {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        #expect(unsafe SSL_set_ciphersuites(pipe.client.ssl, name) == 1)
        try pipe.shakeHands()
        #expect(unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(pipe.client.ssl))) == name)
        // ChaCha is left to OpenSSL, as is every suite of another OpenSSL than those that are known.
        #expect((pipe.server.writeKey != nil) == (isKnown && name.contains("AES")))
        var sent: [UInt8] = []
        for count in [1, 15, 16, 1023, 1024, 1025, 16_383, 16_384, 16_385, 100_000] {
            try pipe.send(fromServer: bytes(count))
            try pipe.send(fromClient: bytes(count))
            sent += bytes(count)
        }
        #expect(pipe.atClient == sent)
        #expect(pipe.atServer == sent)
        pipe.server.close()
        try pipe.run()
        #expect(pipe.clientIsClosed)
    }

    @Test("TLS 1.2 is left to OpenSSL")
    func version12() throws {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        unsafe SSL_ctrl(pipe.client.ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        try pipe.shakeHands()
        #expect(pipe.server.isEstablished)
        #expect(pipe.server.writeKey == nil)
        try pipe.send(fromServer: bytes(40_000))
        #expect(pipe.atClient == bytes(40_000))
    }

    @Test("a peer may ask for other keys at any time, and more than once")
    func keyUpdate() throws {
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        try pipe.shakeHands()
        var sent: [UInt8] = []
        for number in 1...3 {
            try pipe.send(fromServer: bytes(number))
            #expect(unsafe SSL_key_update(pipe.client.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
            try pipe.send(fromClient: [UInt8(number)])
            try pipe.send(fromServer: bytes(20_000 + number))
            sent += bytes(number) + bytes(20_000 + number)
        }
        #expect(pipe.atServer == [1, 2, 3])
        #expect(pipe.atClient == sent)
        pipe.server.close()
        try pipe.run()
        #expect(pipe.clientIsClosed)
    }

    @Test("a key that has sealed as many records as one may is followed by the next, on both sides")
    func worn() throws {
        guard isKnown else { return }
        let (client, server) = try pair()
        let pipe = try Pipe(client: client, server: server)
        try pipe.shakeHands()
        var sent: [UInt8] = []
        for number in 1...20 {
            // Worn at once, and the next after its first record.
            if number >= 5 { pipe.server.writeKey?.recordsMax = 1 }
            if number == 7 { pipe.client.writeKey?.recordsMax = 3 }
            try pipe.send(fromServer: bytes(number))
            // The header of a second record: the change of keys.
            #expect((pipe.lastFromServer.count > 5 + number + 17) == (number >= 5), "record \(number)")
            try pipe.send(fromClient: bytes(number))
            sent += bytes(number)
        }
        #expect(pipe.atClient == sent)
        #expect(pipe.atServer == sent)
        // A client's session does not know its secrets: OpenSSL goes on.
        #expect(pipe.client.writeKey == nil)
    }

    private let isKnown = OPENSSL_version_major() == 3 && OPENSSL_version_minor() <= 1

    @Test("a resumed session is sealed as well")
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
        try second.send(fromServer: bytes(30_000))
        #expect(second.atClient == bytes(30_000))
    }

    @Test("more sessions than have places make their keys again, and their records are the same")
    func places() throws {
        var info = tls12_crypto_info_aes_gcm_128()
        info.info.version = UInt16(TLS1_3_VERSION)
        info.info.cipher_type = UInt16(TLS_CIPHER_AES_GCM_128)
        let sealer = RecordSealer(ciphers: RecordCiphers())
        let reference = RecordSealer(ciphers: RecordCiphers())
        var keys = (0..<2_100).compactMap { _ in unsafe RecordKey(&info, owner: sealer.ciphers.newOwner()) }
        #expect(keys.count == 2_100)
        guard var expected = unsafe RecordKey(&info, owner: reference.ciphers.newOwner()),
            var fresh = unsafe RecordKey(&info, owner: reference.ciphers.newOwner()),
            var last = unsafe RecordKey(&info, owner: sealer.ciphers.newOwner())
        else {
            Issue.record("the key was not taken")
            return
        }
        for round in 1...3 {
            let wanted = try record(reference, &expected, of: round)
            for index in keys.indices {
                let made = try record(sealer, &keys[index], of: round)
                #expect(made == wanted, "session \(index), record \(round)")
            }
        }
        // Who ends gives its place away, and takes nobody else's.
        for key in keys { sealer.ciphers.forget(key) }
        let made = try record(sealer, &last, of: 1)
        let wanted = try record(reference, &fresh, of: 1)
        #expect(made == wanted)
    }

    private func record(_ sealer: RecordSealer, _ key: inout RecordKey, of count: Int) throws -> [UInt8] {
        let output = TLSOutput()
        let text = bytes(count)
        // The type is told to nobody: this compiler falls over it.
        try unsafe text.withUnsafeBytes { text in
            try unsafe sealer.seal(text.baseAddress!, count, type: 23, with: &key, into: output)
        }
        return unsafe Array(output.bytes)
    }
}
