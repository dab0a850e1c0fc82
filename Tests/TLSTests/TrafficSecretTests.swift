import Testing

@testable import TLS

/// The vectors of RFC 8448 section 3, "Simple 1-RTT Handshake".
@Suite struct TrafficSecretTests {
    @Test("the key and the IV of a client's secret open the records that RFC 8448 has from it")
    func client() throws {
        let secret = try #require(Vector.secret("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"))
        let key = try secret.key(owner: 1, opens: true)
        #expect(Vector.bytes(of: key) == Vector.bytes("17422dda596ed5d9acd890e3c63f5051"))
        #expect(Vector.nonce(of: key) == Vector.bytes("5b78923dee08579033e523d9"))
        #expect(!key.isLong)
        var reader = try RecordReader(secret: secret, opener: TLSOutput().opener)
        let records = Vector.bytes(
            """
            17030300 43a23f70 54b62c94 d0affafe 8228ba55 cbefacea 42f914aa 66bcab3f 2b9819a8 a5b46b39 5bd54a9a \
            20441e2b 62974e1f 5a6292a2 977014bd 1e3deae6 3aeebb21 694915e4
            """)
        #expect(try Vector.read(&reader, records) == Array(0..<50))
        let alert = Vector.bytes("17030300 13c98727 60655666 b74d7ff1 153efd6d b6d0b0e3")
        #expect(try Vector.read(&reader, alert) == nil)
        reader.erase()
    }

    @Test("the key and the IV of a server's secret are those of RFC 8448, and seal what it has")
    func server() throws {
        let secret = try #require(Vector.secret("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643"))
        var key = try secret.key(owner: 1, opens: false)
        #expect(Vector.bytes(of: key) == Vector.bytes("9f02283b6c9c07efc26bb9f2ac92e356"))
        #expect(Vector.nonce(of: key) == Vector.bytes("cf782b88dd83549aadf1e984"))
        let output = TLSOutput()
        let text: [UInt8] = Array(0..<50)
        // Its first record is a ticket's, which has other bytes here.
        for _ in 1...2 {
            output.clear()
            try unsafe text.withUnsafeBytes { text in
                try unsafe output.sealer.seal(text.baseAddress!, text.count, type: 23, with: &key, into: output)
            }
        }
        let record = Vector.bytes(
            """
            17030300 432e937e 11ef4ac7 40e538ad 36005fc4 a46932fc 3225d05f 82aa1b36 e30efaf9 7d90e6df fc602dcb \
            501a59a8 fcc49c4b f2e5f0a2 1c0047c2 abf33254 0dd032e1 67c2955d
            """)
        #expect(unsafe Array(output.bytes) == record)
    }

    @Test("each next secret and its keys are others, for both hashes", arguments: [32, 48])
    func next(count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: count)
        var secret = try #require(unsafe bytes.withUnsafeBytes { unsafe TrafficSecret($0) })
        #expect(secret.isLong == (count == 48))
        var keys = [Vector.bytes(of: try secret.key(owner: 1, opens: true))]
        #expect(keys[0].count == (count == 48 ? 32 : 16))
        for _ in 1...3 {
            try secret.advance()
            keys.append(Vector.bytes(of: try secret.key(owner: 1, opens: true)))
        }
        #expect(Set(keys).count == 4)
    }

    @Test("what is no secret of a known hash is none", arguments: [0, 16, 31, 33, 47, 49, 64])
    func lengths(count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        let secret = unsafe bytes.withUnsafeBytes { unsafe TrafficSecret($0) }
        #expect(secret == nil)
    }
}
