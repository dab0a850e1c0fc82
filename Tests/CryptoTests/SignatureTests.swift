internal import COpenSSL
import Testing

@testable import Crypto

struct SignatureTests {
    static let examples: [(SignatureAlgorithm, Token)] = [
        (.rs256, .rs256), (.es256, .es256), (.eddsa, .eddsa),
    ]

    @Test("The signatures in RFC 7515 and RFC 8037 are genuine", arguments: examples)
    func genuine(_ algorithm: SignatureAlgorithm, _ token: Token) throws {
        #expect(try algorithm.verify(token.signature, over: token.message, key: token.key))
    }

    @Test("One changed bit, anywhere in message or signature, and it is not", arguments: examples)
    func changed(_ algorithm: SignatureAlgorithm, _ token: Token) throws {
        for position in stride(from: 0, to: token.message.count, by: 5) {
            var message = token.message
            message[position] ^= 1
            #expect(try !algorithm.verify(token.signature, over: message, key: token.key))
        }
        for position in stride(from: 0, to: token.signature.count, by: 3) {
            var signature = token.signature
            signature[position] ^= 0x80
            #expect(try !algorithm.verify(signature, over: token.message, key: token.key))
        }
        #expect(ERR_peek_error() == 0)
    }

    @Test("A signature of another length is none", arguments: examples)
    func lengths(_ algorithm: SignatureAlgorithm, _ token: Token) throws {
        let signature = token.signature
        for other in [
            [], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
            [UInt8](repeating: 0, count: signature.count), [UInt8](repeating: 0xff, count: signature.count),
            [UInt8](repeating: 1, count: 100_000),
        ] {
            #expect(try !algorithm.verify(other, over: token.message, key: token.key))
        }
        #expect(ERR_peek_error() == 0)
    }

    @Test("An ECDSA signature in DER, as certificates bear it, is not what RFC 7518 wants")
    func forms() throws {
        let token = Token.es256
        var der = [UInt8](repeating: 0, count: ECDSASignature.byteCountMax)
        let count = unsafe token.signature.withUnsafeBytes { signature in
            unsafe der.withUnsafeMutableBytes { unsafe ECDSASignature.encode(signature, into: $0).count }
        }
        #expect(try !SignatureAlgorithm.es256.verify(Array(der.prefix(count)), over: token.message, key: token.key))
    }

    @Test("r and s become the shortest DER numbers that are not negative")
    func encoding() {
        func encoded(_ r: [UInt8], _ s: [UInt8]) -> [UInt8] {
            func padded(_ number: [UInt8]) -> [UInt8] {
                [UInt8](repeating: 0, count: 32 - number.count) + number
            }
            var room = [UInt8](repeating: 0, count: ECDSASignature.byteCountMax)
            return unsafe (padded(r) + padded(s)).withUnsafeBytes { signature in
                unsafe room.withUnsafeMutableBytes { unsafe Array(ECDSASignature.encode(signature, into: $0)) }
            }
        }
        #expect(encoded([], [1]) == [0x30, 6, 2, 1, 0, 2, 1, 1])
        #expect(encoded([0x80], [0x7f, 0]) == [0x30, 8, 2, 2, 0, 0x80, 2, 2, 0x7f, 0])
        let largest = [UInt8](repeating: 0xff, count: 32)
        #expect(encoded(largest, largest) == [0x30, 70, 2, 33, 0] + largest + [2, 33, 0] + largest)
    }

    @Test("An empty message can be signed (RFC 8032 section 7.1, test 1)")
    func empty() throws {
        let key = KeyWriter.ed25519(bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
        let signature = bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        #expect(try SignatureAlgorithm.eddsa.verify(signature, over: [], key: key))
        #expect(try !SignatureAlgorithm.eddsa.verify(signature, over: [0], key: key))
    }
}
