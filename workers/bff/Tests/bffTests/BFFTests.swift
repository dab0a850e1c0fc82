import Swiftlet
import SwiftletTesting
import Testing

@testable import bff

private let user = #"{"email":"x","id":7,"name":"Ada"}"#
private let orders =
    #"[{"id":1,"total":2.50,"items":[]},{"id":2,"x":0,"total":3},{"id":3,"total":4},{"id":4,"total":5},"#
    + #"{"id":5,"total":6},{"id":6,"total":7}]"#
private let recommendations = #"[{"title":"Soap \"A\""},{"x":1,"title":"B"}]"#

/// An API with these answers.
private func api(
    user: OriginDouble = .returning(.text(user)), orders: OriginDouble = .returning(.text(orders)),
    recommendations: OriginDouble = .returning(.text(recommendations))
) -> OriginDouble {
    .paths([
        "/api/user.json": user, "/api/orders.json": orders, "/api/recommendations.json": recommendations,
    ])
}

private func page(
    _ target: String = "/bff", headers: Headers = Headers(), api: OriginDouble = api()
) throws -> (response: Response, text: String) {
    let response = try BFF().respond(to: Request(target, headers: headers), origins: ["api": api])
    return (response, try response.body.text())
}

@Test("Three answers become one object: user, first five orders, titles")
func web() throws {
    let (response, text) = try page()
    #expect(response.status == .ok && response.headers[.contentType] == "application/json")
    #expect(response.headers["X-Missing-Parts"] == nil)
    #expect(
        text
            == #"{"user":{"id":7,"name":"Ada"},"orders":[{"id":1,"total":2.50},{"id":2,"total":3},{"id":3,"total":4},"#
            + #"{"id":4,"total":5},{"id":5,"total":6}],"recommendations":["Soap \"A\"","B"]}"#)
    #expect(try page("/bff?profile=web", headers: Headers(["Sec-CH-UA-Mobile": "?1"])).text == text)
}

@Test(
    "A phone gets less, and the API is asked for less",
    arguments: [("/bff?profile=mobile", "?0"), ("/bff", "?1"), ("/bff?profile=what", "?1")])
func mobile(target: String, hint: String) throws {
    let api = api()
    var headers = Headers()
    headers["Sec-CH-UA-Mobile"] = hint
    let (response, text) = try page(target, headers: headers, api: api)
    #expect(text == #"{"user":{"name":"Ada"},"orders":[{"id":1,"total":2.50},{"id":2,"total":3}]}"#)
    #expect(response.headers[.vary] == "Sec-CH-UA-Mobile")
    #expect(api.requests.map(\.path) == ["/api/user.json", "/api/orders.json"])
}

@Test("Orders come a page at a time, with the number of the next one as long as there may be one")
func pagination() throws {
    #expect(try page("/bff?page=1").text.hasSuffix(#"{"id":5,"total":6}],"page":1,"next":2}"#))
    #expect(try page("/bff?page=2").text == #"{"orders":[{"id":6,"total":7}],"page":2}"#)
    #expect(try page("/bff?page=4").text == #"{"orders":[],"page":4}"#)
}

@Test("There are so many pages and no more", arguments: ["0", "5", "-1", "2x", "", "99999999999999999999"])
func noSuchPage(number: String) throws {
    #expect(try page("/bff?page=" + number).response.status == .badRequest)
}

@Test(
    "A part that is slow, broken, not JSON or lacks what it should have is missing, and the page is there",
    arguments: [
        .after(.seconds(3), .returning(.text("[]"))), .failing(.unreachable), .returning(.text("[{]")),
        .returning(.text(#"[{"id":1}]"#)), .returning(.text("no", status: .notFound)),
    ] as [OriginDouble])
func partial(broken: OriginDouble) throws {
    let host = TestHost(origins: ["api": api(orders: broken)])
    let response = try host.respond(to: Request("/bff"), with: BFF())
    #expect(response.status == .ok && response.headers["X-Missing-Parts"] == "orders")
    #expect(
        try response.body.text()
            == #"{"user":{"id":7,"name":"Ada"},"orders":[],"recommendations":["Soap \"A\"","B"]}"#)
    #expect(host.logged.count == 1 && host.logged.first?.text.hasPrefix("orders: ") == true)
}

@Test("Without recommendations the page goes without them")
func omitted() throws {
    let (response, text) = try page(api: api(orders: .returning(.text(" [ ] ")), recommendations: .failing(.timeout)))
    #expect(text == #"{"user":{"id":7,"name":"Ada"},"orders":[]}"#)
    #expect(response.headers["X-Missing-Parts"] == "recommendations")
}

@Test("Without the user there is no page")
func required() throws {
    let (response, text) = try page(api: api(user: .returning(.text(#"{"id":7}"#))))
    #expect(response.status == .badGateway && text == #"{"error":"bad gateway","part":"user"}"#)
    let late = try page(api: api(user: .after(.seconds(3), .returning(.text(user)))))
    #expect(late.response.status == .gatewayTimeout)
}
