import SwiftletTesting
import Testing

@testable import Swiftlet

@Suite struct SecretTests {
    private func answer(_ secrets: [String: String], _ worker: @escaping (Env) -> String) throws -> String {
        try Probe { _, env in .text(worker(env)) }.respond(to: Request("/"), secrets: secrets).body.text()
    }

    @Test("A worker gets the secrets that are bound, however long, and no others")
    func bound() throws {
        #expect(try answer(["TOKEN": "s3cret"]) { env in env.secret("TOKEN")?.text ?? "none" } == "s3cret")
        #expect(try answer(["TOKEN": "s3cret"]) { env in env.secret("TOKE")?.text ?? "none" } == "none")
        #expect(try answer(["TOKEN": ""]) { env in "\(env.secret("TOKEN")?.bytes.count ?? -1)" } == "0")
        let long = String(repeating: "x", count: 64 << 10)
        #expect(try answer(["TOKEN": long]) { env in env.secret("TOKEN")?.text ?? "none" } == long)
    }

    @Test("Secrets are no variables, and variables no secrets")
    func apart() throws {
        let worker = Probe { _, env in .text("\(env["A"] ?? "none") \(env.secret("B")?.text ?? "none")") }
        let response = try worker.respond(to: Request("/"), variables: ["B": "b"], secrets: ["A": "a"])
        #expect(try response.body.text() == "none none")
    }

    @Test("A secret does not print itself")
    func printing() throws {
        let secret = Secret(Bytes("s3cret"))
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("s3cret") && text.contains("<secret>"))
        }
        let keys = try "\(JWTKey.hs256("0123456789abcdef0123456789abcdef")) \(JWKS([.hs256(long)]))"
        #expect(!keys.contains("0123456789"))
    }

    private let long = "0123456789abcdef0123456789abcdef"

    @Test("A guess is compared whole")
    func guesses() {
        let secret = Secret(Bytes("s3cret"))
        #expect(secret.isEqual(to: "s3cret") && secret.isEqual(to: Array("s3cret".utf8)))
        #expect(!secret.isEqual(to: "s3cre") && !secret.isEqual(to: "s3crets") && !secret.isEqual(to: ""))
    }
}
