import Testing

@testable import Swiftlet

@Suite struct JWKSTests {
    private func set(_ keys: String...) throws -> JWKS {
        try JWKS(json: Bytes(copying: #"{"keys":[\#(keys.joined(separator: ","))]}"#))
    }

    @Test("Keys of no use are skipped, the others kept in their order")
    func skipped() throws {
        let keys = try set(
            #"{"kty":"oct","kid":"a","k":"c2VjcmV0"}"#, #"{\#(Vectors.rsa),"kid":"b"}"#, "7", "[]", "null",
            #"{\#(Vectors.p256),"use":"enc"}"#, #"{\#(Vectors.ed25519),"kid":"c"}"#)
        #expect(keys.keys.map { $0.id?.text } == ["b", "c"])
        #expect(try set().keys.isEmpty)
    }

    @Test(
        "What is no key set is an error, not an empty set",
        arguments: [
            "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[}"#, #"{"keys":[]} x"#, #"{"keys":null}"#,
            "{\"keys\":[\"\u{0}\"]}",
        ])
    func malformed(text: String) {
        #expect(throws: JWTError.key) { try JWKS(json: Bytes(copying: text)) }
    }

    @Test("A key set has at most 64 keys and 256 KiB")
    func bounded() throws {
        func set(_ count: Int) throws(JWTError) -> JWKS {
            let list = [String](repeating: "{}", count: count).joined(separator: ",")
            return try JWKS(json: Bytes(copying: #"{"keys":[\#(list)]}"#))
        }
        #expect(try set(64).keys.isEmpty)
        #expect(throws: JWTError.key) { try set(65) }
        let padding = String(repeating: " ", count: JWKS.bytesMax)
        #expect(throws: JWTError.key) { try JWKS(json: Bytes(copying: #"{"keys":[]}\#(padding)"#)) }
    }

    @Test("A kid chooses among the keys; one that no key has leaves those without a name")
    func chosen() throws {
        var keys = try set(
            #"{\#(Vectors.rsa),"kid":"a"}"#, #"{\#(Vectors.p256),"kid":"b"}"#, #"{\#(Vectors.ed25519),"kid":"b"}"#)
        #expect(keys.keys(for: Bytes("a")).map(\.algorithm) == [.rs256])
        #expect(keys.keys(for: Bytes("b")).map(\.algorithm) == [.es256, .edDSA])
        #expect(keys.keys(for: Bytes("c")).isEmpty && keys.keys(for: Bytes()).isEmpty)
        #expect(keys.keys(for: nil).count == 3)
        keys.append(try .hs256(Tokens.secret))
        #expect(keys.keys(for: Bytes("c")).map(\.algorithm) == [.hs256])
    }

    @Test("Whatever a key set is made of, reading it ends")
    func mutations() throws {
        let seeds = [
            #"{"keys":[{\#(Vectors.p256),"kid":"a","use":"sig","key_ops":["verify"]}]}"#,
            #"{"keys":[{\#(Vectors.ed25519)},{"kty":"RSA","n":"AQ","e":"AQAB","alg":"RS256"}]}"#,
        ]
        var taken = 0
        for bytes in Mutations(of: seeds, extra: "{}[]\",:=-_\\", count: 5000) {
            if let keys = try? JWKS(json: Bytes(copying: bytes)) { taken += keys.keys.count }
        }
        #expect(taken > 0)
    }
}
