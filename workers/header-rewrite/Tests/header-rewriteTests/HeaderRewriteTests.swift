import Swiftlet
import SwiftletTesting
import Testing

@testable import header_rewrite

/// A site that tells more than it should.
private func site() -> OriginDouble {
    .returning(
        Response(
            headers: ["X-Internal-Trace": "4bf92f35", "Server": "nginx", "X-Powered-By": "PHP", "Vary": "Accept"],
            body: .text("the page")))
}

private func received(_ headers: KeyValuePairs<StaticString, String>) throws -> Headers {
    let site = site()
    let host = TestHost(origins: ["site": site])
    host.clientAddress = "192.0.2.7"
    _ = try host.respond(
        to: Request("https://shop.example.com/cart?id=4", headers: Headers(headers)), with: HeaderRewrite())
    return try #require(site.requests.first).headers
}

@Test("The site is told who asks for what")
func told() throws {
    let headers = try received(["Cookie": "theme=dark; session=4f9a", "Accept": "text/html"])
    #expect(headers["X-Client-IP"] == "192.0.2.7")
    #expect(headers["X-Original-URL"] == "https://shop.example.com/cart")
    #expect(headers["X-Session"] == "4f9a")
    #expect(headers["X-Request-Id"]?.isEmpty == false)
    #expect(headers[.accept] == "text/html", "and the rest is the client's")
}

@Test("Nobody but us can name what the site believes")
func forged() throws {
    let headers = try received([
        "X-Internal-User": "root", "x-internal-edge": "theirs", "X-Client-IP": "10.0.0.1", "X-Session": "forged",
    ])
    #expect(headers["X-Internal-User"] == nil)
    #expect(headers["X-Internal-Edge"] == "header-rewrite")
    #expect(headers["X-Client-IP"] == "192.0.2.7")
    #expect(headers["X-Session"] == nil, "there is no such cookie")
}

@Test("A token by its old name arrives by its new one")
func renamed() throws {
    let headers = try received(["X-Auth-Token": "t1"])
    #expect(headers["X-Token"] == "t1" && headers["X-Auth-Token"] == nil)
    #expect(try received([:])["X-Token"] == nil)
}

@Test("The site's internals stay inside, and the answer has our fields")
func answer() throws {
    let response = try HeaderRewrite().respond(to: Request("/"), origins: ["site": site()])
    for name: StaticString in ["X-Internal-Trace", "Server", "X-Powered-By"] { #expect(response.headers[name] == nil) }
    #expect(response.headers["X-Content-Type-Options"] == "nosniff")
    #expect(response.headers[values: .vary] == ["Accept", "Cookie"])
    #expect(try response.body.text() == "the page")
}
