import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct HashTests {
    @Test("The examples of FIPS 180-4: the hashes of abc")
    func examples() throws {
        #expect(
            try SHA256.hash("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            try SHA384.hash("abc").hex()
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        )
        #expect(
            try SHA512.hash("abc").hex().text
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    @Test(
        "Messages that end around the border of a block",
        arguments: [
            (0, "e3b0c44298fc1c14", "38b060a751ac9638", "cf83e1357eefb8bd"),
            (1, "4bf5122f344554c5", "8d2ce87d86f55fcf", "7b54b66836c1fbdd"),
            (55, "81afe5b788dc2ce1", "a1870e5e4818b0a3", "19910fbb344bf574"),
            (56, "2aba54f0ac632420", "728f7264fde2c46b", "87fffcf68777e021"),
            (57, "903284efbf9100e8", "8d3cab9c948dcc7e", "577e8427aa803d27"),
            (63, "733d3d4ee79ee671", "7e874bc2979240a2", "a2df1363c3caa5f2"),
            (64, "79322907b3e9d013", "1c86511a3851b57a", "afba2b1a4441b233"),
            (65, "d85c007c6eb440f0", "8a08300821547268", "2cbdc26833af6d9d"),
            (111, "b41ae5233b9ec35d", "2d39d5e0ed0fd40c", "df79e18538ec8212"),
            (112, "0949563bc78e5ccd", "babc028556f2216d", "d7377bc7047400da"),
            (113, "797b138819c4658a", "5830babc023a964e", "69a127d193a5bd32"),
            (127, "68f6ff710276900c", "d93a1b0c55394b85", "82b7fc0e1e5d1bb8"),
            (128, "489d55fea9a73af3", "8d22d1dc71336ac6", "eb5119a4c3e176a3"),
            (129, "4e1556b2e9a50a3c", "97c3840582af9f00", "06e68bf71185b1fd"),
            (1000, "6b0df76627243d09", "12989fa854607a6c", "5c9833a6b6d14cab"),
        ])
    func borders(count: Int, sha256: String, sha384: String, sha512: String) throws {
        let message = (0..<count).map { index in UInt8(truncatingIfNeeded: index * 7 + count) }
        #expect(try SHA256.hash(message).hex().text.hasPrefix(sha256))
        #expect(try SHA384.hash(message).hex().text.hasPrefix(sha384))
        #expect(try SHA512.hash(message).hex().text.hasPrefix(sha512))
    }

    @Test("Text, bytes, arrays and literals have the same hash")
    func sources() throws {
        let literal: StaticString = "soap"
        let hash = try SHA256.hash(Bytes("soap"))
        #expect(try SHA256.hash("soap") == hash && SHA256.hash(literal) == hash)
        #expect(try SHA256.hash(Array("soap".utf8)) == hash && hash.count == 32)
        #expect(try SHA256.hash([UInt8]()) == SHA256.hash(""))
    }

    @Test("More than 1 MiB is refused")
    func limit() {
        let large = [UInt8](repeating: 0, count: 1 << 20 + 1)
        #expect(throws: WorkerError.limit) { try SHA256.hash(large) }
        #expect(throws: WorkerError.limit) { try HMAC<SHA256>(key: "k").authenticate(large) }
        #expect(throws: WorkerError.limit) { try HMAC<SHA512>(key: "k").isValid("", for: large) }
    }

    @Test("A worker may hash while it is made, when there is no request yet")
    func initialisation() throws {
        struct Hashing: Worker {
            let hash: Bytes?
            init() { hash = try? SHA256.hash("abc") }
            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                .text(hash?.hex().text ?? "none")
            }
        }
        #expect(try Hashing().respond(to: Request("/")).body.text().hasPrefix("ba7816bf"))
    }
}
