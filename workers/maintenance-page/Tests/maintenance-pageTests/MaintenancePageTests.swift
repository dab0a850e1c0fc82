import Swiftlet
import SwiftletTesting
import Testing

@testable import maintenance_page

private let site = OriginDouble.returning(
    Response(status: .notFound, headers: ["X-Site": "1"], body: .text("the site's own 404")))

private func ask(
    _ site: OriginDouble, _ variables: [String: String] = [:], from address: String = "192.0.2.7",
    _ headers: KeyValuePairs<StaticString, String> = [:]
) throws -> (response: Response, log: [String]) {
    let host = TestHost(origins: ["site": site], variables: variables)
    host.clientAddress = address
    let response = try host.respond(to: Request("/", headers: Headers(headers)), with: MaintenancePage())
    return (response, host.logged.map(\.description))
}

private let closed = ["MAINTENANCE": "on", "ALLOWED": "127.0.0.1 10.0.* 2001:db8:*", "BYPASS": "s3cret"]

@Test("What the site says is passed on as it is, its errors too", arguments: ["off", "", "ON", nil])
func open(switched: String?) throws {
    let answer = try ask(site, switched.map { ["MAINTENANCE": $0] } ?? [:])
    #expect(answer.response.status == .notFound && answer.response.headers["X-Site"] == "1")
    #expect(try answer.response.body.text() == "the site's own 404" && answer.log.isEmpty)
}

@Test(
    "A site that does not answer is a page, which nobody keeps",
    arguments: [OriginDouble.Failure.unreachable, .timeout, .protocolViolation])
func failing(failure: OriginDouble.Failure) throws {
    let answer = try ask(.failing(failure))
    #expect(answer.response.status == .serviceUnavailable)
    #expect(answer.response.headers[.cacheControl] == "no-store" && answer.response.headers[.retryAfter] == "120")
    #expect(try answer.response.body.text().contains("<h1>Back soon</h1>"))
    #expect(answer.log == ["warning: the site does not answer"])
}

@Test("Programs get JSON")
func json() throws {
    let answer = try ask(site, closed, ["Accept": "application/json"])
    #expect(
        answer.response.status == .serviceUnavailable && answer.response.headers[.contentType] == "application/json")
    #expect(try answer.response.body.text() == #"{"error":"maintenance","retryAfter":120}"#)
}

@Test(
    "While the site is worked on, those who are named get in",
    arguments: [
        ("127.0.0.1", true), ("10.0.0.9", true), ("2001:db8::1", true), ("127.0.0.11", false), ("10.1.0.0", false),
        ("2001:db80::1", false), ("192.0.2.7", false),
    ])
func allowed(address: String, getsIn: Bool) throws {
    #expect(try (ask(site, closed, from: address).response.status == .notFound) == getsIn)
}

@Test("And who has the cookie", arguments: [("s3cret", true), ("s3cre", false), ("", false), ("s3cret1", false)])
func bypass(cookie: String, getsIn: Bool) throws {
    let answer = try ask(site, closed, ["Cookie": "a=b; bypass=\(cookie)"])
    #expect((answer.response.status == .notFound) == getsIn)
}

@Test("Without addresses and secret nobody gets in, with an empty cookie neither", arguments: ["", " ", "*", "* "])
func nobody(allowed: String) throws {
    let variables = ["MAINTENANCE": "on", "ALLOWED": allowed, "BYPASS": ""]
    #expect(try ask(site, variables, ["Cookie": "bypass="]).response.status == .serviceUnavailable)
    #expect(try ask(site, ["MAINTENANCE": "on"]).response.status == .serviceUnavailable)
}

@Test("The site is not asked while it is worked on")
func untouched() throws {
    let site = OriginDouble.returning(.text("x"))
    _ = try ask(site, closed)
    #expect(site.requests.isEmpty)
}
