import Swiftlet
import SwiftletTesting
import Testing

@testable import ab_test

/// A shop that says what it was told.
private let shop = OriginDouble.answering { request in .text(request.headers["X-Experiments"] ?? "nothing") }

private let names = ["checkout", "price", "search", "banner"]

/// What a visitor sees, by experiment, and the cookies that it gets.
private func visit(
    _ headers: KeyValuePairs<StaticString, String>, host: TestHost = TestHost(origins: ["shop": shop])
) throws -> (key: String, variants: [String: String], cookies: [String]) {
    let response = try host.respond(to: Request("/", headers: headers), with: ABTest())
    let key = try response.body.text()
    var variants: [String: String] = [:]
    for pair in key.split(separator: ";") {
        let parts = pair.split(separator: "=").map(String.init)
        variants[parts[0]] = parts[1]
    }
    let cookies = response.headers[values: .setCookie].map { cookie in String(cookie.prefix { $0 != ";" }) }
    return (key, variants, cookies)
}

@Test("The shop is told a variant of each experiment, always in the same order")
func told() throws {
    let seen = try visit(["X-User": "ada"])
    #expect(
        seen.key.split(separator: ";").map { $0.prefix { $0 != "=" } } == ["checkout", "price", "search", "banner"])
}

@Test("A user sees the same in every browser", arguments: ["ada", "bob", "eve"])
func user(name: String) throws {
    #expect(try visit(["X-User": name]).key == visit(["X-User": name, "Cookie": "theme=dark"]).key)
}

@Test("A new visitor sees the same again, is logged once, and gets no cookie twice", arguments: 0..<20 as Range<UInt64>)
func sticky(seed: UInt64) throws {
    let host = TestHost(origins: ["shop": shop], seed: seed)
    let first = try visit([:], host: host)
    let lines = host.logged.count
    let second = try visit(["Cookie": first.cookies.joined(separator: "; ")], host: host)
    #expect(second.key == first.key && second.cookies.isEmpty)
    #expect(host.logged.count == lines)
}

@Test("Nobody is in two experiments of a layer, and some are held out of all")
func layers() throws {
    var enrolled: Set<[String]> = []
    for user in 0..<300 {
        let host = TestHost(origins: ["shop": shop])
        _ = try visit(["X-User": "user-\(user)"], host: host)
        enrolled.insert(names.filter { name in host.logged.contains { $0.text.contains("experiment=\(name) ") } })
    }
    #expect(
        enrolled == [
            ["checkout", "search"], ["checkout", "banner"], ["checkout"], ["price", "search"], ["price", "banner"],
            ["price"], [],
        ])
}

@Test("Who tests a variant asks for it with the secret, and is not counted")
func override() throws {
    let host = TestHost(origins: ["shop": shop], variables: ["QA_SECRET": "s3cret"])
    let asked = try visit(["X-User": "ada", "X-Experiment": "checkout=fast,search=semantic;s3cret"], host: host)
    #expect(asked.variants["checkout"] == "fast" && asked.variants["search"] == "semantic")
    #expect(!host.logged.contains { $0.text.contains("checkout") || $0.text.contains("search") })
    let plain = try visit(["X-User": "ada"]).key
    #expect(
        try visit(["X-User": "ada", "X-Experiment": "checkout=fast,search=semantic;guess"], host: host).key == plain)
}

@Test("Bots see the shop as it is, and leave no trace")
func bot() throws {
    let host = TestHost(origins: ["shop": shop])
    let seen = try visit(["User-Agent": "Googlebot/2.1"], host: host)
    #expect(Set(seen.variants.values) == ["control"] && seen.cookies.isEmpty && host.logged.isEmpty)
}

@Test("Caches are told that pages differ")
func vary() throws {
    let response = try ABTest().respond(to: Request("/"), origins: ["shop": shop])
    #expect(response.headers[.vary] == "Cookie, X-User")
}
