import Testing

@testable import TLS

@Suite struct RecordTests {
    private func connected() throws -> Pipe {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let pipe = try Pipe(client: client, server: server)
        try pipe.shakeHands()
        return pipe
    }

    @Test("a megabyte goes through in one write, as records of 16 KiB at most")
    func bigWrite() throws {
        let pipe = try connected()
        let bytes = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 4) }
        try pipe.send(fromServer: bytes)
        #expect(pipe.atClient == bytes)
        var lengths: [Int] = []
        var at = 0
        while at + 5 <= pipe.lastFromServer.count {
            let length = Int(pipe.lastFromServer[at + 3]) << 8 | Int(pipe.lastFromServer[at + 4])
            lengths.append(length)
            at += 5 + length
        }
        #expect(at == pipe.lastFromServer.count)
        #expect(lengths.count >= 64)
        // RFC 8446 section 5.2: 2^14 bytes of plaintext and 256 around them.
        #expect(lengths.allSatisfy { $0 <= 16_384 + 256 })
    }

    @Test("writing nothing makes no record")
    func emptyWrite() throws {
        let pipe = try connected()
        try pipe.send(fromServer: [])
        #expect(pipe.lastFromServer.isEmpty)
    }

    @Test("close_notify is seen as an end, after all bytes before it")
    func closeNotify() throws {
        let pipe = try connected()
        try pipe.send(fromServer: Array("last words".utf8))
        #expect(!pipe.clientIsClosed)
        pipe.server.close()
        try pipe.run()
        #expect(pipe.atClient == Array("last words".utf8))
        #expect(pipe.clientIsClosed)
        #expect(!pipe.serverIsClosed)
    }

    @Test("closing before the handshake is over says nothing")
    func closeEarly() throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let pipe = try Pipe(client: client, server: server)
        pipe.server.close()
        try pipe.run()
        #expect(pipe.lastFromServer.isEmpty)
    }

    @Test(
        "garbage instead of a handshake is an error, whatever it is",
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0, count: 64), [UInt8](repeating: 255, count: 64),
            [22, 3, 1, 0, 4, 1, 0, 0, 0], [22, 3, 1, 255, 255] + [UInt8](repeating: 1, count: 300),
        ])
    func garbage(bytes: [UInt8]) throws {
        let scratch = try Scratch()
        let (client, server) = try scratch.contexts(for: ["localhost"], serverName: "localhost")
        let pipe = try Pipe(client: client, server: server)
        let error = #expect(throws: TLSError.self) { try pipe.feedServer(bytes) }
        #expect(error.map { !$0.description.isEmpty } == true)
        #expect(!pipe.server.isEstablished)
        // Nobody else's session is harmed by what is left of it.
        let other = try Pipe(client: client, server: server)
        try other.shakeHands()
        #expect(other.server.isEstablished)
    }

    @Test("a record changed on the way is an error, not data")
    func tampered() throws {
        let pipe = try connected()
        try pipe.server.write(fromString: "secret")
        var bytes = pipe.takeFromServer()
        bytes[bytes.count - 1] ^= 1
        #expect(throws: TLSError.self) { try pipe.feedClient(bytes) }
        #expect(pipe.atClient.isEmpty)
    }

    @Test("drained tells whether ciphertext is left, also the half of a record")
    func drained() throws {
        let pipe = try connected()
        #expect(pipe.client.isDrained)
        try pipe.server.write(fromString: "secret")
        let bytes = pipe.takeFromServer()
        try pipe.feedClient(Array(bytes[..<10]))
        #expect(!pipe.client.isDrained)
        try pipe.feedClient(Array(bytes[10...]))
        #expect(pipe.client.isDrained)
        #expect(pipe.atClient == Array("secret".utf8))
    }
}
